// SPDX-License-Identifier: MIT
// Tests of run folders.
#include "run/run_folder.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <regex>

#include "config/config_json.h"
#include "format/png.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;
using test::TemporaryFolder;

config::Config config_with_out(const fs::path& out, bool force = false) {
  config::Config config;
  config.output.out = out.string();
  config.output.force = force;
  return config;
}

/// The error of creating the run folder, as a program would.
std::string refusal_of_folder(const fs::path& out, bool force = false) {
  return test::failure(
      [&] { RunFolder folder = RunFolder::create(config_with_out(out, force), Json::object()); });
}

/// Creates a run folder at `path` with some of a run's files.
void leave_run(const fs::path& path, const std::string& state) {
  const RunFolder folder = RunFolder::create(config_with_out(path), Json::object());
  folder.write("metrics.csv", "old");
  folder.write_picture("reconstructions/epoch_0001.png", [] {
    return format::Image{1, 1, 1, {0}};
  });
  if (!state.empty()) folder.write("summary.json", R"({"state": ")" + state + "\"}");
}

/// Changes the current folder for its lifetime.
class CurrentFolder {
 public:
  explicit CurrentFolder(const fs::path& path) : before_(fs::current_path()) {
    fs::current_path(path);
  }
  ~CurrentFolder() { fs::current_path(before_); }
  CurrentFolder(const CurrentFolder&) = delete;
  CurrentFolder& operator=(const CurrentFolder&) = delete;

 private:
  fs::path before_;
};

TEST(RunFolder, CreatesParentsAndWritesTheWholeConfig) {
  const TemporaryFolder temporary;
  const fs::path out = temporary.path() / "a" / "run";
  const config::Config config = config_with_out(out);
  const RunFolder folder = RunFolder::create(config, {{"started", "now"}});
  EXPECT_EQ(folder.path(), out);
  const Json json = Json::parse(test::file_content(out / "config.json"));
  EXPECT_EQ(json["schema"], 2);
  EXPECT_EQ(json["config"], config::config_json(config, config::Scope::kRun));
  EXPECT_EQ(json["provenance"], (Json{{"started", "now"}}));
}

TEST(RunFolder, AcceptsAnEmptyFolderOrALeftoverLock) {
  const TemporaryFolder temporary;
  EXPECT_EQ(refusal_of_folder(temporary.path()), "no error");
  const TemporaryFolder locked;
  locked.write(".lock", "1\n");
  EXPECT_EQ(refusal_of_folder(locked.path()), "no error");
}

TEST(RunFolder, RefusesAFileWithAndWithoutForce) {
  const TemporaryFolder temporary;
  const fs::path file = temporary.write("file", "mine");
  for (const bool force : {false, true}) {
    EXPECT_EQ(refusal_of_folder(file, force),
              "4: " + file.string() + ": expected a folder, found a file");
  }
  EXPECT_EQ(test::file_content(file), "mine");
}

TEST(RunFolder, RefusesAFolderOfOtherFilesWithAndWithoutForce) {
  const TemporaryFolder temporary;
  temporary.write("thesis.txt", "mine");
  temporary.write("metrics.csv", "mine");
  for (const bool force : {false, true}) {
    EXPECT_EQ(refusal_of_folder(temporary.path(), force),
              "4: " + temporary.path().string() +
                  ": expected an empty folder or a run, found other files");
  }
  EXPECT_EQ(test::count_entries(temporary.path()), 2);
}

// A config.json is not enough to identify a run: many programs have one.
TEST(RunFolder, RefusesAForeignConfigJson) {
  for (const char* content : {"{}", "[]", "broken", R"({"schema": 1})", R"({"config": {}})",
                              R"({"schema": 3, "config": {}})"}) {
    const TemporaryFolder temporary;
    temporary.write("config.json", content);
    EXPECT_NE(refusal_of_folder(temporary.path(), true).find("found other files"),
              std::string::npos)
        << content;
    EXPECT_EQ(test::file_content(temporary.path() / "config.json"), content);
  }
}

TEST(RunFolder, RefusesAnotherRunAndSaysIfItIsFinished) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  leave_run(path, "");
  const std::string start = "4: " + path.string() + ": expected a new folder, found ";
  EXPECT_EQ(refusal_of_folder(path), start + "an unfinished run");
  std::ofstream(path / "summary.json") << R"({"state": "interrupted"})";
  EXPECT_EQ(refusal_of_folder(path), start + "an unfinished run");
  std::ofstream(path / "summary.json") << R"({"state": "finished"})";
  EXPECT_EQ(refusal_of_folder(path), start + "a finished run");
  EXPECT_EQ(test::file_content(path / "metrics.csv"), "old");
}

TEST(RunFolder, ForceRemovesOnlyFilesOfARun) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  leave_run(path, "finished");
  for (const char* own :
       {"checkpoint.safetensors", "model.safetensors", "best.safetensors", "loss.png",
        "features.png", "report.html", "reconstructions/train_epoch_12345.png"}) {
    std::ofstream(path / own) << "old";
  }
  const std::vector<const char*> strange = {"notes.txt", "my_metrics.csv", "loss.png.bak",
                                            "reconstructions/best.png"};
  for (const char* name : strange) std::ofstream(path / name) << "mine";
  fs::create_directory(path / "sub");
  std::ofstream(path / "sub" / "metrics.csv") << "mine";

  const RunFolder folder = RunFolder::create(config_with_out(path, true), Json::object());
  for (const char* name : strange) EXPECT_EQ(test::file_content(path / name), "mine") << name;
  EXPECT_EQ(test::file_content(path / "sub" / "metrics.csv"), "mine");
  std::size_t left = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_directory()) ++left;
  }
  EXPECT_EQ(left, strange.size() + 3);  // includes sub/metrics.csv, .lock and the new config.json
}

TEST(RunFolder, ForceDoesNotFollowLinks) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  const fs::path elsewhere = temporary.path() / "elsewhere";
  leave_run(path, "finished");
  fs::create_directory(elsewhere);
  std::ofstream(elsewhere / "epoch_0001.png") << "mine";
  fs::remove_all(path / "reconstructions");
  fs::create_directory_symlink(elsewhere, path / "reconstructions");
  const RunFolder folder = RunFolder::create(config_with_out(path, true), Json::object());
  EXPECT_EQ(test::file_content(elsewhere / "epoch_0001.png"), "mine");
}

/// Starts a process that keeps the run folder locked until it is killed; returns its id.
pid_t hold_in_another_process(const fs::path& path) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const RunFolder folder = RunFolder::create(config_with_out(path), Json::object());
    const char ready = 'x';
    if (::write(ends[1], &ready, 1) == 1) ::pause();
    ::_exit(1);
  }
  char ready = 0;
  EXPECT_EQ(::read(ends[0], &ready, 1), 1);
  ::close(ends[0]);
  ::close(ends[1]);
  return child;
}

TEST(RunFolder, ForceRefusesALockedRunAndNamesTheProcess) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  const pid_t child = hold_in_another_process(path);
  const std::string config_before = test::file_content(path / "config.json");
  EXPECT_EQ(refusal_of_folder(path, true),
            "4: " + (path / ".lock").string() + ": held by process " + std::to_string(child));
  EXPECT_EQ(test::file_content(path / "config.json"), config_before);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(refusal_of_folder(path, true), "no error");
}

TEST(RunFolder, DefaultNameHasTimeAndPresetOrPenalty) {
  const TemporaryFolder temporary;
  const CurrentFolder current(temporary.path());
  config::Config config;
  const auto name = [&] { return RunFolder::create(config, Json::object()).path().string(); };
  const std::string stem = R"(runs/\d{8}-\d{6}-)";
  EXPECT_TRUE(std::regex_match(name(), std::regex(stem + "kl")));
  config.loss.penalty = config::Penalty::kL1;
  EXPECT_TRUE(std::regex_match(name(), std::regex(stem + "l1")));
  config.loss.add_sparse = false;
  EXPECT_TRUE(std::regex_match(name(), std::regex(stem + "not-sparse")));
  config.preset = {"tutorial-kl"};
  EXPECT_TRUE(std::regex_match(name(), std::regex(stem + "tutorial-kl")));
}

TEST(RunFolder, RunsInTheSameSecondGetDifferentFolders) {
  const TemporaryFolder temporary;
  const CurrentFolder current(temporary.path());
  std::set<fs::path> paths;
  for (int run = 0; run < 3; ++run) {
    paths.insert(RunFolder::create(config::Config(), Json::object()).path());
  }
  EXPECT_EQ(paths.size(), 3U);
}

TEST(RunFolder, RunsLatestPointsToIt) {
  const TemporaryFolder temporary;
  const fs::path runs = temporary.path() / "runs";
  EXPECT_EQ(refusal_of_folder(runs / "first"), "no error");
  EXPECT_EQ(fs::read_symlink(runs / "latest"), "first");
  EXPECT_EQ(refusal_of_folder(runs / "second"), "no error");
  EXPECT_EQ(fs::read_symlink(runs / "latest"), "second");
  EXPECT_EQ(test::count_entries(runs), 3);
}

TEST(RunFolder, MakesNoLinkOutsideRunsAndReplacesNoFolder) {
  const TemporaryFolder temporary;
  EXPECT_EQ(refusal_of_folder(temporary.path() / "elsewhere" / "first"), "no error");
  EXPECT_EQ(test::count_entries(temporary.path() / "elsewhere"), 1);
  const fs::path runs = temporary.path() / "runs";
  fs::create_directories(runs / "latest");
  EXPECT_EQ(refusal_of_folder(runs / "first"), "no error");
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(runs / "latest")));
  EXPECT_EQ(test::count_entries(runs), 2);
}

TEST(RunFolder, WritesAtomicallyAndCreatesPictureFolders) {
  const TemporaryFolder temporary;
  const RunFolder folder =
      RunFolder::create(config_with_out(temporary.path() / "run"), Json::object());
  folder.write("a.txt", "one");
  folder.write("a.txt", "two");
  EXPECT_EQ(test::file_content(folder.path() / "a.txt"), "two");
  folder.write_picture("sub/a.png", [] { return format::Image{2, 1, 1, {7, 9}}; });
  const std::string png = test::file_content(folder.path() / "sub" / "a.png");
  EXPECT_EQ(format::parse_png(png, "a.png").pixels, (std::vector<std::uint8_t>{7, 9}));
  EXPECT_EQ(test::count_entries(folder.path()), 4);  // .lock, config.json, a.txt, sub
}

TEST(RunFolder, HintsHowToResumeAnUnfinishedRun) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  leave_run(path, "interrupted");
  const auto hint = [&] {
    try {
      RunFolder::create(config_with_out(path), Json::object());
    } catch (const Error& error) {
      return error.hint();
    }
    return std::string("no error");
  };
  EXPECT_EQ(hint(), "sae_train --resume " + path.string() +
                        " resumes it; use --force to replace it, or another --out to keep it");
  std::ofstream(path / "summary.json") << R"({"state": "finished"})";
  EXPECT_EQ(hint(), "use --force to replace it, or another --out to keep it");
}

TEST(RunFolder, AcceptsAFolderWithOnlyATemporaryFile) {
  const TemporaryFolder temporary;
  temporary.write(".sae_train-1-0.tmp", "half");
  EXPECT_EQ(refusal_of_folder(temporary.path()), "no error");
  EXPECT_FALSE(fs::exists(temporary.path() / ".sae_train-1-0.tmp"));
}

TEST(ReopenedRunFolder, KeepsFilesAndRemovesTemporaryOnes) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  leave_run(path, "interrupted");
  std::ofstream(path / ".sae_train-1-0.tmp") << "half";
  std::ofstream(path / "reconstructions" / ".sae_train-1-0.tmp") << "half";
  std::ofstream(path / "notes.tmp") << "mine";
  const RunFolder folder = RunFolder::reopen(path);
  EXPECT_TRUE(folder.has("metrics.csv"));
  EXPECT_EQ(test::file_content(path / "metrics.csv"), "old");
  EXPECT_FALSE(folder.has(".sae_train-1-0.tmp"));
  EXPECT_FALSE(folder.has("reconstructions/.sae_train-1-0.tmp"));
  EXPECT_TRUE(folder.has("notes.tmp"));
}

TEST(ReopenedRunFolder, FollowsALinkToTheRun) {
  const TemporaryFolder temporary;
  leave_run(temporary.path() / "runs" / "first", "interrupted");
  const fs::path latest = temporary.path() / "runs" / "latest";
  EXPECT_EQ(RunFolder::reopen(latest).path(), temporary.path() / "runs" / "first");
  EXPECT_EQ(RunFolder::reopen(latest / "").path(), temporary.path() / "runs" / "first");
}

TEST(ReopenedRunFolder, RecordsTheResumeInConfigJson) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.path() / "run";
  leave_run(path, "interrupted");
  config::Config config = config_with_out(path);
  config.train.epochs = 77;
  for (const char* time : {"noon", "night"}) {
    RunFolder::reopen(path).record_resume(config, {{"started", time}});
  }
  const Json json = Json::parse(test::file_content(path / "config.json"));
  EXPECT_EQ(json["config"]["epochs"], 77);
  EXPECT_EQ(json["provenance"]["resumed"],
            (Json::array({{{"started", "noon"}}, {{"started", "night"}}})));
  EXPECT_FALSE(fs::exists(path / "summary.json")) << "it tells of a past end";
}

TEST(ReopenedRunFolder, RefusesAMissingFolder) {
  const TemporaryFolder temporary;
  const fs::path none = temporary.path() / "none";
  EXPECT_EQ(test::failure([&] { RunFolder::reopen(none); }),
            "5: " + none.string() + ": expected the folder of a run");
}

TEST(RunFolder, RefusesToDrawThroughALink) {
  const TemporaryFolder temporary;
  const fs::path elsewhere = temporary.path() / "elsewhere";
  fs::create_directory(elsewhere);
  const RunFolder folder =
      RunFolder::create(config_with_out(temporary.path() / "run"), Json::object());
  fs::create_directory_symlink(elsewhere, folder.path() / "reconstructions");
  EXPECT_EQ(
      test::failure([&] {
        folder.write_picture("reconstructions/a.png", [] { return format::Image{1, 1, 1, {0}}; });
      }),
      "4: " + (folder.path() / "reconstructions").string() +
          ": expected a folder, found a symbolic link");
  EXPECT_EQ(test::count_entries(elsewhere), 0);
}

TEST(RunFolder, ReplacesALinkInsteadOfFollowingIt) {
  const TemporaryFolder temporary;
  const fs::path mine = temporary.write("mine", "mine");
  const RunFolder folder =
      RunFolder::create(config_with_out(temporary.path() / "run"), Json::object());
  fs::create_symlink(mine, folder.path() / "metrics.csv");
  folder.write("metrics.csv", "new");
  EXPECT_EQ(test::file_content(mine), "mine");
  EXPECT_FALSE(fs::is_symlink(folder.path() / "metrics.csv"));
}

TEST(RunFolder, IsNotRecreatedAfterRemoval) {
  const TemporaryFolder temporary;
  const RunFolder folder =
      RunFolder::create(config_with_out(temporary.path() / "run"), Json::object());
  fs::remove_all(folder.path());
  for (const char* name : {"loss.png", "reconstructions/a.png"}) {
    EXPECT_EQ(
        test::failure([&] {
          folder.write_picture(name, [] { return format::Image{1, 1, 1, {0}}; });
        }),
        "4: " + (folder.path() / name).string() + ": cannot write: No such file or directory");
  }
  EXPECT_FALSE(fs::exists(folder.path()));
}

TEST(ResumeCommand, IsQuotedForAShell) {
  EXPECT_EQ(resume_command("runs/2026-kl"), "sae_train --resume runs/2026-kl");
  EXPECT_EQ(resume_command("my runs/a"), "sae_train --resume 'my runs/a'");
  EXPECT_EQ(resume_command("it's"), R"(sae_train --resume 'it'\''s')");
}

}  // namespace
}  // namespace sae::run
