// SPDX-License-Identifier: MIT
// Tests of the configuration of a run from its settings.
#include "session/effective_config.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::session {
namespace {

using Lines = std::vector<std::string>;
using Settings = std::vector<config::Setting>;

TEST(ResolveSettings, TypedSettingsOverrideTheFile) {
  const config::ConfigFile file{{{"lr", "0.5"}, {"epochs", "3"}, {"layers", "64,16"}}};
  const config::Config config = resolve_settings(file, {{"epochs", "7"}}).config;
  EXPECT_EQ(config.optim.lr, 0.5);
  EXPECT_EQ(config.train.epochs, 7);
  EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{64, 16}));
}

TEST(ResolveSettings, ReportsEachProblemOnItsOwnLine) {
  Lines lines;
  try {
    resolve_settings({}, {{"epochs", "010"}, {"lr", "-1"}, {"rho", "0.1"}, {"penalty", "l1"}});
  } catch (const UsageErrors& errors) {
    lines = errors.lines();
  }
  EXPECT_EQ(lines, (Lines{"--epochs: expected a whole decimal number, found '010'",
                          "--lr: expected a value above 0, at most 1000, found -1",
                          "--rho has no effect with --penalty l1"}));
}

TEST(ResolveSettings, TakesTheSettingsOfTheRunToResume) {
  const test::TemporaryFolder folder;
  config::Config saved = test::one_unit_config();
  saved.train.epochs = 9;
  const auto run = test::save_run(folder.path() / "run", saved, test::uniform({4, 2}, 1));
  const Settings typed = {{"resume", run.folder.string()}};
  EXPECT_EQ(resolve_settings({}, typed).config.train.epochs, 9);
  EXPECT_EQ(test::failure([&] { resolve_settings(config::ConfigFile(), typed); }).substr(0, 2),
            "2:");
}

TEST(EffectiveConfig, LogsImpliedAndIneffectiveOptions) {
  testing::internal::CaptureStderr();
  effective_config({}, {{"penalty", "l1"}, {"momentum", "0.5"}});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "--penalty l1 implies --code_activation relu\n"
            "sae_train: warning: --momentum has no effect with --optimizer adam\n");
}

TEST(EffectiveConfig, RefusesToReplaceARunThatItNeeds) {
  const test::TemporaryFolder folder;
  const std::string run = (folder.path() / "run").string();
  const std::string refusal = test::failure([&] {
    effective_config({}, {{"encode_with", run}, {"out", run}});
  });
  EXPECT_TRUE(refusal.starts_with("2: --encode_with: expected ")) << refusal;
}

}  // namespace
}  // namespace sae::session
