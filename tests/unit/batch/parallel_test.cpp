// SPDX-License-Identifier: MIT
// Tests of running commands with GNU parallel.
#include "batch/parallel.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <csignal>
#include <cstdlib>
#include <map>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

using Codes = std::map<std::size_t, int>;

void ignore(std::size_t, const CommandEnd&) {}

constexpr int kNoSignal = 0;

/// $PATH with another content, during the lifetime.
class PathOf {
 public:
  explicit PathOf(const std::string& folder) : before_(std::getenv("PATH")) {
    ::setenv("PATH", folder.c_str(), 1);
  }
  PathOf(const PathOf&) = delete;
  PathOf& operator=(const PathOf&) = delete;
  ~PathOf() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST(RunCommands, ReportsEachEndAndGoesOnAfterFailures) {
  const test::TemporaryFolder folder;
  Codes codes;
  const bool all = run_commands(
      {{"true", "(exit 6)", "pwd > place", "echo noise"}, folder.path(), 2},
      [&](std::size_t index, const CommandEnd& end) { codes[index] = end.exit_code; },
      [] { return kNoSignal; });
  EXPECT_TRUE(all);
  EXPECT_EQ(codes, (Codes{{0, 0}, {1, 6}, {2, 0}, {3, 0}}));
  EXPECT_EQ(test::file_content(folder.path() / "place"), folder.path().string() + "\n");
}

TEST(RunCommands, MeasuresTheTimeOfACommand) {
  double seconds = 0;
  run_commands(
      {{"sleep 0.25"}, "/", 1}, [&](std::size_t, const CommandEnd& end) { seconds = end.seconds; },
      [] { return kNoSignal; });
  EXPECT_GE(seconds, 0.25);
}

TEST(RunCommands, PassesOneSignalOnAndStartsNoMore) {
  const test::TemporaryFolder folder;
  const std::string work =
      "sh -c 'trap \"echo x >> signals; exit 130\" INT; touch ready; while :; do sleep .01; done'";
  const auto ready = [&] {
    return std::filesystem::exists(folder.path() / "ready") ? SIGINT : kNoSignal;
  };
  const bool all = run_commands({{work, "touch never"}, folder.path(), 1}, ignore, ready);
  EXPECT_FALSE(all);
  EXPECT_EQ(test::file_content(folder.path() / "signals"), "x\n");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "never"));
}

TEST(RunCommands, IgnoresTheUsersOwnSettings) {
  const test::TemporaryFolder folder;
  ::setenv("PARALLEL", "--dry-run", 1);
  ::setenv("SHELL", "/bin/false", 1);
  run_commands({{"touch made"}, folder.path(), 1}, ignore, [] { return kNoSignal; });
  ::unsetenv("PARALLEL");
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "made"));
}

TEST(ExpectGnuParallel, AcceptsIt) { EXPECT_EQ(test::failure(expect_gnu_parallel), "no error"); }

TEST(ExpectGnuParallel, RefusesAnotherProgramOfThatName) {
  const test::TemporaryFolder folder;
  {
    const PathOf path(folder.path().string());
    EXPECT_EQ(test::failure(expect_gnu_parallel),
              "2: expected GNU parallel, which runs the trials, found none");
    EXPECT_EQ(test::hint(expect_gnu_parallel), "on Debian and Ubuntu: apt-get install parallel");
  }
  const auto other = folder.write("parallel", "#!/bin/sh\necho usage\n");
  std::filesystem::permissions(other, std::filesystem::perms::owner_all);
  const PathOf path(folder.path().string());
  EXPECT_EQ(
      test::failure(expect_gnu_parallel),
      "2: expected GNU parallel, which runs the trials, found another program named parallel");
}

}  // namespace
}  // namespace sae::batch
