// SPDX-License-Identifier: MIT
// Tests of the operations in an exported graph; tests/interop/export_test.py runs such graphs.
#include "run/onnx_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <variant>

#include "support/saved_run.h"

namespace sae::run {
namespace {

using format::OnnxModel;
using format::OnnxType;

OnnxModel graph_of(const config::Config& config, const at::Tensor& rows) {
  const test::TemporaryFolder folder;
  return onnx_graph(Stack::load({test::save_run(folder.path() / "run", config, rows).folder}), "1");
}

std::vector<std::string> operations(const OnnxModel& model) {
  std::vector<std::string> names;
  for (const format::OnnxNode& node : model.nodes) names.push_back(node.operation);
  return names;
}

std::vector<std::string> constants(const OnnxModel& model) {
  std::vector<std::string> names;
  for (const format::OnnxConstant& constant : model.constants) names.push_back(constant.name);
  return names;
}

at::Tensor bytes() {
  return at::tensor(std::vector<std::int64_t>{0, 255, 51, 102}).view({2, 2}).to(at::kByte);
}

using Names = std::vector<std::string>;

TEST(OnnxGraph, ScalesPixelsInTheTypeOfTheRun) {
  const OnnxModel model = graph_of(test::one_unit_config(), bytes());
  EXPECT_EQ(operations(model),
            (Names{"Sub", "Div", "Gemm", "Gemm", "Mul", "Add", "Identity", "Identity"}));
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(model.inputs[0].name, "x");
  EXPECT_EQ(model.inputs[0].type, OnnxType::kFloat32);
  EXPECT_EQ(model.inputs[0].width, 2);
  ASSERT_EQ(model.outputs.size(), 2U);
  EXPECT_EQ(model.outputs[0].name, "code");
  EXPECT_EQ(model.outputs[0].width, 1);
  EXPECT_EQ(model.outputs[1].name, "reconstruction");
  EXPECT_EQ(model.outputs[1].type, OnnxType::kFloat32);
  EXPECT_EQ(model.outputs[1].text, "the decoded code, in the units of x");
}

TEST(OnnxGraph, ScalesOtherNumbersInFloat64) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kStandardize;
  const OnnxModel model = graph_of(config, test::uniform({5, 2}, 1));
  EXPECT_EQ(operations(model), (Names{"Sub", "Div", "Cast", "Gemm", "Gemm", "Cast", "Mul", "Add",
                                      "Identity", "Identity"}));
  EXPECT_EQ(model.inputs[0].type, OnnxType::kFloat64);
  EXPECT_EQ(model.outputs[0].type, OnnxType::kFloat32);
  EXPECT_EQ(model.outputs[1].type, OnnxType::kFloat64);
}

TEST(OnnxGraph, HasNoOperationsForRowsThatAreNotScaled) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  const OnnxModel model = graph_of(config, test::uniform({5, 2}, 1));
  EXPECT_EQ(operations(model), (Names{"Gemm", "Gemm", "Identity", "Identity"}));
  EXPECT_EQ(model.inputs[0].type, OnnxType::kFloat32);
}

TEST(OnnxGraph, FillsNormalizesAndWhitensInThisOrder) {
  config::Config config = test::one_unit_config();
  config.data.table.missing = config::Missing::kMean;
  config.data.patches = config::PixelSize{1, 3};
  config.data.patch_norm = config::PatchNorm::kUfldl;
  config.data.whiten = config::Whitening::kZca;
  config.data.scale = config::Scale::kUnit;
  const OnnxModel model = graph_of(config, test::uniform({9, 3}, 1));
  EXPECT_EQ(operations(model),
            (Names{"IsNaN", "Where", "Sub",  "Div",    "ReduceMean", "Sub",      "Clip",
                   "Div",   "Add",   "Mul",  "Add",    "Sub",        "MatMul",   "Cast",
                   "Gemm",  "Gemm",  "Cast", "MatMul", "Add",        "Identity", "Identity"}));
  EXPECT_EQ(model.outputs[1].text, "the decoded code, in the scale of the network's input");
}

TEST(OnnxGraph, StoresATiedWeightOnceAndTurnsItRound) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.model.tied = true;
  config.model.layers = {3, 2};
  const OnnxModel model = graph_of(config, test::uniform({5, 4}, 1));
  EXPECT_EQ(constants(model), (Names{"encoder.0.weight", "encoder.0.bias", "encoder.1.weight",
                                     "encoder.1.bias", "decoder.0.bias", "decoder.1.bias"}));
  std::vector<format::OnnxNode> products;
  std::ranges::copy_if(model.nodes, std::back_inserter(products),
                       [](const auto& node) { return node.operation == "Gemm"; });
  ASSERT_EQ(products.size(), 4U);
  EXPECT_EQ(products[1].inputs[1], "encoder.1.weight");
  EXPECT_EQ(std::get<std::int64_t>(products[1].attributes[0].value), 1);
  EXPECT_EQ(products[2].inputs[1], "encoder.1.weight");
  EXPECT_EQ(std::get<std::int64_t>(products[2].attributes[0].value), 0);
}

// W = (20, 8), b = 1 and the output's bias (.5, .25): 1 − 20·(.5) − 8·(.25).
TEST(OnnxGraph, HasThePreBiasInTheFirstBias) {
  const test::TemporaryFolder folder;
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.model.pre_bias = true;
  config.model.dtype = config::Dtype::kFloat64;
  const test::SavedRun saved =
      test::save_run(folder.path() / "run", config, test::uniform({5, 2}, 1),
                     {test::matrix({{20, 8}}), test::vector({1}), test::matrix({{3}, {4}}),
                      test::vector({0.5, 0.25})});
  const OnnxModel model = onnx_graph(Stack::load({saved.folder}), "1");
  EXPECT_EQ(model.constants[1].name, "encoder.0.bias");
  double bias = 0;
  ASSERT_EQ(model.constants[1].bytes.size(), sizeof bias);
  std::memcpy(&bias, model.constants[1].bytes.data(), sizeof bias);
  EXPECT_EQ(bias, -11);
}

TEST(OnnxGraph, KeepsTheLargestUnitsOfInference) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.model.layers = {9};
  config.model.code_activation = config::Activation::kTopkRelu;
  config.model.k = 2;
  config.model.k_eval_factor = 2;
  const OnnxModel model = graph_of(config, test::uniform({5, 4}, 1));
  EXPECT_EQ(operations(model), (Names{"Gemm", "Relu", "TopK", "Shape", "ConstantOfShape",
                                      "ScatterElements", "Gemm", "Identity", "Identity"}));
  EXPECT_EQ(model.constants.back().name, "encoder.0.k");
  EXPECT_EQ(model.constants.back().bytes, std::string("\x04\0\0\0\0\0\0\0", 8));
}

TEST(OnnxGraph, KeepsWhatExceedsTheThresholdOfABatchtopkCode) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.model.layers = {9};
  config.model.code_activation = config::Activation::kBatchTopk;
  config.model.k = 2;
  const OnnxModel model = graph_of(config, test::uniform({5, 4}, 1));
  EXPECT_EQ(operations(model), (Names{"Gemm", "Greater", "Where", "Gemm", "Identity", "Identity"}));
  EXPECT_EQ(model.constants[4].name, "code.threshold");
  EXPECT_EQ(model.constants[4].type, OnnxType::kFloat32);
}

TEST(OnnxGraph, JoinsAChainOfRuns) {
  const test::TemporaryFolder folder;
  config::Config config = test::one_unit_config();
  const test::SavedRun first = test::save_run(folder.path() / "first", config, bytes());
  config.data.scale = config::Scale::kStandardize;
  const test::SavedRun second =
      test::save_run(folder.path() / "second", config, test::matrix({{1}, {2}}));
  const OnnxModel model = onnx_graph(Stack::load({first.folder, second.folder}), "1");
  EXPECT_EQ(operations(model),
            (Names{"Sub", "Div", "Gemm", "Cast", "Sub", "Div", "Cast", "Gemm", "Gemm", "Cast",
                   "Mul", "Add", "Cast", "Gemm", "Mul", "Add", "Identity", "Identity"}));
  EXPECT_EQ(model.constants.front().name, "run_1.encoder.0.weight");
  EXPECT_EQ(model.inputs[0].width, 2);
}

TEST(OnnxGraph, NamesTheColumnsOfATable) {
  const test::TemporaryFolder folder;
  config::Config config = test::one_unit_config();
  const data::TableEncoding columns(
      {{"a", format::ColumnKind::kNumber, {}}, {"kind", format::ColumnKind::kText, {"x", "y"}}});
  config.data.table.categories = config::Categories::kOnehot;
  const test::SavedRun saved =
      test::save_run(folder.path() / "run", config, test::uniform({5, 3}, 1), {}, "", columns);
  const OnnxModel model = onnx_graph(Stack::load({saved.folder}), "1.2");
  EXPECT_EQ(model.metadata.at("columns"), R"(["a","kind=x","kind=y"])");
  EXPECT_EQ(model.metadata.count("fingerprint"), 1U);
  EXPECT_EQ(model.producer_version, "1.2");
}

}  // namespace
}  // namespace sae::run
