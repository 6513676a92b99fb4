// SPDX-License-Identifier: MIT
// Tests of the results that `sae anomaly` shows.
#include "cli/anomaly_views.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::cli {
namespace {

/// Errors 1, 9 and 4; the threshold in `findings` is 4.
ScoredRows three_rows() {
  ScoredRows scored;
  scored.rows.features = test::matrix({{0}, {0}, {0}});
  scored.place = "x.csv";
  scored.errors = test::vector({1, 9, 4});
  return scored;
}

ScoredRows three_rows_of_two_classes() {
  ScoredRows scored = three_rows();
  scored.rows.labels = test::integer_vector({0, 1, 0});
  scored.rows.class_names = {"well", "ill"};
  scored.unusual = scored.rows.labels == 1;
  return scored;
}

Findings findings(std::optional<double> auc = {}) { return {0.5, 4, test::vector({3, 4, 5}), auc}; }

TEST(AnomalyViews, DescribeUnlabelledRows) {
  EXPECT_EQ(describe_findings(three_rows(), findings()),
            "threshold  4.000: quantile 0.5 of the errors of 3 training rows\n"
            "above      1 of 3 scored rows above the threshold (33.3 %)\n"
            "\nworst rows      error\n"
            "       1            9\n"
            "       2            4\n"
            "       0            1\n");
  const format::Json json = findings_json(three_rows(), findings());
  EXPECT_EQ(json["training_rows"], 3);
  EXPECT_EQ(json["rows_above"], 1);
  EXPECT_FALSE(json.contains("roc_auc"));
}

TEST(AnomalyViews, DescribeClassesAndAnomalies) {
  EXPECT_EQ(describe_findings(three_rows_of_two_classes(), findings(1.0)),
            "threshold  4.000: quantile 0.5 of the errors of 3 training rows\n"
            "above      1 of 3 scored rows above the threshold (33.3 %)\n"
            "ROC AUC    1.0000, anomalous: ill (1 row)\n"
            "\nclass                       rows      above   mean error\n"
            "well                           2          0          2.5\n"
            "ill                            1          1            9\n"
            "\nworst rows      error   class\n"
            "       1            9   ill\n"
            "       2            4   well\n"
            "       0            1   well\n");
  const format::Json json = findings_json(three_rows_of_two_classes(), findings(1.0));
  EXPECT_EQ(json["anomalous_classes"], std::vector<std::string>{"ill"});
  EXPECT_EQ(json["anomalous_rows"], 1);
  EXPECT_EQ(json["roc_auc"], 1);
}

TEST(AnomalyViews, DrawEachGroup) {
  const format::Image plain = draw_errors(three_rows(), findings());
  const format::Image marked = draw_errors(three_rows_of_two_classes(), findings(1.0));
  EXPECT_EQ(plain.width, marked.width);
  EXPECT_NE(plain.pixels, marked.pixels);
}

}  // namespace
}  // namespace sae::cli
