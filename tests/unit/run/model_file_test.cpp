// SPDX-License-Identifier: MIT
// Tests of model files.
#include "run/model_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "config/config_json.h"
#include "format/safetensors.h"
#include "support/failure.h"
#include "support/saved_run.h"
#include "support/tensors.h"
#include "support/tiny_model.h"

namespace sae::run {
namespace {

using Shapes = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

config::Config config_of_widths(std::vector<std::int64_t> layers, bool tied) {
  config::Config config;
  config.model.layers = std::move(layers);
  config.model.tied = tied;
  return config;
}

format::SafeTensors file_of(const model::AutoencoderImpl& model, const config::Config& config) {
  return format::parse_safetensors(model_bytes(model::weights_of(model), config, 3), "model",
                                   format::Seal::kRequired);
}

Shapes shapes_of(const config::Config& config) {
  const model::Autoencoder model(config.model, 4, 0);
  Shapes shapes;
  for (const format::NamedArray& array : file_of(*model, config).arrays) {
    EXPECT_EQ(array.dtype, "F32");
    shapes.emplace_back(array.name, array.shape);
  }
  return shapes;
}

TEST(ModelFile, NamesAllWeightsAndBiases) {
  EXPECT_EQ(shapes_of(config_of_widths({3, 2}, false)), (Shapes{{"encoder.0.weight", {3, 4}},
                                                                {"encoder.0.bias", {3}},
                                                                {"encoder.1.weight", {2, 3}},
                                                                {"encoder.1.bias", {2}},
                                                                {"decoder.0.weight", {3, 2}},
                                                                {"decoder.0.bias", {3}},
                                                                {"decoder.1.weight", {4, 3}},
                                                                {"decoder.1.bias", {4}}}));
}

TEST(ModelFile, HasNoDecoderWeightsWhenTied) {
  EXPECT_EQ(shapes_of(config_of_widths({3, 2}, true)), (Shapes{{"encoder.0.weight", {3, 4}},
                                                               {"encoder.0.bias", {3}},
                                                               {"encoder.1.weight", {2, 3}},
                                                               {"encoder.1.bias", {2}},
                                                               {"decoder.0.bias", {3}},
                                                               {"decoder.1.bias", {4}}}));
}

TEST(ModelFile, StoresValuesRowMajorInTheModelsDtype) {
  const config::Config config = config_of_widths({2}, true);
  model::Autoencoder model(config.model, 2, 0);
  model->to(at::kDouble);
  test::set_parameters(
      *model, {test::matrix({{1, 2}, {3, 4}}), test::vector({5, 6}), test::vector({7, 8})});
  const format::SafeTensors file = file_of(*model, config);
  std::vector<double> values(4);
  ASSERT_EQ(file.arrays[0].dtype, "F64");
  ASSERT_EQ(file.arrays[0].bytes.size(), sizeof(double) * values.size());
  std::memcpy(values.data(), file.arrays[0].bytes.data(), file.arrays[0].bytes.size());
  EXPECT_EQ(values, (std::vector<double>{1, 2, 3, 4}));
}

TEST(ModelFile, MetadataContainsOnlyEpochTyingAndMathematicalConfig) {
  config::Config config = config_of_widths({3}, true);
  config.output.out = "a private folder";
  config.data.data = "another private folder";
  const model::Autoencoder model(config.model, 4, 0);
  const auto metadata = file_of(*model, config).metadata;
  EXPECT_EQ(metadata.size(), 4U);
  EXPECT_EQ(metadata.at("format"), "sae_train model 1");
  EXPECT_EQ(metadata.at("epoch"), "3");
  EXPECT_EQ(metadata.at("tied"), "yes");
  EXPECT_EQ(metadata.at("config"), config::config_json(config, config::Scope::kMath).dump());
  EXPECT_EQ(metadata.at("config").find("private"), std::string::npos);
}

TEST(ModelFile, DoesNotDependOnPathsOrSpeed) {
  const config::Config config = config_of_widths({3}, false);
  config::Config other = config;
  other.output.out = "elsewhere";
  other.train.threads = 7;
  other.train.epochs = 99;
  other.output.images_every = 1;
  const model::Autoencoder model(config.model, 4, 0);
  EXPECT_EQ(model_bytes(model::weights_of(*model), config, 3),
            model_bytes(model::weights_of(*model), other, 3));
  EXPECT_NE(model_bytes(model::weights_of(*model), config, 3),
            model_bytes(model::weights_of(*model), config, 4));
}

TEST(ModelFile, KeepsTheColumnsOfATable) {
  const test::TemporaryFolder folder;
  const std::vector<format::TableColumn> columns = {
      {"age", format::ColumnKind::kNumber, {}},
      {"town", format::ColumnKind::kText, {"Bonn", "M\xc3\xbcnster"}},
      {"since", format::ColumnKind::kDate, {}}};
  config::Config config = test::one_unit_config();
  config.data.table.categories = config::Categories::kOnehot;
  const test::SavedRun run =
      test::save_run(folder.path() / "run", config, test::matrix({{1, 0, 1, 7}, {2, 1, 0, 8}}), {},
                     "", data::TableEncoding(columns));
  const ModelFile file = read_model(run.folder, Weights::kLast);
  ASSERT_EQ(file.columns.columns().size(), 3U);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    EXPECT_EQ(file.columns.columns()[i].name, columns[i].name);
    EXPECT_EQ(file.columns.columns()[i].kind, columns[i].kind);
    EXPECT_EQ(file.columns.columns()[i].texts, columns[i].texts);
  }
}

TEST(ModelFile, RefusesColumnsThatMakeNoSense) {
  const test::TemporaryFolder folder;
  const auto refusal = [&](const std::string& columns) {
    format::SafeTensors file;
    file.metadata = {{"columns", columns}};
    std::ofstream(folder.path() / "model.safetensors", std::ios::binary)
        << format::safetensors_bytes(file);
    const std::string text = test::failure([&] { read_model(folder.path(), Weights::kLast); });
    return text.substr(text.find(": columns"));
  };
  const std::string expected = ": columns: expected a list of columns with name and kind, found ";
  EXPECT_EQ(refusal(R"([{"name": "a"}])"), expected + R"('[{"name": "a"}]')");
  EXPECT_EQ(refusal(R"([{"name": "a", "kind": "x"}])"),
            expected + R"('[{"name": "a", "kind": "x"}]')");
  EXPECT_EQ(refusal(R"([{"name": 5, "kind": "date"}])"),
            expected + R"('[{"name": 5, "kind": "date"}]')");
  EXPECT_EQ(refusal("7"), expected + "'7'");
  EXPECT_EQ(refusal("[").substr(0, 9), ": columns");
}

}  // namespace
}  // namespace sae::run
