// SPDX-License-Identifier: MIT
// Tests of `sae compare`.
#include "cli/cmd_compare.h"

#include <gtest/gtest.h>

#include "format/file.h"
#include "format/json.h"
#include "format/png.h"
#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using format::Json;

/// Runs a, b and c with different rho and errors; c has no epoch.
struct ComparedFolders {
  test::TemporaryFolder folder;

  ComparedFolders() {
    double rho = 0.1;
    for (const char* name : {"a", "b", "c"}) {
      config::Config config = test::one_unit_config();
      config.loss.rho = rho *= 2;
      test::save_run(folder.path() / name, config, test::matrix({{1, 2}}));
    }
    folder.write("a/metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.5)}));
    folder.write("b/metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.25)}));
  }

  /// What the command prints.
  std::string printed(std::vector<std::string> words) const {
    words.insert(words.begin(), folder.path().string());
    testing::internal::CaptureStdout();
    EXPECT_EQ(compare(words, {}), 0);
    return testing::internal::GetCapturedStdout();
  }

  /// The names of the runs in the table.
  std::vector<std::string> order(std::vector<std::string> words) const {
    words.emplace_back("--json");
    std::vector<std::string> names;
    const Json table = Json::parse(printed(words));
    for (const Json& run : table["runs"]) names.push_back(run["run"]);
    return names;
  }
};

using Names = std::vector<std::string>;

TEST(Compare, SortsAndChooses) {
  const ComparedFolders runs;
  EXPECT_EQ(runs.order({}), (Names{"a", "b", "c"}));
  EXPECT_EQ(runs.order({"--sort", "val_mse"}), (Names{"b", "a", "c"}));
  EXPECT_EQ(runs.order({"--sort", "val_mse", "--reverse"}), (Names{"a", "b", "c"}));
  EXPECT_EQ(runs.order({"--sort", "rho", "--reverse"}), (Names{"c", "b", "a"}));
  EXPECT_EQ(runs.order({"--where", "val_mse<=0.5,rho>0.2"}), Names{"b"});
}

TEST(Compare, PrintsEachFormat) {
  const ComparedFolders runs;
  const Names some = {"--metrics", "val_mse", "--where", "val_mse<1", "--format"};
  const auto in_format = [&](const char* format) {
    Names words = some;
    words.emplace_back(format);
    return runs.printed(words);
  };
  EXPECT_EQ(in_format("text"),
            "run  state    rho  val_mse ↓\n"
            "a    stopped  0.2    0.50000\n"
            "b    stopped  0.4    0.25000\n");
  EXPECT_EQ(in_format("csv"), "run,state,rho,val_mse\na,stopped,0.2,0.5\nb,stopped,0.4,0.25\n");
  EXPECT_TRUE(in_format("markdown").starts_with("| run | state | rho | val_mse ↓ |\n"));
  EXPECT_EQ(Json::parse(in_format("json"))["runs"].size(), 2U);
}

TEST(Compare, ReportsAllProblemsOfTheOptions) {
  EXPECT_EQ(test::failure([] {
              compare({"x", "--metrics", "mse", "--sort", "val_mses", "--where", "a", "--over",
                       "seeds", "--json", "--format", "csv"},
                      {});
            }),
            "2: --where: expected a name, one of <=, >=, <, >, = and !=, and a value, such as "
            "val_l0<=32, found 'a'\n"
            "--over: expected an option of sae_train, found 'seeds' (did you mean 'seed'?)\n"
            "--metrics: expected a figure, found 'mse'\n"
            "--sort: expected a figure or an option of sae_train, found 'val_mses' (did you mean "
            "'val_mse'?)\n"
            "--json: expected no other format beside it, found --format csv");
  EXPECT_EQ(test::failure([] {
              compare({"x", "--reverse"}, {});
            }),
            "2: --reverse has no effect without --sort");
}

TEST(Compare, RefusesOtherRowsWithoutForce) {
  const ComparedFolders runs;
  test::save_run(runs.folder.path() / "d", test::one_unit_config(), test::matrix({{1, 2}}), {},
                 "crc32:1");
  runs.folder.write("d/metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.5)}));
  const std::string all = runs.folder.path().string();
  EXPECT_NE(test::failure([&] { compare({all}, {}); }).find("expected the same training data"),
            std::string::npos);
  EXPECT_EQ(runs.order({"--force"}), (Names{"a", "b", "c", "d"}));
}

TEST(Compare, DrawsThePlot) {
  const ComparedFolders runs;
  const std::string path = (runs.folder.path() / "plot.png").string();
  runs.printed({"--plot", path, "--plot_of", "epochs"});
  EXPECT_EQ(format::parse_png(format::read_file(path, 1'000'000, ErrorKind::kData), path).width,
            1200);
}

// Both runs have the same weights.
TEST(Compare, MatchesTheUnitsOfTwoRuns) {
  const ComparedFolders runs;
  const auto matched = [&](std::vector<std::string> words) {
    const std::string folder = runs.folder.path().string();
    words.insert(words.begin(), {folder + "/a", folder + "/b", "--units"});
    testing::internal::CaptureStdout();
    EXPECT_EQ(compare(words, {}), 0);
    return testing::internal::GetCapturedStdout();
  };
  EXPECT_TRUE(matched({"--format", "csv"}).starts_with("unit_a,unit_b,cosine\n0,0,"));
  EXPECT_NEAR(Json::parse(matched({"--json"}))["pairs"][0]["cosine"].get<double>(), 1, 1e-14);
  EXPECT_EQ(Json::parse(matched({"--json"}))["found"][0]["share_of_a"], 1);
  EXPECT_NE(matched({}).find("cosine >= 0.9                  1   100.0 %"), std::string::npos);
}

TEST(Compare, RefusesOptionsWithoutEffectOnUnits) {
  EXPECT_EQ(
      test::failure([] {
        compare({"x", "--units", "--sort", "rho", "--format", "markdown", "--plot", "a.svg"}, {});
      }),
      "2: --sort has no effect with --units\n"
      "--format: expected text, csv or json with --units, found markdown\n"
      "--units: expected two runs, found 1\n"
      "--plot: expected a file name that ends in .png, found 'a.svg'");
}

}  // namespace
}  // namespace sae::cli
