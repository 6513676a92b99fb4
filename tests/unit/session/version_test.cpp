// SPDX-License-Identifier: MIT
// Tests of the versions that the program prints.
#include "session/version.h"

#include <gtest/gtest.h>

#include <regex>

namespace sae::session {
namespace {

TEST(VersionLine, ContainsVersionRevisionBuildAndLibraries) {
  EXPECT_TRUE(std::regex_match(
      version_line(),
      std::regex(
          R"(sae_train \d+\.\d+\.\d+ \(revision \S+, \w+ build, LibTorch \d+\.\d+\.\d+\S*, BLAS (MKL( as on Intel processors)?|not MKL)\))")))
      << version_line();
}

TEST(VersionJson, ContainsTheSame) {
  const format::Json json = version_json();
  EXPECT_EQ(json.size(), 5U);
  EXPECT_EQ(version_line(), "sae_train " + json["sae_train"].get<std::string>() + " (revision " +
                                json["revision"].get<std::string>() + ", " +
                                json["build"].get<std::string>() + " build, LibTorch " +
                                json["libtorch"].get<std::string>() + ", BLAS " +
                                json["blas"].get<std::string>() + ")");
}

}  // namespace
}  // namespace sae::session
