// SPDX-License-Identifier: MIT
// Writes the ONNX format.
#include "format/onnx.h"

#include <onnx.pb.h>

#include <limits>

#include "base/error.h"
#include "base/text.h"

namespace sae::format {
namespace {

constexpr const char* kRowsDimension = "N";
// Not onnx::IR_VERSION, which rises with the library: ONNX Runtime refuses a version that it does
// not know.
constexpr std::int64_t kIrVersion = 8;
constexpr std::int64_t kOperators = 17;

onnx::TensorProto::DataType data_type(OnnxType type) {
  switch (type) {
    case OnnxType::kFloat32:
      return onnx::TensorProto::FLOAT;
    case OnnxType::kFloat64:
      return onnx::TensorProto::DOUBLE;
    case OnnxType::kInt64:
      return onnx::TensorProto::INT64;
  }
  return onnx::TensorProto::UNDEFINED;
}

void fill_rows(const OnnxRows& rows, onnx::ValueInfoProto& proto) {
  proto.set_name(rows.name);
  if (!rows.text.empty()) proto.set_doc_string(rows.text);
  auto& tensor = *proto.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(data_type(rows.type));
  tensor.mutable_shape()->add_dim()->set_dim_param(kRowsDimension);
  tensor.mutable_shape()->add_dim()->set_dim_value(rows.width);
}

void fill_attribute(const OnnxAttribute& attribute, onnx::AttributeProto& proto) {
  proto.set_name(attribute.name);
  if (const auto* several = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : *several) proto.add_ints(value);
    return;
  }
  proto.set_type(onnx::AttributeProto::INT);
  if (const auto* type = std::get_if<OnnxType>(&attribute.value)) {
    proto.set_i(data_type(*type));
  } else {
    proto.set_i(std::get<std::int64_t>(attribute.value));
  }
}

void fill_graph(const OnnxModel& model, onnx::GraphProto& graph) {
  graph.set_name(model.graph_name);
  for (const OnnxRows& rows : model.inputs) fill_rows(rows, *graph.add_input());
  for (const OnnxRows& rows : model.outputs) fill_rows(rows, *graph.add_output());
  for (const OnnxNode& node : model.nodes) {
    onnx::NodeProto& proto = *graph.add_node();
    proto.set_op_type(node.operation);
    for (const std::string& name : node.inputs) proto.add_input(name);
    for (const std::string& name : node.outputs) proto.add_output(name);
    for (const OnnxAttribute& attribute : node.attributes) {
      fill_attribute(attribute, *proto.add_attribute());
    }
  }
  for (const OnnxConstant& constant : model.constants) {
    onnx::TensorProto& proto = *graph.add_initializer();
    proto.set_name(constant.name);
    proto.set_data_type(data_type(constant.type));
    for (const std::int64_t size : constant.shape) proto.add_dims(size);
    proto.set_raw_data(constant.bytes);
  }
}

}  // namespace

std::string onnx_bytes(const OnnxModel& model) {
  onnx::ModelProto proto;
  proto.set_ir_version(kIrVersion);
  proto.set_producer_name(model.producer);
  proto.set_producer_version(model.producer_version);
  onnx::OperatorSetIdProto& operators = *proto.add_opset_import();
  operators.set_domain("");
  operators.set_version(kOperators);
  for (const auto& [key, value] : model.metadata) {
    onnx::StringStringEntryProto& entry = *proto.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  fill_graph(model, *proto.mutable_graph());
  const std::size_t size = proto.ByteSizeLong();
  if (size > std::numeric_limits<std::int32_t>::max()) {
    throw Error(ErrorKind::kUsage,
                "an ONNX file: expected at most 2147483647 bytes, found " +
                    base::format_count(static_cast<std::int64_t>(size)),
                "use another --format");
  }
  return proto.SerializeAsString();
}

}  // namespace sae::format
