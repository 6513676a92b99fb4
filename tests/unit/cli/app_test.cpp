// SPDX-License-Identifier: MIT
// Tests of the programs' entry points.
#include "cli/app.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "cli/arguments.h"
#include "config/config_json.h"
#include "session/version.h"
#include "support/idx_folder.h"

namespace sae::cli {
namespace {

struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs a program in this process.
Ended run_with(std::vector<std::string> words, const char* program = "sae_train",
               int (*run)(int, char**) = run_sae_train) {
  words.insert(words.begin(), program);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ended ended;
  ended.code = run(static_cast<int>(argv.size()), argv.data());
  ended.out = testing::internal::GetCapturedStdout();
  ended.err = testing::internal::GetCapturedStderr();
  return ended;
}

TEST(RunSaeTrain, PrintsHelpVersionAndConfigurationOnStdout) {
  const Ended help = run_with({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.out, help_text(train_line()));
  const Ended version = run_with({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, session::version_line() + "\n");
  const Ended config = run_with({"--print_config"});
  EXPECT_EQ(config.code, 0);
  config::Config defaults;
  defaults.optim.lr = config::kUsualRate;
  EXPECT_EQ(format::Json::parse(config.out), config::config_json(defaults, config::Scope::kRun));
  EXPECT_EQ(help.err + version.err + config.err, "");
}

TEST(RunSae, DescribesCheckGradientsInItsHelp) {
  const Ended help = run_with({"check-gradients", "--help"}, "sae", run_sae);
  EXPECT_EQ(help.code, 0);
  EXPECT_TRUE(help.out.starts_with("Compares the gradients of a configuration")) << help.out;
  EXPECT_NE(help.out.find("Usage: sae check-gradients [OPTIONS]"), std::string::npos) << help.out;
  EXPECT_NE(help.out.find("--penalty"), std::string::npos);
}

TEST(RunSaeTrain, ExitsWithCode2AndOneLinePerUsageError) {
  const Ended wrong = run_with({"--lr", "nan", "--epochs", "0"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(wrong.out, "");
  EXPECT_EQ(wrong.err,
            "sae_train: error: --lr: expected a finite decimal number or auto, found 'nan'\n"
            "sae_train: error: --epochs: expected a whole number from 1 to 1000000, found 0\n");
  const Ended unknown = run_with({"--epohcs", "3"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err,
            "sae_train: error: unknown option '--epohcs' (did you mean '--epochs'?)\n"
            "sae_train: hint: sae_train --help_all lists the options\n");
}

TEST(RunSaeTrain, ExitsWithCode3OnMissingData) {
  const test::TemporaryFolder folder;
  const Ended ended = run_with({"--data", (folder.path() / "none").string()});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(ended.err.starts_with("sae_train: error: " + folder.path().string())) << ended.err;
}

TEST(RunSaeTrain, ExitsWithCode4OnAnUnusableFolder) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path() / "data", 24, 12);
  const std::string data = (folder.path() / "data").string();
  const Ended taken = run_with({"--data", data, "--out", data, "--log_level", "off"});
  EXPECT_EQ(taken.code, 4);
  EXPECT_EQ(taken.out, "");
  EXPECT_EQ(taken.err, "sae_train: error: " + data +
                           ": expected an empty folder or a run, found other files\n");
}

TEST(RunSaeTrain, ExitsWithCode0AfterTraining) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path() / "data", 24, 12);
  const std::string run = (folder.path() / "run").string();
  const Ended ended = run_with({"--data", (folder.path() / "data").string(), "--out", run,
                                "--layers", "4", "--epochs", "1", "--log_level", "warning"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, run + "\n");
  EXPECT_EQ(ended.err, "");
}

TEST(RunSaeTrain, EscapesControlCharacters) {
  const Ended ended = run_with({"\033[31mred\nline"});
  EXPECT_EQ(ended.err,
            "sae_train: error: unexpected argument '\\x1b[31mred\\x0aline'\n"
            "sae_train: hint: sae_train --help_all lists the options\n");
}

TEST(EndProcessDeathTest, FlushesAndExitsWithTheCode) {
  EXPECT_EXIT(
      {
        std::setvbuf(stderr, nullptr, _IOFBF, BUFSIZ);
        std::fputs("last words", stderr);
        end_process(3);
      },
      testing::ExitedWithCode(3), "last words");
}

}  // namespace
}  // namespace sae::cli
