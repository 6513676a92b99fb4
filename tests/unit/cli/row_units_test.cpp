// SPDX-License-Identifier: MIT
// Tests of rows in the data's own units.
#include "cli/row_units.h"

#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include "support/saved_run.h"
#include "support/tensors.h"

namespace sae::cli {
namespace {

/// A run on rows [N, 2] with this configuration.
run::Stack run_on(const test::TemporaryFolder& folder, const at::Tensor& rows,
                  const config::DataConfig& data = {}) {
  config::Config config = test::one_unit_config();
  config.data = data;
  return run::Stack::load({test::save_run(folder.path() / "run", config, rows).folder});
}

TEST(RowUnits, RoundsAndCutsBytes) {
  const test::TemporaryFolder folder;
  const run::Stack stack = run_on(folder, test::matrix({{0, 255}, {7, 9}}).to(at::kByte));
  const at::Tensor outputs = test::matrix({{-0.1, 0.5}, {1.2, 1}}).to(at::kFloat);
  const RowUnits whole(stack, Rounding::kWhole);
  EXPECT_EQ(whole.type(), at::kByte);
  EXPECT_EQ(test::values(whole.rows(outputs)), (std::vector<double>{0, 128, 255, 255}));
  const RowUnits exact(stack, Rounding::kNone);
  EXPECT_EQ(exact.type(), at::kFloat);
  EXPECT_LT(test::distance(exact.rows(outputs).to(at::kDouble),
                           test::matrix({{-25.5, 127.5}, {306, 255}})),
            1e-4);
  EXPECT_EQ(test::values(exact.pixels(outputs)), (std::vector<double>{0, 128, 255, 255}));
}

TEST(RowUnits, UndoesTheScaleOfNumbers) {
  const test::TemporaryFolder folder;
  config::DataConfig data;
  data.scale = config::Scale::kMinmax;
  const run::Stack stack = run_on(folder, test::matrix({{1, 100}, {3, 300}}), data);
  const RowUnits units(stack, Rounding::kWhole);
  EXPECT_EQ(units.type(), at::kDouble);
  EXPECT_LT(test::distance(units.rows(test::matrix({{0.25, 0.5}}).to(at::kFloat)).to(at::kDouble),
                           test::matrix({{1.5, 200}})),
            1e-4);
}

TEST(RowUnits, KeepsTheDigitsOfDates) {
  const test::TemporaryFolder folder;
  config::DataConfig data;
  data.scale = config::Scale::kMinmax;
  // Seconds since 1970, of which float32 has steps of 128.
  const run::Stack stack = run_on(folder, test::matrix({{1.7e9, 0}, {1.7e9 + 100, 1}}), data);
  const RowUnits units(stack, Rounding::kWhole);
  EXPECT_EQ(test::values(units.rows(test::matrix({{0.25, 0.5}}).to(at::kFloat))),
            (std::vector<double>{1.7e9 + 25, 0.5}));
}

TEST(RowUnits, KeepsWhatPatchNormMade) {
  const test::TemporaryFolder folder;
  config::DataConfig data;
  data.patch_norm = config::PatchNorm::kUfldl;
  const run::Stack stack = run_on(folder, test::matrix({{0, 255}, {7, 9}}).to(at::kByte), data);
  const RowUnits units(stack, Rounding::kWhole);
  EXPECT_EQ(units.type(), at::kFloat);
  const at::Tensor outputs = test::matrix({{0.3, 0.6}}).to(at::kFloat);
  EXPECT_TRUE(units.rows(outputs).equal(outputs));
}

}  // namespace
}  // namespace sae::cli
