// SPDX-License-Identifier: MIT
// Tests of `sae sweep`: its command line. cli/sweep_test.py runs whole sweeps.
#include "cli/cmd_sweep.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/failure.h"
#include "support/idx_folder.h"

namespace sae::cli {
namespace {

using Words = std::vector<std::string>;

std::string refusal(const Words& words) {
  return test::failure([&] { sweep(words, {}); });
}

TEST(SweepCommand, TakesTheOptionsOfARun) {
  Words names;
  for (const config::FieldText& option : sweep_line().options) names.push_back(option.field.name());
  const auto has = [&](const char* name) { return std::ranges::count(names, name); };
  for (const char* name : {"rho", "layers", "data", "threads", "epochs", "out", "dry_run"}) {
    EXPECT_EQ(has(name), 1) << name;
  }
  for (const char* name : {"resume", "force", "time", "progress", "log_level"}) {
    EXPECT_EQ(has(name), 0) << name;
  }
}

TEST(SweepCommand, RefusesWrongWords) {
  EXPECT_EQ(refusal({"--rho", ".1,.2"}), "2: --out: expected the folder of the sweep, found none");
  EXPECT_EQ(refusal({"--rho", ".1", "--out", "a", "--out", "b"}),
            "2: --out: expected once, found several times");
  EXPECT_EQ(refusal({"--out", "s", "--jobs", "0", "--rho", ".1"}),
            "2: --jobs: expected a whole number from 1 to 1024, found 0");
  EXPECT_EQ(refusal({"--out", "s", "--rho", ".1", "--resume", "x"}),
            "2: unknown option '--resume' (did you mean '--resize'?)");
  EXPECT_EQ(refusal({"--out", "s", "--rho", "--seed", "1"}),
            "2: --rho: expected a value, found '--seed'");
  EXPECT_EQ(refusal({"--out", "s", "--rho", ".1", "--", "--epochs", "1,2"}),
            "2: --epochs: expected a whole decimal number, found '1,2'");
  EXPECT_EQ(refusal({"--out", "s", "--rho", ".1", "--", "--out", "x"}),
            "2: unknown option '--out'");
}

TEST(SweepCommand, PrintsItsPlan) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path() / "data", 40, 20);
  const std::string out = (folder.path() / "sweep").string();
  testing::internal::CaptureStdout();
  const int code = sweep({"--rho", ".1,.2", "--seed", "1", "--out", out, "--dry_run", "--",
                          "--data", (folder.path() / "data").string(), "--layers", "3"},
                         {});
  const std::string text = testing::internal::GetCapturedStdout();
  EXPECT_EQ(code, 0);
  EXPECT_NE(text.find("\nrho_0.1-seed_1 "), std::string::npos) << text;
  EXPECT_NE(text.find("\n2 trials, "), std::string::npos) << text;
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace sae::cli
