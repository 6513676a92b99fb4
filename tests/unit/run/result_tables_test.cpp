// SPDX-License-Identifier: MIT
// Tests of the result tables.
#include "run/result_tables.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::run {
namespace {

data::Dataset three_rows() {
  data::Dataset rows;
  rows.features = test::matrix({{0}, {0}, {0}});
  return rows;
}

data::Dataset three_rows_of_two_classes() {
  data::Dataset rows = three_rows();
  rows.labels = test::integer_vector({0, 1, 0});
  rows.class_names = {"well", "i,ll"};
  return rows;
}

TEST(AccuracyTable, HasOneLinePerRow) {
  EXPECT_EQ(accuracy_bytes({{0, 1.5, 0.25, 0.5}, {7, 0.125, 1, 0.75}}),
            "epoch,loss,train_accuracy,test_accuracy\n0,1.5,0.25,0.5\n7,0.125,1,0.75\n");
}

TEST(ConfusionTable, UsesLabelsAsClassNames) {
  EXPECT_EQ(confusion_bytes({{"cat", "dog"}, {{3, 1}, {0, 0}}}, {4, 7}),
            "label,predicted_4,predicted_7\n4,3,1\n7,0,0\n");
}

TEST(AssignmentsTable, UsesRowIdsOfTheData) {
  const std::vector<Assignment> columns{{"codes", test::integer_vector({1, 0, 1})},
                                        {"raw", test::integer_vector({0, 0, 2})}};
  data::Dataset rows = three_rows();
  EXPECT_EQ(assignments_bytes(rows, columns), "row,codes,raw\n0,1,0\n1,0,0\n2,1,2\n");
  rows.row_ids = test::integer_vector({7, 2, 0});
  EXPECT_EQ(assignments_bytes(rows, columns), "row,codes,raw\n7,1,0\n2,0,0\n0,1,2\n");
  rows.row_names = {"a,b.png", "b.png", "c.png"};
  rows.row_ids = test::integer_vector({2, 1, 0});
  EXPECT_EQ(assignments_bytes(rows, columns),
            "row,codes,raw\nc.png,1,0\nb.png,0,0\n\"a,b.png\",1,2\n");
}

TEST(AssignmentsTable, LastColumnIsTheLabel) {
  EXPECT_EQ(
      assignments_bytes(three_rows_of_two_classes(), {{"codes", test::integer_vector({1, 0, 1})}}),
      "row,codes,label\n0,1,well\n1,0,\"i,ll\"\n2,1,well\n");
}

TEST(ErrorsTable, MarksErrorsAboveTheThreshold) {
  const at::Tensor errors = test::vector({1, 9, 4});
  EXPECT_EQ(errors_bytes(three_rows(), errors, 4), "row,error,above\n0,1,0\n1,9,1\n2,4,0\n");
  EXPECT_EQ(errors_bytes(three_rows_of_two_classes(), errors, 4),
            "row,error,above,label\n0,1,0,well\n1,9,1,\"i,ll\"\n2,4,0,well\n");
}

}  // namespace
}  // namespace sae::run
