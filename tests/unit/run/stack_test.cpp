// SPDX-License-Identifier: MIT
// Tests of stacks of runs.
#include "run/stack.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::run {
namespace {

using test::TemporaryFolder;

/// A run with one linear layer: code = x · weightᵀ + bias, output = code · weight. Scaled to the
/// range of `rows` (minmax) if given, otherwise not scaled.
std::filesystem::path linear_run(const TemporaryFolder& folder, const std::string& name,
                                 const at::Tensor& weight, const at::Tensor& bias,
                                 const at::Tensor& rows = {}) {
  config::Config config;
  config.model = test::model_config({weight.size(0)}, config::Activation::kRelu,
                                    config::Activation::kIdentity, config::Activation::kIdentity);
  config.model.dtype = config::Dtype::kFloat64;
  config.loss.add_sparse = false;
  config.data.scale = rows.defined() ? config::Scale::kMinmax : config::Scale::kNone;
  return test::save_run(folder.path() / name, config,
                        rows.defined() ? rows : test::uniform({4, weight.size(1)}, 1),
                        {weight, bias, weight.t(), test::vector({0}).expand({weight.size(1)})})
      .folder;
}

TEST(Stack, PassesCodesToTheNextRun) {
  const TemporaryFolder folder;
  const auto one =
      linear_run(folder, "one", test::matrix({{1, 2}, {0, 1}, {1, 0}}), test::vector({0, 1, 2}));
  const auto two = linear_run(folder, "two", test::matrix({{1, 10, 100}}), test::vector({0.5}));
  const Stack stack = Stack::load({one, two});
  EXPECT_EQ(stack.code_width(), 1);
  EXPECT_EQ(stack.first().width(), 2);
  // (3, 4) is encoded as (11, 5, 5), then as 11 + 50 + 500 + .5.
  EXPECT_EQ(test::values(stack.encode(test::matrix({{3, 4}}))), (std::vector<double>{561.5}));
  EXPECT_EQ(test::values(Stack::load({one}).encode(test::matrix({{3, 4}}))),
            (std::vector<double>{11, 5, 5}));
}

/// The first run scales two values from [0, 10] to [0, 1] and swaps them. The second scales these
/// codes from [0, 2] and [0, 4] to [0, 1] and adds them.
Stack two_on_their_own_scales(const TemporaryFolder& folder) {
  return Stack::load({linear_run(folder, "one", test::matrix({{0, 1}, {1, 0}}),
                                 test::vector({0, 0}), test::matrix({{0, 0}, {10, 10}})),
                      linear_run(folder, "two", test::matrix({{1, 1}}), test::vector({0}),
                                 test::matrix({{0, 0}, {2, 4}}))});
}

TEST(Stack, ScalesCodesForTheLastRun) {
  const TemporaryFolder folder;
  const Stack stack = two_on_their_own_scales(folder);
  // (2, 4) is scaled to (.2, .4), encoded as (.4, .2), and scaled to (.2, .05).
  const at::Tensor rows = test::matrix({{2, 4}});
  EXPECT_LT(test::distance(stack.features(rows), test::matrix({{0.2, 0.05}})), 1e-15);
  EXPECT_LT(test::distance(stack.encode(rows), test::matrix({{0.25}})), 1e-15);
}

TEST(Stack, DecodesToTheScaleOfTheFirstRun) {
  const TemporaryFolder folder;
  const Stack stack = two_on_their_own_scales(folder);
  // .25 is decoded to (.25, .25), unscaled to the code (.5, 1), and decoded to (1, .5).
  EXPECT_LT(test::distance(stack.decode(test::matrix({{0.25}})), test::matrix({{1, 0.5}})), 1e-15);
  EXPECT_LT(
      test::distance(stack.decode(test::matrix({{0.25}}).to(at::kFloat)), test::matrix({{1, 0.5}})),
      1e-15);
}

/// What loading the run `two` logs. It was trained on the codes of `one`, with this fingerprint.
std::string log_of_loading(const TemporaryFolder& folder, const std::filesystem::path& one,
                           const std::string& fingerprint) {
  config::Config config = test::one_unit_config();
  config.data.encode_with = {one.string()};
  const auto two = test::save_run(folder.path() / "two", config, test::uniform({4, 1}, 1), {},
                                  "crc32:0 encoded by " + fingerprint);
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  const Stack stack = Stack::load({two.folder});
  EXPECT_EQ(stack.source().folder(), two.folder);
  std::filesystem::remove_all(two.folder);
  return testing::internal::GetCapturedStderr();
}

TEST(Stack, WarnsIfCodesHaveChanged) {
  const TemporaryFolder folder;
  const auto one =
      test::save_run(folder.path() / "one", test::one_unit_config(), test::uniform({4, 3}, 1))
          .folder;
  const std::string now = TrainedRun::load(one).fingerprint();
  EXPECT_EQ(log_of_loading(folder, one, now), "");
  EXPECT_EQ(log_of_loading(folder, one, "crc32:00000000"),
            "sae_train: warning: " + (folder.path() / "two").string() +
                " was trained on codes that differ from the current codes of " + one.string() +
                " (retrained since?)\n");
}

TEST(Stack, RefusesARunOfAnotherWidth) {
  const TemporaryFolder folder;
  const auto one = linear_run(folder, "one", test::matrix({{1, 2}}), test::vector({0}));
  EXPECT_EQ(test::failure([&] {
              Stack::load({one, one});
            }),
            "2: " + one.string() + ": expected a run on rows of 1 values (the codes of " +
                one.string() + "), found one on rows of 2 values");
}

}  // namespace
}  // namespace sae::run
