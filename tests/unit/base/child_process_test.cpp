// SPDX-License-Identifier: MIT
// Tests of programs run by this one.
#include "base/child_process.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

#include "base/interrupt.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

constexpr std::chrono::milliseconds kSoon{20};

/// All that the program prints.
std::string output_of(ChildProcess& process) {
  std::string text;
  while (const auto more = process.read(kSoon)) text += *more;
  return text;
}

Program shell(const std::string& script) { return {{"sh", "-c", script}}; }

TEST(ChildProcess, ReturnsOutputAndExitCode) {
  ChildProcess process(shell("echo one; echo two; exit 3"));
  EXPECT_EQ(output_of(process), "one\ntwo\n");
  EXPECT_EQ(process.wait(), 3);
  EXPECT_EQ(process.wait(), ChildProcess::kNotStarted) << "it has ended";
}

TEST(ChildProcess, ReadsItsInput) {
  Program program{{"cat"}};
  program.input = std::string(1'000'000, 'x');
  ChildProcess process(program);
  EXPECT_EQ(output_of(process), program.input);
  EXPECT_EQ(process.wait(), 0);
}

TEST(ChildProcess, RunsInAFolderWithVariables) {
  const test::TemporaryFolder folder;
  Program program = shell("pwd; echo $SAE_CHILD; echo $HOME");
  program.directory = folder.path();
  program.variables = {"SAE_CHILD=a b", "HOME=/nowhere"};
  ChildProcess process(program);
  EXPECT_EQ(output_of(process), folder.path().string() + "\na b\n/nowhere\n");
}

TEST(ChildProcess, TellsThatAProgramIsMissing) {
  ChildProcess process({{"no-program-of-this-name"}});
  EXPECT_EQ(output_of(process), "");
  EXPECT_EQ(process.wait(), ChildProcess::kNotStarted);
}

TEST(ChildProcess, GetsSignals) {
  ChildProcess process(
      shell("trap 'echo stopped; exit 5' INT; echo ready; while :; do sleep .01; done"));
  std::string text;
  while (text != "ready\n") text += process.read(kSoon).value_or("");
  process.send(SIGINT);
  EXPECT_EQ(output_of(process), "stopped\n");
  EXPECT_EQ(process.wait(), 5);
}

TEST(ChildProcess, GetsSignalsThatThisProcessIgnores) {
  const auto before = ::signal(SIGINT, SIG_IGN);
  ChildProcess process(shell("kill -INT $$; echo survived"));
  ::signal(SIGINT, before);
  EXPECT_EQ(output_of(process), "");
  EXPECT_EQ(process.wait(), kSignalExit + SIGINT);
}

TEST(ChildProcess, TellsTheSignalThatEndedIt) {
  ChildProcess process(shell("kill -TERM $$"));
  EXPECT_EQ(process.wait(), kSignalExit + SIGTERM);
}

TEST(ChildProcess, EndsWithWhatItLeftBehind) {
  ChildProcess process(shell("sleep 1000 & echo $!"));
  const std::string left = output_of(process);
  EXPECT_EQ(process.wait(), 0);
  const pid_t id = std::stoi(left);
  while (::kill(id, 0) == 0) ::kill(id, 0);  // until the system has removed it
  EXPECT_EQ(errno, ESRCH);
}

TEST(ChildProcess, IsEndedWithItsOwner) {
  const test::TemporaryFolder folder;
  const std::string left = (folder.path() / "left").string();
  { const ChildProcess process(shell("read line < /dev/zero; touch " + left)); }
  EXPECT_FALSE(std::filesystem::exists(left));
}

}  // namespace
}  // namespace sae::base
