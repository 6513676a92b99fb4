// SPDX-License-Identifier: MIT
// Tests of writing files atomically.
#include "base/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "support/failing_system.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

using test::count_entries;
using test::file_content;
using test::TemporaryFolder;

TEST(WriteAtomically, WritesTheBytesAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\n", 4);
  write_atomically(folder.path() / "x", bytes);
  EXPECT_EQ(file_content(folder.path() / "x"), bytes);
  EXPECT_EQ(count_entries(folder.path()), 1);
}

TEST(WriteAtomically, ReplacesTheOldContent) {
  const TemporaryFolder folder;
  const auto path = folder.write("x", "a longer former content");
  write_atomically(path, "new", Durability::kUnsynced);
  EXPECT_EQ(file_content(path), "new");
  write_atomically(path, "");
  EXPECT_EQ(file_content(path), "");
  EXPECT_EQ(count_entries(folder.path()), 1);
}

TEST(WriteAtomically, AcceptsANameWithoutAFolder) {
  const TemporaryFolder folder;
  const auto caller = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  write_atomically("x", "here");
  std::filesystem::current_path(caller);
  EXPECT_EQ(file_content(folder.path() / "x"), "here");
}

TEST(WriteAtomically, SetsTheModeByTheUmask) {
  const TemporaryFolder folder;
  const mode_t caller = ::umask(027);
  write_atomically(folder.path() / "x", "");
  ::umask(caller);
  EXPECT_EQ(std::filesystem::status(folder.path() / "x").permissions(),
            static_cast<std::filesystem::perms>(0640));
}

TEST(WriteAtomically, SkipsTemporaryNamesLeftByACrash) {
  const TemporaryFolder folder;
  folder.write(".sae_train-" + std::to_string(::getpid()) + "-0.tmp", "left over");
  write_atomically(folder.path() / "x", "new");
  EXPECT_EQ(file_content(folder.path() / "x"), "new");
  EXPECT_EQ(count_entries(folder.path()), 2);
}

TEST(WriteAtomically, RefusesAMissingFolder) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "none" / "x";
  EXPECT_EQ(test::failure([&] { write_atomically(path, "new"); }),
            "4: " + path.string() + ": cannot write: No such file or directory");
}

TEST(WriteAtomically, RefusesToReplaceAFolder) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x";
  std::filesystem::create_directory(path);
  EXPECT_EQ(test::failure([&] { write_atomically(path, "new"); }),
            "4: " + path.string() + ": cannot write: Is a directory");
  EXPECT_EQ(count_entries(folder.path()), 1);
}

TEST(WriteAtomically, KeepsTheOldContentWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const auto path = folder.write("x", "former");
  rlimit caller{};
  ::getrlimit(RLIMIT_FSIZE, &caller);
  const rlimit small{1000, caller.rlim_max};
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string failure =
      test::failure([&] { write_atomically(path, std::string(2000, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &caller);
  ::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(failure, "4: " + path.string() + ": cannot write: File too large");
  EXPECT_EQ(file_content(path), "former");
  EXPECT_EQ(count_entries(folder.path()), 1);
}

// The calls are create, write, fsync, close, rename, and for the folder open, fsync, close.
TEST(WriteAtomically, LeavesTheOldOrTheNewFileAfterEveryFailure) {
  constexpr int kCalls = 8;
  for (const int reason : {ENOSPC, EIO}) {
    for (int fail_at = 1; fail_at <= kCalls; ++fail_at) {
      const TemporaryFolder folder;
      const auto path = folder.write("x", "former");
      const test::FailingSystem system(fail_at, reason);
      const std::string failure = test::failure(
          [&] { write_atomically(path, "the new one", Durability::kSynced, system); });
      const bool renamed = fail_at > 5;
      EXPECT_EQ(file_content(path), renamed ? "the new one" : "former") << fail_at;
      EXPECT_EQ(count_entries(folder.path()), 1) << fail_at;
      // Before the folder is closed, everything is already written.
      const std::string expected =
          "4: " + path.string() + ": cannot write: " + std::generic_category().message(reason);
      EXPECT_EQ(failure, fail_at == kCalls ? "no error" : expected) << fail_at;
    }
  }
  const TemporaryFolder folder;
  const test::FailingSystem sound(0, EIO);
  write_atomically(folder.path() / "x", "new", Durability::kSynced, sound);
  EXPECT_EQ(sound.calls(), kCalls);
}

TEST(IsTemporary, RecognisesTemporaryNames) {
  EXPECT_TRUE(is_temporary(".sae_train-123-0.tmp"));
  EXPECT_FALSE(is_temporary("notes.tmp"));
  EXPECT_FALSE(is_temporary(".sae_train-notes.txt"));
}

TEST(RemoveTemporaries, LeavesWholeFiles) {
  const TemporaryFolder folder;
  const FileSystem system;
  write_atomically(folder.path() / "whole", "x");
  {
    AtomicFile open(folder.path() / "open", system), another(folder.path() / "another", system);
    EXPECT_EQ(count_entries(folder.path()), 3);
    remove_temporaries();
    EXPECT_EQ(count_entries(folder.path()), 1);
  }
  EXPECT_EQ(file_content(folder.path() / "whole"), "x");
}

}  // namespace
}  // namespace sae::base
