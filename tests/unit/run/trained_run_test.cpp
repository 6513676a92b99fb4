// SPDX-License-Identifier: MIT
// Tests of loading and using a trained run.
#include "run/trained_run.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::run {
namespace {

using test::TemporaryFolder;

/// Rows of two bytes, one identity code unit, two output values. Formulas by hand: code = (x0 + 2
/// x1)/255 + .5, output = (3 code, 4 code) + (.25, 0).
test::SavedRun linear_run(const TemporaryFolder& folder) {
  config::Config config = test::one_unit_config();
  return test::save_run(
      folder.path() / "run", config,
      at::tensor(std::vector<std::int64_t>{0, 255, 51, 102}).view({2, 2}).to(at::kByte),
      {test::matrix({{1, 2}}), test::vector({0.5}), test::matrix({{3}, {4}}),
       test::vector({0.25, 0})});
}

TEST(TrainedRun, EncodesRowsAsInFiles) {
  const TemporaryFolder folder;
  const test::SavedRun saved = linear_run(folder);
  const TrainedRun run = TrainedRun::load(saved.folder);
  EXPECT_EQ(run.width(), 2);
  EXPECT_EQ(run.code_width(), 1);
  EXPECT_LT(test::distance(run.features(saved.rows), test::matrix({{0, 1}, {0.2, 0.4}})), 1e-7);
  EXPECT_LT(test::distance(run.encode(saved.rows), test::matrix({{2.5}, {1.5}})), 1e-7);
  EXPECT_LT(test::distance(run.encode_features(test::matrix({{1, 1}}).to(at::kFloat)),
                           test::matrix({{3.5}})),
            1e-7);
  EXPECT_EQ(run.encode(saved.rows).scalar_type(), at::kFloat);
  EXPECT_FALSE(run.encode(saved.rows).requires_grad());
}

TEST(TrainedRun, DecodesAndMeasuresErrors) {
  const TemporaryFolder folder;
  const test::SavedRun saved = linear_run(folder);
  const TrainedRun run = TrainedRun::load(saved.folder);
  EXPECT_LT(test::distance(run.decode(test::matrix({{1}, {2}}).to(at::kFloat)),
                           test::matrix({{3.25, 4}, {6.25, 8}})),
            1e-7);
  // (0, 1) is reconstructed as (7.75, 10), (.2, .4) as (4.75, 6).
  const at::Tensor errors = run.row_errors(run.features(saved.rows));
  EXPECT_EQ(errors.scalar_type(), at::kDouble);
  EXPECT_LT(
      test::distance(errors, test::vector({(7.75 * 7.75 + 81) / 2, (4.55 * 4.55 + 5.6 * 5.6) / 2})),
      1e-6);
  EXPECT_LT(test::distance(run.transform().to_picture(run.features(saved.rows)),
                           test::matrix({{0, 1}, {0.2, 0.4}})),
            1e-7);
}

TEST(TrainedRun, LoadsTheBestWeightsOnRequest) {
  const TemporaryFolder folder;
  const test::SavedRun saved = linear_run(folder);
  test::save_weights(
      saved, "best.safetensors",
      {test::matrix({{0, 0}}), test::vector({7}), test::matrix({{0}, {0}}), test::vector({0, 0})});
  const TrainedRun best = TrainedRun::load(saved.folder, Weights::kBest);
  EXPECT_EQ(test::values(best.encode(saved.rows)), (std::vector<double>{7, 7}));
}

TEST(TrainedRun, GivesTheSameResultInChunks) {
  const TemporaryFolder folder;
  config::Config config;
  config.model.layers = {700, 3};
  config.model.tied = true;
  const at::Tensor rows = test::uniform({5000, 600}, 1);
  const test::SavedRun saved = test::save_run(folder.path() / "run", config, rows);
  const TrainedRun run = TrainedRun::load(saved.folder);
  const at::Tensor codes = run.encode(rows);
  for (const std::int64_t row : {0, 2500, 4999}) {
    EXPECT_LT(test::distance(run.encode(rows.narrow(0, row, 1)), codes.narrow(0, row, 1)), 1e-5);
  }
}

TEST(TrainedRun, ChecksRowWidth) {
  const TemporaryFolder folder;
  const TrainedRun run = TrainedRun::load(linear_run(folder).folder);
  EXPECT_EQ(test::failure([&] { run.check_width(2, "x.csv"); }), "no error");
  EXPECT_EQ(test::failure([&] { run.check_width(64, "x.csv"); }),
            "3: x.csv: expected rows of 2 values, found 64");
}

/// A topk code of four units: the row's value times 1, 2, 3 and 4. The decoder sums them, with
/// weights 1, 10, 100 and 1000.
TrainedRun topk_run(const TemporaryFolder& folder, double factor) {
  config::Config config;
  config.model = test::model_config({4}, config::Activation::kRelu, config::Activation::kTopk,
                                    config::Activation::kIdentity);
  config.model.k = 1;
  config.model.k_eval_factor = factor;
  config.model.dtype = config::Dtype::kFloat64;
  config.loss.add_sparse = false;
  config.data.scale = config::Scale::kNone;
  const auto saved = test::save_run(folder.path() / "run", config, test::matrix({{1}, {0}}),
                                    {test::matrix({{1}, {2}, {3}, {4}}), test::vector({0, 0, 0, 0}),
                                     test::matrix({{1, 10, 100, 1000}}), test::vector({0})});
  return TrainedRun::load(saved.folder);
}

TEST(TrainedRun, UsesMoreActiveUnitsAtInference) {
  const TemporaryFolder folder;
  TrainedRun run = topk_run(folder, 2.4);
  const at::Tensor row = test::matrix({{1}});
  EXPECT_EQ(test::values(run.encode(row)), (std::vector<double>{0, 0, 3, 4}));
  run.set_k_eval_factor(2.6);
  EXPECT_EQ(test::values(run.encode_features(row)), (std::vector<double>{0, 2, 3, 4}));
  run.set_k_eval_factor(1e300);
  EXPECT_EQ(test::values(run.encode(row)), (std::vector<double>{1, 2, 3, 4}));
}

// The same number of units as for val_mse.
TEST(TrainedRun, MeasuresErrorsWithKActiveUnits) {
  const TemporaryFolder folder;
  const TrainedRun run = topk_run(folder, 3);
  EXPECT_EQ(test::values(run.row_errors(test::matrix({{1}}))),
            (std::vector<double>{3999.0 * 3999.0}));
}

std::string failure_of(const std::filesystem::path& folder) {
  return test::failure([&] { TrainedRun::load(folder); });
}

TEST(TrainedRun, RefusesFoldersThatAreNotRuns) {
  const TemporaryFolder folder;
  const std::string none = (folder.path() / "none").string();
  EXPECT_EQ(failure_of(none), "5: " + none + ": expected the folder of a run, found nothing");
  const std::string file = folder.write("file", "x").string();
  EXPECT_EQ(failure_of(file), "5: " + file + ": expected the folder of a run, found a file");
  const std::string empty = folder.path().string();
  EXPECT_EQ(failure_of(empty), "5: " + empty + "/config.json: expected a file, found none");
  const test::SavedRun saved = linear_run(folder);
  std::filesystem::remove(saved.folder / "model.safetensors");
  EXPECT_EQ(failure_of(saved.folder),
            "5: " + saved.folder.string() +
                "/model.safetensors: expected the weights of a run, found none (no epoch was "
                "finished?)");
}

TEST(TrainedRun, RefusesFilesThatDoNotMatch) {
  const TemporaryFolder folder;
  const test::SavedRun saved = linear_run(folder);
  const std::string name = saved.folder.string();
  const auto with_config = [&](const std::string& text) {
    std::ofstream(saved.folder / "config.json") << text;
    return failure_of(saved.folder);
  };
  EXPECT_EQ(with_config(R"({"schema": 1, "config": {"layers": [60000, 60000]}})"),
            "5: " + name +
                "/model.safetensors: expected 7,200,420,002 parameters (from config.json), "
                "found 7");
  EXPECT_EQ(
      with_config(R"({"schema": 1, "config": {"layers": [1], "scale": "none"}})"),
      "5: " + name +
          "/model.safetensors: data.offset: expected no such array with --scale none, --missing "
          "error, --patch_norm "
          "none, --whiten none");
  EXPECT_EQ(with_config(R"({"schema": 1, "config": {"layers": [1], "lr": -1}})"),
            "5: " + name + "/config.json: --lr: expected a value above 0, at most 1000, found -1");
  EXPECT_EQ(with_config(R"({"schema": 1, "config": {"layers": [1], "zzz": 1}})").substr(0, 3),
            "5: ");
  std::ofstream(saved.folder / "model.safetensors") << "x";
  EXPECT_EQ(with_config(R"({"schema": 1, "config": {"layers": [1]}})").substr(0, 3), "5: ");
}

}  // namespace
}  // namespace sae::run
