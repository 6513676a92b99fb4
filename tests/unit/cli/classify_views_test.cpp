// SPDX-License-Identifier: MIT
// Tests of the results that `sae classify` shows.
#include "cli/classify_views.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::cli {
namespace {

/// Three of four test rows are classified correctly.
analysis::Classification result() {
  return {analysis::Classifier({}, test::vector({1}), 2),
          {{0, 1.5, 0.25, 0.5}, {7, 0.125, 1, 0.75}},
          {{"cat", "dog"}, {{3, 0}, {0, 2}}},
          {{"cat", "dog"}, {{2, 1}, {0, 1}}}};
}

TEST(ClassifyViews, PrintAllMeasuredAccuracies) {
  EXPECT_EQ(row_text(result().history[1]), "        7    0.125000    1.0000    0.7500");
  const std::string text = result_text(result());
  EXPECT_TRUE(
      text.starts_with("    epoch        loss     train      test\n"
                       "        0    1.500000    0.2500    0.5000\n"
                       "        7    0.125000    1.0000    0.7500\n"
                       "\naccuracy on 5 training rows 1.0000, on 4 test rows 0.7500\n\n"))
      << text;
}

TEST(ClassifyViews, RecordTheFinalState) {
  data::Split split;
  split.place = "x.csv";
  split.valid_is_test = false;
  analysis::Classification interrupted = result();
  interrupted.signal = 2;
  const format::Json json =
      classification_json(split, {{3, 5}, {"cat", "dog"}, {}, {}}, interrupted);
  EXPECT_EQ(json["state"], "interrupted");
  EXPECT_EQ(json["test_accuracy"], 0.75);
  EXPECT_EQ(json["epochs_done"], 7);
  EXPECT_EQ(json["loss"], 0.125);
  EXPECT_EQ(json["tested_on"], "part of the training set");
  EXPECT_EQ(json["classes"], (std::vector<int>{3, 5}));
  EXPECT_EQ(json["data"]["place"], "x.csv");
  EXPECT_EQ(classification_json(split, {}, result())["state"], "finished");
}

}  // namespace
}  // namespace sae::cli
