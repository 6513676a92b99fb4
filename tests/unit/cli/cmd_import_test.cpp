// SPDX-License-Identifier: MIT
// Tests of `sae import`, in this process.
#include "cli/cmd_import.h"

#include <gtest/gtest.h>

#include "cli/inference_rows.h"
#include "cli/own_rows.h"
#include "format/json.h"
#include "run/foreign_networks.h"
#include "run/trained_run.h"
#include "support/failure.h"
#include "support/plain_network.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

using format::Json;

/// A folder of sae-lens with test::small_network, and where to import it.
struct ForeignSource {
  test::TemporaryFolder folder;
  std::string path, out;

  ForeignSource() : path(folder.path().string()), out((folder.path() / "run").string()) {
    test::write_files(folder.path(), run::saelens_files(test::small_network()));
  }
};

std::string imported(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(import_run(words, {"sae", "import"}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(ImportCommand, MakesARunThatComputesWithTheWeights) {
  const ForeignSource source;
  EXPECT_EQ(imported({source.path, "--out", source.out}), source.out + "\n");
  const auto run = run::TrainedRun::load(source.out);
  EXPECT_EQ(run.width(), 3);
  EXPECT_EQ(run.type(), at::kDouble);
  // (1 + 4 + 9 + .5, 4 + 10 + 18 − .25) and max(0, −…).
  EXPECT_EQ(test::values(run.encode(test::matrix({{1, 2, 3}, {-1, 0, 0}}))),
            (std::vector<double>{14.5, 31.75, 0, 0}));
  EXPECT_EQ(test::values(run.decode(test::matrix({{1, 2}}))), (std::vector<double>{4, 8, 7}));
  EXPECT_TRUE(run.lacks_data());
  const Json config = Json::parse(test::file_content(source.out + "/config.json"));
  EXPECT_EQ(config["provenance"]["imported"]["kind"], "sae-lens");
  EXPECT_EQ(config["config"]["scale"], "none");
}

TEST(ImportCommand, CommandsNeedRowsForIt) {
  const ForeignSource source;
  imported({source.path, "--out", source.out});
  const auto stack = run::Stack::load({source.out});
  const std::string refusal =
      "2: " + source.out +
      ": expected rows of its own, found an imported run, whose rows are not known";
  EXPECT_EQ(test::failure([&] { read_inference_rows(stack, {}); }), refusal);
  EXPECT_EQ(test::failure([&] { open_inference_rows(stack, {}, config::Part::kValid); }), refusal);
  EXPECT_EQ(test::failure([&] { read_own_rows(stack.last(), {}); }), refusal);
  const std::string rows =
      source.folder.write("rows.csv", "1,2,3\n4,5,6\n7,8,8\n9,9,9\n3,4,7\n1,1,2\n").string();
  EXPECT_EQ(read_inference_rows(stack, {{"data", rows}}).valid.rows(), 6);
  EXPECT_EQ(open_inference_rows(stack, {{"data", rows}}, config::Part::kValid)->width(), 3);
  EXPECT_EQ(read_own_rows(stack.last(), rows).valid.width(), 3);
}

TEST(ImportCommand, TakesRowsOfItsOwn) {
  const ForeignSource source;
  const std::string rows = source.folder.write("rows.csv", "1,2,3\n4,5,6\n7,8,8\n").string();
  imported({source.path, "--out", source.out, "--data", rows, "--valid", "1"});
  const auto stack = run::Stack::load({source.out});
  EXPECT_FALSE(stack.last().lacks_data());
  EXPECT_EQ(read_inference_rows(stack, {}).train.rows(), 2);
}

TEST(ImportCommand, LeavesNothingIfItRefuses) {
  const ForeignSource source;
  const auto failure_of = [&](const std::vector<std::string>& words) {
    return test::failure([&] { import_run(words, {}); });
  };
  EXPECT_EQ(failure_of({source.path}), "2: --out: expected the folder of the new run, found none");
  EXPECT_EQ(failure_of({source.path, "--out", source.out, "--limit", "3"}),
            "2: --limit has no effect without --data");
  const std::string narrow =
      source.folder.write("narrow.csv", "1,2\n4,5\n7,8\n9,9\n3,3\n").string();
  EXPECT_EQ(failure_of({source.path, "--out", source.out, "--data", narrow}),
            "3: " + narrow + ": expected rows of 3 values, found 2");
  EXPECT_FALSE(std::filesystem::exists(source.out));
  imported({source.path, "--out", source.out});
  EXPECT_EQ(failure_of({source.path, "--out", source.out}),
            "4: " + source.out + ": expected a new folder, found an imported run");
  imported({source.path, "--out", source.out, "--force"});
}

TEST(ImportCommand, RefusesNetworksWiderThanOurs) {
  const ForeignSource source;
  run::PlainNetwork network = test::small_network();
  network.config.layers = {70000};
  network.width = 1;
  network.weights = {{"encoder.0.weight", test::uniform({70000, 1}, 1)},
                     {"encoder.0.bias", test::uniform({70000}, 1)},
                     {"decoder.0.weight", test::uniform({1, 70000}, 1)},
                     {"decoder.0.bias", test::uniform({1}, 1)}};
  test::write_files(source.path, run::saelens_files(network));
  EXPECT_EQ(
      test::failure([&] {
        import_run({source.path, "--out", source.out}, {});
      }),
      "3: " + source.path + ": --layers: expected a whole number from 1 to 65536, found 70000");
}

}  // namespace
}  // namespace sae::cli
