// SPDX-License-Identifier: MIT
// Tests of shell completion and of the manual page. tests/cli/completion_test.py completes in bash.
#include "cli/documents.h"

#include <gtest/gtest.h>

namespace sae::cli {
namespace {

/// One command with an option of two words and one of a number.
std::vector<DocumentedCommand> some_commands() {
  CommandLine line{"sae eval", "Measures\na run.", "", {}, false, "RUN", 1, 1};
  line.options.push_back(
      {config::Field{"", "--part", "train|valid", "which rows", ""}, "valid", {"train", "valid"}});
  line.options.push_back({config::Field{"", "-n,--number", "N", "how many", ""}, "3"});
  return {{"eval", "measure a run", line}};
}

TEST(BashCompletion, KnowsCommandsOptionsAndWords) {
  const std::string script = bash_completion(some_commands());
  EXPECT_NE(script.find("_sae_commands='eval completion man'"), std::string::npos);
  EXPECT_NE(script.find("[eval]='--help --version --part -n --number'"), std::string::npos);
  EXPECT_NE(script.find("eval:--part) words='train valid' ;;"), std::string::npos);
  EXPECT_EQ(script.find("eval:--number)"), std::string::npos) << "a number has no words";
}

TEST(ManPage, HasAnEntryPerOption) {
  const std::string page = man_page(some_commands(), "sae 1.0");
  EXPECT_TRUE(page.starts_with(".TH SAE 1"));
  EXPECT_NE(page.find(".SH \"sae eval\"\nMeasures a run.\n"), std::string::npos);
  EXPECT_NE(page.find(".B \\-n, \\-\\-number\n"), std::string::npos);
  EXPECT_NE(page.find("which rows (default: valid)"), std::string::npos);
}

}  // namespace
}  // namespace sae::cli
