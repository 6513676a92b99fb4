// SPDX-License-Identifier: MIT
// Tests of finding out what a folder of another program is.
#include "run/import_network.h"

#include <gtest/gtest.h>

#include "run/foreign_networks.h"
#include "support/failure.h"
#include "support/plain_network.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

/// As `sae export` writes it.
void write_record(const test::TemporaryFolder& folder, const std::string& format) {
  const format::Json record = {{"format", format},
                               {"network", network_json(test::small_network())}};
  folder.write("export.json", record.dump());
}

/// Writes the network as eai-sparsify would.
void write_sparsify(const test::TemporaryFolder& folder, double factor) {
  model::NamedTensors tensors = exchanged_tensors(test::small_network());
  tensors[0] = {"encoder.weight", (tensors[0].tensor * factor).t().contiguous()};
  tensors[1].name = "encoder.bias";
  format::SafeTensors file;
  for (const auto& tensor : tensors) file.arrays.push_back(model::to_array(tensor));
  folder.write("sae.safetensors", format::safetensors_bytes(file));
}

/// The kind that is found; the weights must be those of test::small_network.
std::string kind_of(const fs::path& path) {
  const ImportedNetwork found = read_network(path);
  EXPECT_EQ(test::weight_values(found.network, "encoder.0.weight"),
            (std::vector<double>{1, 2, 3, 4, 5, 6}));
  return found.kind;
}

TEST(ImportNetwork, ReadsEachFormatOfExport) {
  const PlainNetwork network = test::small_network();
  const std::vector<std::pair<std::string, std::vector<ExportedFile>>> formats = {
      {"safetensors", safetensors_files(network)},
      {"npy", npy_files(network)},
      {"csv", csv_files(network)},
      {"saelens", saelens_files(network)}};
  for (const auto& [format, files] : formats) {
    const test::TemporaryFolder folder;
    test::write_files(folder.path(), files);
    write_record(folder, format);
    EXPECT_EQ(kind_of(folder.path()), "sae export " + format);
  }
}

TEST(ImportNetwork, ReadsAFileAlone) {
  const test::TemporaryFolder folder;
  test::write_files(folder.path(), safetensors_files(test::small_network()));
  fs::rename(folder.path() / "network.safetensors", folder.path() / "mine.safetensors");
  EXPECT_EQ(kind_of(folder.path() / "mine.safetensors"), "sae export safetensors");
}

TEST(ImportNetwork, ReadsAFileTogetherWithItsSettings) {
  const test::TemporaryFolder folder;
  test::write_files(folder.path(), saelens_files(test::small_network()));
  EXPECT_EQ(kind_of(folder.path()), "sae-lens");
  EXPECT_EQ(kind_of(folder.path() / "sae_weights.safetensors"), "sae-lens");
}

TEST(ImportNetwork, ReadsTheFileThatIsNamed) {
  const test::TemporaryFolder folder;
  test::write_files(folder.path(), saelens_files(test::small_network()));
  write_sparsify(folder, 10);
  folder.write("cfg.json", R"({"d_in": 3, "d_sae": 2, "num_latents": 2, "k": 1})");
  write_record(folder, "npy");
  EXPECT_EQ(kind_of(folder.path() / "sae_weights.safetensors"), "sae-lens");
  const ImportedNetwork found = read_network(folder.path() / "sae.safetensors");
  EXPECT_EQ(found.kind, "eai-sparsify");
  EXPECT_EQ(test::weight_values(found.network, "encoder.0.weight"),
            (std::vector<double>{10, 20, 30, 40, 50, 60}));
}

std::string import_failure(const fs::path& path) {
  const std::string message = test::failure([&] { read_network(path); });
  const std::string place = "3: " + path.string() + ": ";
  return message.starts_with(place) ? message.substr(place.size()) : message;
}

TEST(ImportNetwork, SaysWhatWasExpected) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(import_failure(folder.path() / "none"),
            "expected a folder or a safetensors file, found nothing");
  EXPECT_EQ(import_failure(folder.path()),
            "expected a folder of sae export (export.json), sae-lens (sae_weights.safetensors) or "
            "eai-sparsify (sae.safetensors), found none of these files");
  EXPECT_EQ(import_failure(folder.write("x.onnx", "")),
            "expected a folder, or a file that ends in .safetensors, found another file");
  write_record(folder, "onnx");
  EXPECT_EQ(import_failure(folder.path()),
            "expected a network as safetensors, npy, csv or saelens, found one as onnx");
  folder.write("export.json", "[]");
  EXPECT_NE(import_failure(folder.path()).find("export.json: expected the record of sae export"),
            std::string::npos);
  folder.write("export.json", "{}");
  EXPECT_NE(import_failure(folder.path())
                .find("export.json: expected a format (safetensors, npy, csv or saelens), "
                      "found none"),
            std::string::npos);
  folder.write("export.json", R"({"format": "pickle"})");
  EXPECT_NE(import_failure(folder.path()).find("csv or saelens), found \"pickle\""),
            std::string::npos);
}

TEST(ImportNetwork, APathThatCannotBeReadIsInvalidInput) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(import_failure(folder.path() / std::string(300, 'x')),
            "cannot read: File name too long");
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  EXPECT_EQ(import_failure(folder.path() / "loop"),
            "cannot read: Too many levels of symbolic links");
}

TEST(ImportNetwork, LeavesRunsAsTheyAre) {
  const test::TemporaryFolder folder;
  folder.write("config.json", R"({"schema": 2, "config": {}})");
  EXPECT_EQ(import_failure(folder.path()), "expected a network of another program, found a run");
}

}  // namespace
}  // namespace sae::run
