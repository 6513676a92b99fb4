// SPDX-License-Identifier: MIT
// Tests of `sae export`, in this process.
#include "cli/cmd_export.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using format::Json;

/// A run of rows (0, 1) to (2, 3), scaled by their range, with this output.
std::string run_with_output(const test::TemporaryFolder& folder, config::Activation output) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kMinmax;
  config.model.output_activation = output;
  return test::save_run(folder.path() / "run", config, test::matrix({{0, 1}, {2, 3}}))
      .folder.string();
}

std::string exported(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(export_run(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(ExportCommand, WritesOnnxIntoTheRunByDefaultAndPrintsTheFolder) {
  const test::TemporaryFolder folder;
  const std::string run = run_with_output(folder, config::Activation::kSigmoid);
  EXPECT_EQ(exported({run}), run + "/export-onnx\n");
  EXPECT_GT(test::file_content(run + "/export-onnx/model.onnx").size(), 100U);
  const Json record = Json::parse(test::file_content(run + "/export-onnx/export.json"));
  EXPECT_EQ(record["command"], "export");
  EXPECT_EQ(record["format"], "onnx");
  EXPECT_EQ(record["weights"], "last");
  EXPECT_EQ(record["runs"].size(), 1U);
  EXPECT_FALSE(record.contains("network"));
}

TEST(ExportCommand, RecordsWhatWeightsDoNotSay) {
  const test::TemporaryFolder folder;
  const std::string run = run_with_output(folder, config::Activation::kIdentity);
  const std::string out = (folder.path() / "there").string();
  EXPECT_EQ(exported({run, "--format", "npy", "--out", out}), out + "\n");
  const Json record = Json::parse(test::file_content(out + "/export.json"));
  EXPECT_EQ(record["network"]["code_activation"], "identity");
  EXPECT_EQ(record["network"]["width"], 2);
  EXPECT_TRUE(std::filesystem::exists(out + "/W_enc.npy"));
}

TEST(ExportCommand, ReplacesItsFilesOnlyWithForce) {
  const test::TemporaryFolder folder;
  const std::string run = run_with_output(folder, config::Activation::kIdentity);
  const std::string out = (folder.path() / "there").string();
  exported({run, "--format", "npy", "--out", out});
  EXPECT_EQ(test::failure([&] {
              export_run({run, "--format", "csv", "--out", out}, {});
            }),
            "4: " + out + ": expected a new folder, found results of export");
  exported({run, "--format", "csv", "--out", out, "--force"});
  EXPECT_FALSE(std::filesystem::exists(out + "/W_enc.npy"));
  EXPECT_EQ(test::count_entries(out), 5);
}

TEST(ExportCommand, LeavesNothingIfTheRunCannotBeExported) {
  const test::TemporaryFolder folder;
  const std::string run = run_with_output(folder, config::Activation::kSigmoid);
  const auto before = test::count_entries(run);
  EXPECT_EQ(test::failure([&] {
              export_run({run, "--format", "saelens"}, {});
            }),
            "2: " + run +
                ": expected a run whose scale can be folded into its weights, found "
                "--output_activation sigmoid after --scale minmax");
  EXPECT_EQ(test::count_entries(run), before);
}

}  // namespace
}  // namespace sae::cli
