// SPDX-License-Identifier: MIT
// Whether the figures of several runs can be compared.
#include "batch/comparable.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "config/config.h"
#include "config/values.h"
#include "format/json.h"

namespace sae::batch {
namespace {

using format::Json;
using run::ListedRun;

constexpr const char* kTestData = "test data";
constexpr const char* kOnTest = "the test set";
constexpr const char* kOnFile = "a file";
constexpr const char* kOnPart = "a part of the training rows";

/// A member of provenance.data, as text; empty if there is none.
std::string data_fact(const ListedRun& run, const std::string& member) {
  const Json::json_pointer place("/data/" + member);
  if (!run.provenance.contains(place)) return "";
  const Json& fact = run.provenance[place];
  return fact.is_string() ? fact.get<std::string>() : fact.dump();
}

/// What validates: from summary.json or, before a run's end, from its options and checksums.
const char* validating_rows_of(const ListedRun& run) {
  const std::string recorded = run.summary.is_object() && run.summary.contains("validated_on") &&
                                       run.summary["validated_on"].is_string()
                                   ? run.summary["validated_on"].get<std::string>()
                                   : "";
  if (recorded == "test set") return kOnTest;
  if (recorded == "validation file" || run.config.data.valid_data) return kOnFile;
  if (!recorded.empty() || run.config.data.valid) return kOnPart;
  const std::string of_training = data_fact(run, "train_fingerprint"),
                    of_validation = data_fact(run, "valid_fingerprint");
  return of_training == of_validation ? kOnPart : kOnTest;
}

/// Whether --split_seed has drawn something that is measured on.
bool draws_rows(const ListedRun& run) {
  const config::DataConfig& data = run.config.data;
  const bool has_noise = data.corrupt && data.corrupt_eval;
  return data.patches || has_noise ||
         (validating_rows_of(run) == std::string_view(kOnPart) && !data.window);
}

/// Options whose effect other facts show: the checksums of files, the number of validation rows,
/// and --corrupt if it applies in validation.
bool is_left_out(const std::string& option) {
  constexpr std::array<std::string_view, 7> kOthers = {
      "data", "labels", "encode_with", "valid_data", "test_data", "patch_count", "corrupt_eval"};
  return std::ranges::find(kOthers, option) != kOthers.end();
}

/// Facts by name, in the order in which a difference is looked for.
using Basis = std::vector<std::pair<std::string, std::string>>;

/// What the figures of a run are measured on. Runs have the same names at the same places.
Basis measuring_basis(const ListedRun& run) {
  const config::DataConfig& data = run.config.data;
  Basis basis = {{"training data", data_fact(run, "train_fingerprint")},
                 {"rows to validate on", validating_rows_of(run)},
                 {"validation data", data_fact(run, "valid_fingerprint")},
                 {"number of validation rows", data_fact(run, "valid_rows")},
                 {kTestData, data_fact(run, "test_fingerprint")}};
  config::DataConfig measured = data;
  if (!data.corrupt_eval) measured.corrupt.reset();
  if (!draws_rows(run)) measured.split_seed = 0;
  // Without a limit, the number of validation rows says how many are drawn.
  if (!data.limit_valid || validating_rows_of(run) != std::string_view(kOnPart)) {
    measured.valid.reset();
  }
  config::visit_data(measured, [&](const config::Field& field, const auto& value) {
    if (is_left_out(field.name())) return;
    using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
    basis.emplace_back("--" + field.name(), Text::format(field, value));
  });
  basis.emplace_back("schema of config.json", std::to_string(run.schema));
  return basis;
}

/// The first difference, to complete "expected …"; empty if there is none. A run without a test set
/// has no figures that could be compared with those of another test set.
std::string difference(const Basis& a, const Basis& b, const std::vector<std::string>& may_differ) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto& [name, value] = a[i];
    const bool allowed =
        name.starts_with("--") && std::ranges::find(may_differ, name.substr(2)) != may_differ.end();
    const bool untested = name == kTestData && (value.empty() || b[i].second.empty());
    if (allowed || untested || value == b[i].second) continue;
    return "the same " + name + ", found " + (value.empty() ? "none" : value) + " and " +
           (b[i].second.empty() ? "none" : b[i].second);
  }
  return "";
}

}  // namespace

bool validates_on_test(const ListedRun& run) {
  return validating_rows_of(run) == std::string_view(kOnTest);
}

void refuse_incomparable(const std::vector<ListedRun>& runs,
                         const std::vector<std::string>& may_differ) {
  const ListedRun* first = nullptr;
  for (const ListedRun& run : runs) {
    if (run.history.empty()) continue;
    if (first == nullptr) first = &run;
    const std::string found = difference(measuring_basis(*first), measuring_basis(run), may_differ);
    if (found.empty()) continue;
    throw Error(ErrorKind::kUsage,
                first->folder.string() + " and " + run.folder.string() + ": expected " + found,
                "--force compares them although their figures are measured differently");
  }
}

}  // namespace sae::batch
