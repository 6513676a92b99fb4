// SPDX-License-Identifier: MIT
// Tests of units that are found again in another run.
#include "cli/matched_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/idx_folder.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::int64_t kWidth = 16;

config::Config config_of(std::vector<std::int64_t> layers, const std::string& data) {
  config::Config config = test::one_unit_config();
  config.model.layers = std::move(layers);
  config.data.scale = config::Scale::kNone;
  config.data.data = data;
  return config;
}

/// Saves a run with this decoder weight [D, H] and any encoder. Returns its
/// folder.
std::string save_units(const std::filesystem::path& folder, const config::Config& config,
                       const at::Tensor& decoder) {
  const std::int64_t units = decoder.size(1), width = decoder.size(0);
  return test::save_run(folder, config, test::uniform({3, width}, 1),
                        {decoder.t(), at::zeros(units), decoder, at::zeros(width)})
      .folder.string();
}

/// Run B has the twelve units of run A in reverse order, half as large, and one
/// more.
struct TwoRuns {
  static constexpr std::int64_t kUnits = 12;
  test::TemporaryFolder folder;
  std::string data, a, b;
  at::Tensor decoder = test::uniform({kWidth, kUnits}, 3, -1, 1);

  TwoRuns() {
    test::write_idx_folder(folder.path() / "data", 20, 10);
    data = (folder.path() / "data").string();
    a = save_units(folder.path() / "a", config_of({kUnits}, data), decoder);
    const at::Tensor more = at::cat({decoder.flip(1) / 2, test::uniform({kWidth, 1}, 9)}, 1);
    b = save_units(folder.path() / "b", config_of({kUnits + 1}, data), more);
  }

  MatchedUnits matched() const { return match_runs(a, b, config::Weights::kLast); }
};

TEST(MatchRuns, FindsPermutedUnitsAgain) {
  const TwoRuns runs;
  const MatchedUnits units = runs.matched();
  for (std::int64_t unit = 0; unit < TwoRuns::kUnits; ++unit) {
    EXPECT_EQ(units.match.partners[static_cast<std::size_t>(unit)], TwoRuns::kUnits - 1 - unit);
  }
  EXPECT_NEAR(units.figures.mean, 1, 1e-6);
  EXPECT_EQ(units.figures.found, (std::vector<std::int64_t>{12, 12}));
  EXPECT_LT(units.chance.mean, 0.8);
  EXPECT_FALSE(units.a.dead);
}

TEST(MatchedText, ComparesWithChance) {
  const TwoRuns runs;
  runs.folder.write("a/metrics.csv", run::metrics_bytes({test::numbered_record(1)}));
  MatchedUnits units = runs.matched();
  units.chance = {12, {0, 3}, 0.5, 0.25};
  EXPECT_EQ(matched_text(units), "A  " + runs.a + ": 12 units, 13 dead\n" + "B  " + runs.b +
                                     ": 13 units\n"
                                     "\n"
                                     "found again in B      units of A     share   by chance\n"
                                     "cosine >= 0.9                 12   100.0 %       0.0 %\n"
                                     "cosine >= 0.7                 12   100.0 %      25.0 %\n"
                                     "mean cosine                1.000                 0.500\n"
                                     "median cosine              1.000                 0.250\n");
}

TEST(MatchedJson, HasFiguresAndAllPairs) {
  const TwoRuns runs;
  const Json json = matched_json(runs.matched());
  EXPECT_EQ(json["runs"][1]["folder"], runs.b);
  EXPECT_EQ(json["runs"][1]["units"], 13);
  EXPECT_TRUE(json["runs"][1]["dead"].is_null());
  EXPECT_EQ(json["found"][0]["cosine"], 0.9);
  EXPECT_EQ(json["found"][0]["units"], 12);
  EXPECT_EQ(json["found"][0]["share_of_a"], 1);
  EXPECT_DOUBLE_EQ(json["found"][0]["share_of_b"].get<double>(), 12.0 / 13);
  EXPECT_TRUE(json["chance"].contains("median_cosine"));
  ASSERT_EQ(json["pairs"].size(), 12U);
  EXPECT_EQ(json["pairs"][2]["unit_a"], 2);
  EXPECT_EQ(json["pairs"][2]["unit_b"], 9);
}

TEST(MatchedCsv, HasALineForEachPair) {
  const TwoRuns runs;
  MatchedUnits units = runs.matched();
  units.match = {{2, -1, 0}, {0.5, std::nan(""), -0.25}};
  EXPECT_EQ(matched_csv(units), "unit_a,unit_b,cosine\n0,2,0.5\n2,0,-0.25\n");
}

// Twelve pairs: ten best and two worst, each in two rows of tiles 112 pixels
// high.
TEST(DrawMatched, ShowsPairsAboveOneAnother) {
  const TwoRuns runs;
  const format::Image image = draw_matched(runs.matched());
  EXPECT_EQ(image.width, 16 + 10 * (112 + 12) - 12 + 16);
  const int row = 48 + 112;  // titles and tile
  EXPECT_GT(image.height, 4 * row);
  EXPECT_LT(image.height, 4 * row + 5 * 100);
}

TEST(DrawMatched, RefusesATable) {
  const TwoRuns runs;
  const std::string table =
      runs.folder.write("x.csv", "a,b\n1,2\n3,4\n5,6\n2,1\n4,3\n6,5\n").string();
  const at::Tensor decoder = test::matrix({{1, 0}, {0, 1}});
  const std::string one = save_units(runs.folder.path() / "t", config_of({2}, table), decoder);
  EXPECT_EQ(test::failure([&] { draw_matched(match_runs(one, one, config::Weights::kLast)); }),
            "2: --plot: expected runs on images, found " + one + " on a table");
}

TEST(MatchRuns, RefusesRunsWithOtherInputs) {
  const TwoRuns runs;
  int count = 0;
  const auto failure_with = [&](const config::Config& config, const at::Tensor& decoder) {
    const std::string other =
        save_units(runs.folder.path() / std::to_string(++count), config, decoder);
    const std::string text =
        test::failure([&] { match_runs(runs.a, other, config::Weights::kLast); });
    return text.substr(text.find(": expected") + 2);
  };
  config::Config config = config_of({12}, runs.data);
  EXPECT_EQ(failure_with(config, test::uniform({9, 12}, 1)),
            "expected the same input values as " + runs.a + " (16), found 9");
  config.data.scale = config::Scale::kStandardize;
  EXPECT_EQ(failure_with(config, runs.decoder),
            "expected the same --scale as " + runs.a + " (none), found standardize");
  config.data.scale = config::Scale::kNone;
  config.data.whiten = config::Whitening::kZca;
  EXPECT_EQ(failure_with(config, runs.decoder),
            "expected the same --whiten as " + runs.a + " (none), found zca");
}

// Of the deep decoder H → 2 → D with linear layers, unit j adds W2 · (column j
// of W1).
TEST(MatchRuns, ComparesUnitsOfDeepDecodersByTheirEffectOnTheOutput) {
  const test::TemporaryFolder folder;
  config::Config config = config_of({2, 3}, "");
  config.data.data = std::nullopt;
  config.model.activation = config::Activation::kIdentity;
  const at::Tensor first = test::matrix({{1, 0, 1}, {0, 1, 1}});             // [2, H]
  const at::Tensor second = test::matrix({{2, 0}, {0, 1}, {1, 1}, {0, 3}});  // [D, 2]
  const std::string deep =
      test::save_run(folder.path() / "deep", config, test::uniform({3, 4}, 1),
                     {test::uniform({2, 4}, 1), at::zeros(2), test::uniform({3, 2}, 2),
                      at::zeros(3), first, at::zeros(2), second, at::ones(4)})
          .folder.string();
  const MatchedUnits units = match_runs(deep, deep, config::Weights::kLast);
  EXPECT_LT(test::distance(units.a.directions.to(at::kDouble), second.matmul(first)), 1e-6);
  EXPECT_EQ(units.match.partners, (std::vector<std::int64_t>{0, 1, 2}));
}

}  // namespace
}  // namespace sae::cli
