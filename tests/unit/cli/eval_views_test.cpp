// SPDX-License-Identifier: MIT
// Tests of the output of `sae eval`.
#include "cli/eval_views.h"

#include <gtest/gtest.h>

#include <limits>

namespace sae::cli {
namespace {

train::Measures some_measures(double mse) {
  train::Measures measures;
  measures.mse = mse;
  measures.fvu = 0.25;
  measures.sparsity.l0 = 3.5;
  measures.sparsity.dead = 2;
  measures.sparsity.kl = std::numeric_limits<double>::quiet_NaN();
  return measures;
}

TEST(EvalText, PrintsAllDigitsOfTheMeasures) {
  const std::string text = eval_text({some_measures(0.1 + 0.2), {}, {}});
  EXPECT_TRUE(
      text.starts_with("mse           0.30000000000000004\nfvu           0.25\n"
                       "l0            3.5\n"))
      << text;
  EXPECT_TRUE(text.ends_with("kl            nan\n")) << text;
}

TEST(EvalText, ListsTheBudgetAndTheClasses) {
  const std::string text =
      eval_text({some_measures(1), {{1, 0.5}, {2, 0.125}}, {{"ankle boot", 10, some_measures(2)}}});
  EXPECT_NE(text.find("\nunits kept per row          fvu\n"
                      "                 1       0.5000\n"
                      "                 2       0.1250\n"
                      "\nclass                         rows          mse          fvu           l0"
                      "        hoyer\n"
                      "ankle boot                      10      2.00000       0.2500          3.5"
                      "       0.0000\n"),
            std::string::npos)
      << text;
}

TEST(EvalText, ListsTheFirstOfManyClasses) {
  EvalResult result;
  for (int i = 0; i < 101; ++i) result.classes.push_back({std::to_string(i), 1, {}});
  const std::string text = eval_text(result);
  EXPECT_NE(text.find("\n99 "), std::string::npos);
  EXPECT_EQ(text.find("\n100 "), std::string::npos);
  EXPECT_TRUE(text.ends_with("… (101 classes; --json yes prints all)\n")) << text;
}

TEST(EvalJson, HasTheNamesOfTheMetrics) {
  const format::Json json =
      eval_json({some_measures(1), {{1, 0.5}}, {{"a", 10, some_measures(2)}}});
  EXPECT_EQ(json["metrics"]["mse"], 1);
  EXPECT_EQ(json["metrics"]["dead"], 2);
  EXPECT_EQ(json["metrics"]["kl"], "nan");
  EXPECT_FALSE(json["metrics"].contains("epoch"));
  EXPECT_EQ(json["fvu_at_k"], format::Json::parse(R"([{"k": 1, "fvu": 0.5}])"));
  EXPECT_EQ(json["classes"][0]["name"], "a");
  EXPECT_EQ(json["classes"][0]["rows"], 10);
  EXPECT_EQ(json["classes"][0]["metrics"]["mse"], 2);
}

}  // namespace
}  // namespace sae::cli
