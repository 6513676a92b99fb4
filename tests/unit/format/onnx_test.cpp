// SPDX-License-Identifier: MIT
// Tests of ONNX files, read back by the messages of the format's own schema.
#include "format/onnx.h"

#include <gtest/gtest.h>
#include <onnx.pb.h>

#include "support/failure.h"

namespace sae::format {
namespace {

/// y = x · wᵀ of rows with two values; w is [1, 2].
OnnxModel product_model() {
  OnnxModel model;
  model.producer = "test";
  model.producer_version = "1.2";
  model.graph_name = "product";
  model.metadata = {{"about", "a product"}};
  model.inputs = {{"x", OnnxType::kFloat32, 2, "rows"}};
  model.outputs = {{"y", OnnxType::kFloat32, 1}};
  model.nodes = {{"Gemm", {"x", "w"}, {"y"}, {{"transB", std::int64_t{1}}}},
                 {"ReduceMean", {"x"}, {"m"}, {{"axes", std::vector<std::int64_t>{1}}}},
                 {"Cast", {"m"}, {"d"}, {{"to", OnnxType::kFloat64}}}};
  model.constants = {{"w", OnnxType::kFloat32, {1, 2}, std::string("\0\0\x80\x3f\0\0\0\x40", 8)}};
  return model;
}

onnx::ModelProto read_back(const OnnxModel& model) {
  onnx::ModelProto proto;
  EXPECT_TRUE(proto.ParseFromString(onnx_bytes(model)));
  return proto;
}

TEST(Onnx, FilesNameTheirVersionsAndProducer) {
  const onnx::ModelProto proto = read_back(product_model());
  EXPECT_EQ(proto.ir_version(), 8);
  ASSERT_EQ(proto.opset_import_size(), 1);
  EXPECT_EQ(proto.opset_import(0).domain(), "");
  EXPECT_EQ(proto.opset_import(0).version(), 17);
  EXPECT_EQ(proto.producer_name(), "test");
  EXPECT_EQ(proto.producer_version(), "1.2");
  ASSERT_EQ(proto.metadata_props_size(), 1);
  EXPECT_EQ(proto.metadata_props(0).key(), "about");
  EXPECT_EQ(proto.metadata_props(0).value(), "a product");
}

TEST(Onnx, InputsTakeAnyNumberOfRows) {
  const onnx::GraphProto graph = read_back(product_model()).graph();
  ASSERT_EQ(graph.input_size(), 1);
  EXPECT_EQ(graph.input(0).name(), "x");
  EXPECT_EQ(graph.input(0).doc_string(), "rows");
  const auto& type = graph.input(0).type().tensor_type();
  EXPECT_EQ(type.elem_type(), onnx::TensorProto::FLOAT);
  ASSERT_EQ(type.shape().dim_size(), 2);
  EXPECT_EQ(type.shape().dim(0).dim_param(), "N");
  EXPECT_EQ(type.shape().dim(1).dim_value(), 2);
  EXPECT_EQ(graph.output(0).name(), "y");
}

TEST(Onnx, NodesKeepTheirOrderAndAttributes) {
  const onnx::GraphProto graph = read_back(product_model()).graph();
  EXPECT_EQ(graph.name(), "product");
  ASSERT_EQ(graph.node_size(), 3);
  EXPECT_EQ(graph.node(0).op_type(), "Gemm");
  EXPECT_EQ(graph.node(0).input(1), "w");
  EXPECT_EQ(graph.node(0).output(0), "y");
  EXPECT_EQ(graph.node(0).attribute(0).name(), "transB");
  EXPECT_EQ(graph.node(0).attribute(0).type(), onnx::AttributeProto::INT);
  EXPECT_EQ(graph.node(0).attribute(0).i(), 1);
  EXPECT_EQ(graph.node(1).attribute(0).type(), onnx::AttributeProto::INTS);
  ASSERT_EQ(graph.node(1).attribute(0).ints_size(), 1);
  EXPECT_EQ(graph.node(1).attribute(0).ints(0), 1);
  EXPECT_EQ(graph.node(2).attribute(0).i(), onnx::TensorProto::DOUBLE);
}

TEST(Onnx, ConstantsKeepTypeShapeAndBytes) {
  OnnxModel model = product_model();
  model.constants.push_back({"k", OnnxType::kInt64, {1}, std::string("\x03\0\0\0\0\0\0\0", 8)});
  model.constants.push_back({"s", OnnxType::kFloat64, {}, std::string(8, '\0')});
  const onnx::GraphProto graph = read_back(model).graph();
  ASSERT_EQ(graph.initializer_size(), 3);
  const onnx::TensorProto& weight = graph.initializer(0);
  EXPECT_EQ(weight.name(), "w");
  EXPECT_EQ(weight.data_type(), onnx::TensorProto::FLOAT);
  EXPECT_EQ(weight.dims(0), 1);
  EXPECT_EQ(weight.dims(1), 2);
  EXPECT_EQ(weight.raw_data(), model.constants[0].bytes);
  EXPECT_EQ(graph.initializer(1).data_type(), onnx::TensorProto::INT64);
  EXPECT_EQ(graph.initializer(2).data_type(), onnx::TensorProto::DOUBLE);
  EXPECT_EQ(graph.initializer(2).dims_size(), 0);
}

TEST(Onnx, EqualModelsGiveEqualBytes) {
  EXPECT_EQ(onnx_bytes(product_model()), onnx_bytes(product_model()));
}

}  // namespace
}  // namespace sae::format
