// SPDX-License-Identifier: MIT
// Tests of the cards of `sae show`.
#include "cli/show_views.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace sae::cli {
namespace {

using format::Json;

TEST(RunCard, ShowsFiguresVerdictAndBaselines) {
  const Json report = Json::parse(
      R"({"card": [{"name": "FVU", "value": "0.086", "meaning": "lost variance", "grade": "good"}],
    "verdict": {"sentence": "sparse", "advice": "more epochs"},
    "baselines": [{"name": "mean", "fvu": 1}, {"name": "PCA", "fvu": null}],
    "budget": [{"k": 1, "fvu": 0.95}, {"k": 512, "fvu": 0.0857}], "twins": {"units": 512, "distinct": 431}})");
  EXPECT_EQ(run_card(report),
            "FVU               0.086 (good)        lost variance\n"
            "\nverdict: sparse\ntry next: more epochs\n"
            "\ncompared with simple baselines:\n"
            "  mean                      FVU 1\n"
            "  PCA                       FVU –\n"
            "\nFVU with k units per sample:\n  1: 0.95  512: 0.0857 \n"
            "\n512 units, 431 distinct\n");
}

// A report of another program or version is not a crash.
TEST(RunCard, LeavesOutWhatIsMissing) {
  for (const char* text : {"{}", R"({"card": 3, "verdict": [], "budget": {}, "twins": 1})"}) {
    EXPECT_EQ(run_card(Json::parse(text)), "") << text;
  }
}

TEST(RunCard, HasOnlyThePartsOfTheReport) {
  EXPECT_EQ(run_card(Json::parse(R"({"verdict": {"sentence": "sparse"}, "twins": {"units": 2}})")),
            "verdict: sparse\n");
}

TEST(RunCard, CannotControlTheTerminal) {
  const Json report = {{"verdict", {{"sentence", "\x1b[31msparse"}}}};
  EXPECT_EQ(run_card(report), "verdict: \\x1b[31msparse\n");
}

// Images have 40 columns; the captions are cut too.
TEST(RowCard, FitsItsPicturesIntoTheTerminal) {
  data::Dataset rows;
  rows.features = at::zeros({1, 80}, at::kFloat);
  rows.shape = {2, 40, 1};
  const model::Network network = {
      {{at::zeros({1, 80}, at::kFloat), at::zeros({1}, at::kFloat), model::Activation::kRelu, 0},
       {at::zeros({80, 1}, at::kFloat), at::zeros({80}, at::kFloat), model::Activation::kIdentity,
        0}},
      0};
  const at::Tensor code = at::zeros({1}, at::kFloat);
  const ShownRow row = {"7", rows.features, rows.features, rows.features, code, code, {}};
  const std::string card =
      row_card(row, report::Display({}, rows, network), {picture::CharacterStyle::kPlain, 30});
  const std::size_t start = card.find("original"), end = card.find("its units");
  ASSERT_NE(start, std::string::npos);
  for (const std::string& line : base::split(card.substr(start, end - start), '\n')) {
    EXPECT_LE(line.size(), 30U) << card;
  }
}

}  // namespace
}  // namespace sae::cli
