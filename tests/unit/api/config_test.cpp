// SPDX-License-Identifier: MIT
// Tests of the public Config.
#include "sae/config.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae {
namespace {

TEST(PublicConfig, HasDefaultsAndSetValues) {
  Config config;
  EXPECT_EQ(config.get("epochs"), "10");
  EXPECT_EQ(config.get("patience"), "off");
  config.set("epochs", "3").set("patience", "2");
  EXPECT_EQ(config.get("epochs"), "3");
  EXPECT_EQ(config.get("patience"), "2");
  EXPECT_EQ(config.set("epochs", "4").get("epochs"), "4");
}

TEST(PublicConfig, AppliesPresets) {
  EXPECT_EQ(Config().set("preset", "ufldl-mnist").get("optimizer"), "lbfgs");
}

TEST(PublicConfig, CopiesAreIndependent) {
  Config first;
  Config second = first;
  second.set("epochs", "3");
  EXPECT_EQ(first.get("epochs"), "10");
}

TEST(PublicConfig, LogsWarningsUnlessAskedForMore) {
  EXPECT_EQ(Config().get("log_level"), "warning");
  EXPECT_EQ(Config().set("log_level", "info").get("log_level"), "info");
}

TEST(PublicConfig, RefusesUnknownOptionsAndUnreadableValuesAtOnce) {
  EXPECT_EQ(test::failure([] { Config().set("epoch", "3"); }), "2: unknown option 'epoch'");
  EXPECT_EQ(test::failure([] { Config().set("epochs", "010"); }),
            "2: --epochs: expected a whole decimal number, found '010'");
  EXPECT_EQ(test::failure([] { Config().get("epoch"); }), "2: unknown option 'epoch'");
}

TEST(PublicConfig, ReportsAllProblemsWhenUsed) {
  Config config;
  config.set("epochs", "0").set("lr", "-1");
  EXPECT_EQ(test::failure([&] { config.json(); }),
            "2: --epochs: expected a whole number from 1 to 1000000, found 0\n"
            "--lr: expected a value above 0, at most 1000, found -1");
}

TEST(PublicConfig, ReadsWhatItWrites) {
  const test::TemporaryFolder folder;
  Config config;
  config.set("layers", "64,16").set("limit", "100").set("penalty", "l1");
  const Config read = Config::read(folder.write("c.json", config.json()));
  EXPECT_EQ(read.get("layers"), "64,16");
  EXPECT_EQ(read.json(), config.json());
}

TEST(PublicConfig, RefusesAMissingFile) {
  const test::TemporaryFolder folder;
  const std::string refusal = test::failure([&] { Config::read(folder.path() / "none.json"); });
  EXPECT_TRUE(refusal.starts_with("2: " + (folder.path() / "none.json").string())) << refusal;
}

}  // namespace
}  // namespace sae
