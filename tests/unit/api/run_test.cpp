// SPDX-License-Identifier: MIT
// Tests of the public Run.
#include "sae/run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "support/failure.h"
#include "support/saved_run.h"

namespace sae {
namespace {

using Values = std::vector<float>;

/// Rows of two bytes, one identity code unit, two output values. Formulas by hand: code = (x0 + 2
/// x1)/255 + .5, output · 255 = (3 code + .25, 4 code) · 255.
std::filesystem::path linear_run(const test::TemporaryFolder& folder) {
  return test::save_run(
             folder.path() / "run", test::one_unit_config(),
             at::tensor(std::vector<std::int64_t>{0, 255, 51, 102}).view({2, 2}).to(at::kByte),
             {test::matrix({{1, 2}}), test::vector({0.5}), test::matrix({{3}, {4}}),
              test::vector({0.25, 0})})
      .folder;
}

void expect_near(const Values& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-6 * (1 + std::abs(expected[i]))) << i;
  }
}

TEST(PublicRun, EncodesAndDecodesInUnitsOfTheData) {
  const test::TemporaryFolder folder;
  const sae::Run run(linear_run(folder));
  EXPECT_EQ(run.width(), 2U);
  EXPECT_EQ(run.code_width(), 1U);
  expect_near(run.encode(Values{0, 255, 51, 102}), {2.5, 1.5});
  expect_near(run.decode(Values{1, 2}), {3.25 * 255, 4 * 255, 6.25 * 255, 8 * 255});
  expect_near(run.reconstruct(Values{51, 102}), {4.75 * 255, 6 * 255});
  EXPECT_TRUE(run.encode({}).empty());
}

TEST(PublicRun, LoadsTheBestWeightsOnRequest) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = linear_run(folder);
  test::save_weights(
      {path, test::one_unit_config(), at::zeros({1, 2}, at::kByte)}, "best.safetensors",
      {test::matrix({{0, 0}}), test::vector({7}), test::matrix({{0}, {0}}), test::vector({0, 0})});
  expect_near(sae::Run(path, Weights::kBest).encode(Values{0, 255}), {7});
}

TEST(PublicRun, RefusesOtherWidthsAndNonFiniteValues) {
  const test::TemporaryFolder folder;
  const sae::Run run(linear_run(folder));
  EXPECT_EQ(test::failure([&] {
              run.encode(Values{1, 2, 3});
            }),
            "3: rows: expected a multiple of 2 values, found 3");
  EXPECT_EQ(test::failure([&] {
              run.encode(Values{1, 2, std::numeric_limits<float>::quiet_NaN(), 4});
            }),
            "3: rows: row 1, column 0 (from 0): expected finite numbers, found nan");
  EXPECT_EQ(test::failure([&] { run.decode(Values{std::numeric_limits<float>::infinity()}); }),
            "3: codes: row 0, column 0 (from 0): expected finite numbers, found inf");
}

TEST(PublicRun, RefusesAFolderThatIsNoRun) {
  const test::TemporaryFolder folder;
  const std::string refusal = test::failure([&] { sae::Run run(folder.path()); });
  EXPECT_TRUE(refusal.starts_with("5: " + folder.path().string())) << refusal;
}

TEST(PublicRun, ReadsConfigurationAndMetrics) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = linear_run(folder);
  const sae::Run run(path);
  EXPECT_EQ(run.config().get("layers"), "1");
  std::ofstream(path / "metrics.csv") << "epoch,val_mse\n1,0.5\n2,0.25\n";
  const std::vector<EpochMetrics> metrics = run.metrics();
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[1].at("epoch"), 2);
  EXPECT_EQ(metrics[1].at("val_mse"), 0.25);
}

TEST(PublicRun, ServesSeveralThreadsAtOnce) {
  const test::TemporaryFolder folder;
  const sae::Run run(linear_run(folder));
  std::vector<Values> codes(4);
  {
    std::vector<std::jthread> threads;
    for (Values& code : codes) {
      threads.emplace_back([&] { code = run.encode(Values{0, 255, 51, 102}); });
    }
  }
  for (const Values& code : codes) expect_near(code, {2.5, 1.5});
}

}  // namespace
}  // namespace sae
