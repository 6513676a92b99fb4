// SPDX-License-Identifier: MIT
// Tests of the log. Each prints in a child process, and the child's stderr is compared.
#include "base/log.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sae::base {
namespace {

[[noreturn]] void log_all_and_exit() {
  log_debug("d {}");
  log_info("i {}");
  log_warning("w");
  log_error("e");
  std::exit(0);
}

[[noreturn]] void log_all_from(LogLevel level) {
  set_up_log(level);
  log_all_and_exit();
}

const auto exits_well = testing::ExitedWithCode(0);

TEST(LogDeathTest, PrintsNothingBeforeSetUp) { EXPECT_EXIT(log_all_and_exit(), exits_well, "^$"); }

TEST(LogDeathTest, PrefixesOnlyWarningsAndErrors) {
  EXPECT_EXIT(log_all_from(LogLevel::kInfo), exits_well,
              "^i \\{\\}\nsae_train: warning: w\nsae_train: error: e\n$");
}

[[noreturn]] void log_a_path_and_exit() {
  set_up_log(LogLevel::kInfo);
  log_info("a\x1b[31m\nb\xc3\xa4");
  log_warning("a\rb");
  std::exit(0);
}

TEST(LogDeathTest, EscapesControlCharacters) {
  EXPECT_EXIT(log_a_path_and_exit(), exits_well,
              "^a.x1b.31m.x0ab\xc3\xa4\nsae_train: warning: a.x0db\n$");
}

TEST(LogDeathTest, PrintsTheLevelAndAbove) {
  EXPECT_EXIT(log_all_from(LogLevel::kDebug), exits_well, "^d \\{\\}\ni ");
  EXPECT_EXIT(log_all_from(LogLevel::kWarning), exits_well, "^sae_train: warning: w\nsae_train: ");
  EXPECT_EXIT(log_all_from(LogLevel::kError), exits_well, "^sae_train: error: e\n$");
  EXPECT_EXIT(log_all_from(LogLevel::kOff), exits_well, "^$");
}

TEST(LogDeathTest, UsesTheLastLevelSet) {
  const auto set_up_twice = [] {
    set_up_log(LogLevel::kOff);
    log_all_from(LogLevel::kError);
  };
  EXPECT_EXIT(set_up_twice(), exits_well, "^sae_train: error: e\n$");
}

// The children of death tests have no terminal.
TEST(LogDeathTest, ShowsProgressOnRequestOnly) {
  const auto exit_with_progress = [](LogLevel level, ProgressMode progress) {
    set_up_log(level, progress);
    std::exit(shows_progress() ? 1 : 0);
  };
  const auto shown = testing::ExitedWithCode(1);
  EXPECT_EXIT(std::exit(shows_progress() ? 1 : 0), exits_well, "") << "before set_up_log";
  EXPECT_EXIT(exit_with_progress(LogLevel::kOff, ProgressMode::kOn), shown, "");
  EXPECT_EXIT(exit_with_progress(LogLevel::kInfo, ProgressMode::kOff), exits_well, "");
  EXPECT_EXIT(exit_with_progress(LogLevel::kInfo, ProgressMode::kAuto), exits_well, "");
}

}  // namespace
}  // namespace sae::base
