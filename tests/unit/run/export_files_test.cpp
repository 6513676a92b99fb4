// SPDX-License-Identifier: MIT
// Tests of the files of `sae export` and of reading them back.
#include "run/export_files.h"

#include <gtest/gtest.h>

#include "model/autoencoder.h"
#include "support/failure.h"
#include "support/plain_network.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using format::Json;

std::vector<std::string> names_of(const std::vector<ExportedFile>& files) {
  std::vector<std::string> names;
  for (const ExportedFile& file : files) names.push_back(file.name);
  return names;
}

void expect_same(const PlainNetwork& found, const PlainNetwork& wanted) {
  EXPECT_EQ(network_json(found), network_json(wanted));
  ASSERT_EQ(found.weights.size(), wanted.weights.size());
  for (const auto& [name, tensor] : wanted.weights) {
    EXPECT_EQ(test::weight_values(found, name), test::values(tensor)) << name;
  }
}

TEST(ExportFiles, CsvHasALineForEachRowBelowColumnNumbers) {
  const auto files = csv_files(test::small_network());
  EXPECT_EQ(names_of(files),
            (std::vector<std::string>{"W_enc.csv", "b_enc.csv", "W_dec.csv", "b_dec.csv"}));
  EXPECT_EQ(files[0].bytes, "0,1\n1,4\n2,5\n3,6\n");
  EXPECT_EQ(files[1].bytes, "0,1\n0.5,-0.25\n");
  EXPECT_EQ(files[2].bytes, "0,1,2\n3,4,0\n0,1,2\n");
}

TEST(ExportFiles, NpyHasAFileForEachTensor) {
  PlainNetwork network = test::small_network();
  const auto files = npy_files(network);
  EXPECT_EQ(names_of(files),
            (std::vector<std::string>{"W_enc.npy", "b_enc.npy", "W_dec.npy", "b_dec.npy"}));
  EXPECT_NE(files[0].bytes.find("'<f8', 'fortran_order': False, 'shape': (3, 2)"),
            std::string::npos);
  EXPECT_EQ(files[0].bytes.size(), 128U + 6 * 8);
  network.weights[1].tensor = network.weights[1].tensor.to(at::kFloat);
  EXPECT_NE(npy_files(network)[1].bytes.find("'<f4'"), std::string::npos);
}

TEST(ExportFiles, SafetensorsSaysWhatTheNetworkIs) {
  const auto files = safetensors_files(test::small_network());
  ASSERT_EQ(names_of(files), std::vector<std::string>{"network.safetensors"});
  const auto file = format::parse_safetensors(files[0].bytes, "f", format::Seal::kRequired);
  EXPECT_EQ(Json::parse(file.metadata.at("network"))["code_activation"], "relu");
  ASSERT_EQ(file.arrays.size(), 4U);
  EXPECT_EQ(file.arrays[0].name, "W_enc");
  EXPECT_EQ(file.arrays[0].shape, (std::vector<std::int64_t>{3, 2}));
}

TEST(ExportFiles, AreReadBack) {
  const test::TemporaryFolder folder;
  const PlainNetwork network = test::small_network();
  test::write_files(folder.path(), safetensors_files(network));
  test::write_files(folder.path(), npy_files(network));
  test::write_files(folder.path(), csv_files(network));
  const Json json = network_json(network);
  expect_same(read_safetensors_export(folder.path() / "network.safetensors"), network);
  expect_same(read_npy_export(folder.path(), json), network);
  expect_same(read_csv_export(folder.path(), json), network);
}

TEST(ExportFiles, OfMoreLayersAreReadBack) {
  const test::TemporaryFolder folder;
  PlainNetwork network;
  network.config.layers = {3, 1};
  network.config.output_activation = config::Activation::kIdentity;
  network.width = 2;
  const model::Autoencoder model(network.config, 2, 1);
  network.weights = model::clone(model::weights_of(*model));
  test::write_files(folder.path(), csv_files(network));
  test::write_files(folder.path(), npy_files(network));
  expect_same(read_csv_export(folder.path(), network_json(network)), network);
  expect_same(read_npy_export(folder.path(), network_json(network)), network);
}

TEST(ExportFiles, AFolderThatCannotBeListedIsInvalidInput) {
  const test::TemporaryFolder folder;
  const std::string place = (folder.path() / "none").string();
  EXPECT_EQ(test::failure([&] { read_npy_export(place, network_json(test::small_network())); }),
            "3: " + place + ": cannot read: No such file or directory");
}

TEST(ExportFiles, MustHaveTheRecordedWidth) {
  const test::TemporaryFolder folder;
  const PlainNetwork network = test::small_network();
  test::write_files(folder.path(), npy_files(network));
  test::write_files(folder.path(), csv_files(network));
  Json json = network_json(network);
  json["width"] = 4;
  const std::string failure = "3: " + (folder.path() / "export.json").string() +
                              ": network: expected the width of the tensors, 3, found ";
  EXPECT_EQ(test::failure([&] { read_npy_export(folder.path(), json); }), failure + "4");
  json.erase("width");
  EXPECT_EQ(test::failure([&] { read_csv_export(folder.path(), json); }), failure + "null");
  format::SafeTensors file;
  file.metadata = {{"network", json.dump()}};
  for (const auto& tensor : exchanged_tensors(network)) {
    file.arrays.push_back(model::to_array(tensor));
  }
  const auto path = folder.write("x.safetensors", format::safetensors_bytes(file));
  EXPECT_EQ(test::failure([&] { read_safetensors_export(path); }),
            "3: " + path.string() + ": network: expected the width of the tensors, 3, found null");
}

TEST(ExportFiles, AreRefusedIfTheyAreNotWhole) {
  const test::TemporaryFolder folder;
  const PlainNetwork network = test::small_network();
  const Json json = network_json(network);
  const std::string place = folder.path().string();
  const auto npy_failure = [&] {
    return test::failure([&] { read_npy_export(folder.path(), json); });
  };
  EXPECT_EQ(npy_failure(), "3: " + place + ": expected a tensor W_enc, found none");
  test::write_files(folder.path(), npy_files(network));
  folder.write("W_skip.npy", npy_files(network)[0].bytes);
  EXPECT_EQ(npy_failure(), "3: " + place + ": unexpected tensor 'W_skip'");
  std::filesystem::remove(folder.path() / "W_skip.npy");
  const std::string bytes = npy_files(network)[0].bytes;
  folder.write("W_enc.npy", bytes.substr(0, bytes.size() - 1));
  EXPECT_TRUE(npy_failure().starts_with("3: " + place + "/W_enc.npy: ")) << npy_failure();
  test::write_files(folder.path(), csv_files(network));
  folder.write("b_enc.csv", "0,1\n0.5,x\n");
  EXPECT_TRUE(test::failure([&] {
                read_csv_export(folder.path(), json);
              }).starts_with("3: " + place + "/b_enc.csv"));
}

TEST(ExportFiles, ReadsOnlyNumbersInTheirOwnOrder) {
  const test::TemporaryFolder folder;
  const PlainNetwork network = test::small_network();
  test::write_files(folder.path(), npy_files(network));
  const auto failure_with = [&](std::string from, const std::string& to) {
    std::string bytes = npy_files(network)[0].bytes;
    bytes.replace(bytes.find(from), from.size(), to);
    folder.write("W_enc.npy", bytes);
    return test::failure([&] { read_npy_export(folder.path(), network_json(network)); });
  };
  const std::string place = "3: " + (folder.path() / "W_enc.npy").string();
  EXPECT_EQ(failure_with("False", "True "),
            place + ": expected an array in C order, found one in Fortran order");
  EXPECT_EQ(failure_with("<f8", "<i8"),
            place + ": expected float32 or float64, found another type");
}

TEST(ExportFiles, ASafetensorsFileNeedsItsNetwork) {
  const test::TemporaryFolder folder;
  format::SafeTensors file;
  file.arrays = {{"W_enc", "F32", {1}, std::string(4, '\0')}};
  const auto path = folder.write("x.safetensors", format::safetensors_bytes(file));
  EXPECT_EQ(test::failure([&] { read_safetensors_export(path); }),
            "3: " + path.string() +
                ": expected a file of sae export, with its network in the metadata, found none");
  folder.write("x.safetensors", "junk");
  EXPECT_TRUE(test::failure([&] { read_safetensors_export(path); }).starts_with("3: "));
}

}  // namespace
}  // namespace sae::run
