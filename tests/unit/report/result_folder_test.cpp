// SPDX-License-Identifier: MIT
// Tests of the folder of a command's results.
#include "sae/report/result_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::report {
namespace {

namespace files = std::filesystem;

ResultPlace place_in(const test::TemporaryFolder& folder) {
  return {"count", {"numbers.csv"}, folder.path() / "count-all"};
}

ResultPlace out_in(const test::TemporaryFolder& folder, bool force = false) {
  ResultPlace place = place_in(folder);
  place.out = (folder.path() / "here").string();
  place.force = force;
  return place;
}

TEST(ResultFolder, TakesTheNextNameThatIsFree) {
  const test::TemporaryFolder folder;
  for (const char* name : {"count-all", "count-all-2", "count-all-3"}) {
    const ResultFolder results = ResultFolder::create(place_in(folder));
    EXPECT_EQ(results.path().filename(), name);
    results.write("numbers.csv", name);
  }
  EXPECT_EQ(test::file_content(folder.path() / "count-all" / "numbers.csv"), "count-all");
}

TEST(ResultFolder, TakesAnEmptyFolderOfThatName) {
  const test::TemporaryFolder folder;
  ResultFolder::create(place_in(folder));
  EXPECT_EQ(ResultFolder::create(place_in(folder)).path().filename(), "count-all");
}

TEST(ResultFolder, BeginsItsRecordWithSchemaAndCommand) {
  const test::TemporaryFolder folder;
  ResultFolder::create(out_in(folder)).write_record({{"sum", 3}});
  EXPECT_EQ(test::file_content(folder.path() / "here" / "count.json"),
            "{\n  \"schema\": 1,\n  \"command\": \"count\",\n  \"sum\": 3\n}\n");
}

TEST(ResultFolder, ReplacesResultsOfTheSameCommandOnlyWhenForced) {
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

TEST(ResultFolder, RefusesFoldersOfOthersEvenWhenForced) {
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

}  // namespace
}  // namespace sae::report
