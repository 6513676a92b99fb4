// SPDX-License-Identifier: MIT
// Tests of `sae check-gradients`, in this process.
#include "cli/cmd_check_gradients.h"

#include <gtest/gtest.h>

#include "cli/cmd_train.h"
#include "support/idx_folder.h"

namespace sae::cli {
namespace {

struct Result {
  int code = 0;
  std::string table;
};

Result check(std::vector<std::string> words) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path() / "data", 20, 5);
  words.insert(words.end(), {"--data", (folder.path() / "data").string(), "--log_level", "off"});
  testing::internal::CaptureStdout();
  Result result;
  result.code = check_gradients(configuration(parse_training(words)));
  result.table = testing::internal::GetCapturedStdout();
  return result;
}

TEST(CheckGradientsCommand, PrintsOneLinePerBlockAndATotal) {
  const Result result = check({"--layers", "3"});
  EXPECT_EQ(result.code, 0);
  for (const char* block :
       {"encoder.0.weight", "encoder.0.bias", "decoder.0.weight", "decoder.0.bias", "\nall"}) {
    EXPECT_NE(result.table.find(block), std::string::npos) << block;
  }
}

TEST(CheckGradientsCommand, ToleratesKinksOfRelu) {
  EXPECT_EQ(check({"--layers", "6,4", "--code_activation", "relu", "--penalty", "l1"}).code, 0);
}

}  // namespace
}  // namespace sae::cli
