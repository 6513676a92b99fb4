// SPDX-License-Identifier: MIT
// Tests of the cards of `sae show`.
#include "cli/show_views.h"

#include <gtest/gtest.h>

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
            "\nbeside simple reconstructions:\n"
            "  mean                      FVU 1\n"
            "  PCA                       FVU –\n"
            "\nFVU with k units per sample:\n  1: 0.95  512: 0.0857 \n"
            "\n512 units, 431 distinct\n");
}

// A report of another program or version is not a crash.
TEST(RunCard, LeavesOutWhatIsMissing) {
  for (const char* text : {"{}", R"({"card": 3, "verdict": [], "budget": {}, "twins": 1})"}) {
    EXPECT_NE(run_card(Json::parse(text)).find("verdict: –"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace sae::cli
