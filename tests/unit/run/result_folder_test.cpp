// SPDX-License-Identifier: MIT
// Tests of result folders.
#include "run/result_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

namespace files = std::filesystem;

ResultPlace place_in(const test::TemporaryFolder& folder) {
  return {{"count", {"numbers.csv"}}, folder.path() / "count-all"};
}

ResultPlace out_in(const test::TemporaryFolder& folder, bool force = false) {
  ResultPlace place = place_in(folder);
  place.out = (folder.path() / "here").string();
  place.force = force;
  return place;
}

TEST(ResultFolder, UsesTheNextFreeName) {
  const test::TemporaryFolder folder;
  for (const char* name : {"count-all", "count-all-2", "count-all-3"}) {
    const ResultFolder results = ResultFolder::create(place_in(folder));
    EXPECT_EQ(results.path().filename(), name);
    results.write("numbers.csv", name);
  }
  EXPECT_EQ(test::file_content(folder.path() / "count-all" / "numbers.csv"), "count-all");
}

TEST(ResultFolder, UsesAnEmptyFolder) {
  const test::TemporaryFolder folder;
  ResultFolder::create(place_in(folder));
  EXPECT_EQ(ResultFolder::create(place_in(folder)).path().filename(), "count-all");
}

TEST(ResultFolder, RecordStartsWithSchemaAndCommand) {
  const test::TemporaryFolder folder;
  const std::string bytes = ResultFolder::create(out_in(folder)).write_record({{"sum", 3}});
  EXPECT_EQ(bytes, "{\n  \"schema\": 1,\n  \"command\": \"count\",\n  \"sum\": 3\n}\n");
  EXPECT_EQ(test::file_content(folder.path() / "here" / "count.json"), bytes);
}

TEST(ResultFolder, ReplacesResultsOfTheSameCommandOnlyWithForce) {
  const test::TemporaryFolder folder;
  const ResultFolder results = ResultFolder::create(out_in(folder));
  results.write_record(format::Json::object());
  results.write("numbers.csv", "1");
  std::ofstream(results.path() / "notes.txt") << "mine";
  const std::string path = results.path().string();
  EXPECT_EQ(test::failure([&] { ResultFolder::create(out_in(folder)); }),
            "4: " + path + ": expected a new folder, found results of count");
  ResultFolder::create(out_in(folder, /*force=*/true));
  EXPECT_FALSE(files::exists(results.path() / "numbers.csv"));
  EXPECT_FALSE(files::exists(results.path() / "count.json"));
  EXPECT_EQ(test::file_content(results.path() / "notes.txt"), "mine");
}

TEST(ResultFolder, RefusesOtherFoldersEvenWithForce) {
  const test::TemporaryFolder folder;
  const files::path path = folder.path() / "here";
  const auto failed = [&] {
    return test::failure([&] { ResultFolder::create(out_in(folder, /*force=*/true)); });
  };
  const std::string refusal =
      "4: " + path.string() + ": expected an empty folder or results of count, found other files";
  files::create_directory(path);
  for (const char* record :
       {"", "[]", "{\"schema\": 2, \"command\": \"count\"}",
        "{\"schema\": 1, \"command\": \"sort\"}", "{\"schema\": \"1\", \"command\": 3}"}) {
    std::ofstream(path / "count.json") << record;
    EXPECT_EQ(failed(), refusal) << record;
  }
  files::remove_all(path);
  std::ofstream(path) << "x";
  EXPECT_EQ(failed(), "4: " + path.string() + ": expected a folder, found a file");
}

/// A result folder of this kind in a run folder.
files::path leave_results(const files::path& run, const std::string& name, const ResultKind& kind) {
  const ResultFolder results = ResultFolder::create({kind, {}, (run / name).string()});
  results.write_record(format::Json::object());
  for (const std::string_view file : kind.files) {
    if (!file.empty()) results.write(std::string(file), "old");
  }
  if (kind.writes != nullptr) results.write("W_enc.npy", "old");
  return results.path();
}

TEST(RemoveResults, RemovesDefaultResultsInTheRun) {
  const test::TemporaryFolder folder;
  for (const ResultKind& kind : kResultKinds) {
    const std::string name(kind.command);
    leave_results(folder.path(), name, kind);
    leave_results(folder.path(), name + "-codes-2", kind);
  }
  remove_results(folder.path());
  EXPECT_TRUE(files::is_empty(folder.path()));
}

TEST(RemoveResults, KeepsOtherFiles) {
  const test::TemporaryFolder folder;
  const files::path named = leave_results(folder.path(), "kept", kClusterResults);
  const files::path noted = leave_results(folder.path(), "cluster", kClusterResults);
  std::ofstream(noted / "notes.txt") << "mine";
  const files::path mine = folder.path() / "anomaly";
  files::create_directory(mine);
  std::ofstream(mine / "anomaly.csv") << "mine";
  const test::TemporaryFolder elsewhere;
  const files::path linked = leave_results(elsewhere.path(), "there", kAnomalyResults);
  files::create_directory_symlink(linked, folder.path() / "anomaly-2");
  remove_results(folder.path());
  EXPECT_TRUE(files::exists(named / "cluster.json"));
  EXPECT_EQ(test::file_content(noted / "notes.txt"), "mine");
  EXPECT_FALSE(files::exists(noted / "centroids.png"));
  EXPECT_EQ(test::file_content(mine / "anomaly.csv"), "mine");
  EXPECT_EQ(test::file_content(linked / "anomaly.csv"), "old");
}

}  // namespace
}  // namespace sae::run
