// SPDX-License-Identifier: MIT
// Shows the results of `sae classify` as text and JSON.
#include "cli/classify_views.h"

#include <array>
#include <cstdio>

#include "base/text.h"
#include "picture/confusion_views.h"

namespace sae::cli {

std::string row_text(const run::AccuracyRow& row) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%9lld  %10.6f  %8.4f  %8.4f",
                static_cast<long long>(row.iteration), row.loss, row.train, row.test);
  return text.data();
}

std::string result_text(const analysis::Classification& result) {
  std::string text = "    epoch        loss     train      test\n";
  for (const run::AccuracyRow& row : result.history) text += row_text(row) + "\n";
  text += "\naccuracy on " + base::format_count(result.train.rows()) + " training rows " +
          base::format_fixed(result.train.accuracy(), 4) + ", on " +
          base::format_count(result.test.rows()) + " test rows " +
          base::format_fixed(result.test.accuracy(), 4) + "\n";
  if (result.test.names.size() > picture::kMostClassesInText) return text;
  return text + "\n" + picture::confusion_text(result.test);
}

format::Json classification_json(const data::Split& split, const analysis::Classes& classes,
                                 const analysis::Classification& result) {
  return {{"state", result.signal == 0 ? "finished" : "interrupted"},
          {"test_accuracy", result.test.accuracy()},
          {"train_accuracy", result.train.accuracy()},
          {"test_rows", result.test.rows()},
          {"train_rows", result.train.rows()},
          {"tested_on", data::validated_on(split)},
          {"epochs_done", result.history.back().iteration},
          {"loss", format::json_number(result.history.back().loss)},
          {"classes", classes.labels},
          {"class_names", classes.names},
          {"data",
           {{"place", split.place},
            {"train_fingerprint", split.train.fingerprint},
            {"test_fingerprint", split.valid.fingerprint}}}};
}

}  // namespace sae::cli
