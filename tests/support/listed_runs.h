// SPDX-License-Identifier: MIT
// Runs without folders, for tests of comparisons.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/run_list.h"
#include "support/epoch_records.h"

namespace sae::test {

/// Where made-up runs validate: summary.json's words.
inline constexpr const char* kOnTestSet = "test set";
inline constexpr const char* kOnTrainingRows = "part of the training set";

/// A finished run with an epoch for each validation error, measured on rows set aside from the same
/// data as others.
inline run::ListedRun listed_run(const std::string& name, const std::vector<double>& errors,
                                 const char* validated_on = kOnTrainingRows) {
  run::ListedRun run;
  run.folder = "/runs/" + name;
  run.state = "finished";
  run.provenance = {
      {"data",
       {{"train_fingerprint", "crc32:1"}, {"valid_fingerprint", "crc32:1"}, {"valid_rows", 100}}}};
  run.summary = {{"validated_on", validated_on}};
  for (const double error : errors) {
    const auto epoch = static_cast<std::int64_t>(run.history.size()) + 1;
    run.history.push_back(record_with_error(epoch, error));
  }
  return run;
}

}  // namespace sae::test
