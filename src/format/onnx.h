// SPDX-License-Identifier: MIT
// Writes the ONNX format (https://onnx.ai/onnx/repo-docs/IR.html): a graph of operations with its
// constants.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace sae::format {

/// Type of a tensor's values.
enum class OnnxType { kFloat32, kFloat64, kInt64 };

/// A constant of the graph, such as a weight.
struct OnnxConstant {
  std::string name;
  OnnxType type = OnnxType::kFloat32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::string bytes;                ///< the values, row-major, little-endian
};

/// An attribute of an operation: a whole number, several, or a type.
struct OnnxAttribute {
  std::string name;
  std::variant<std::int64_t, std::vector<std::int64_t>, OnnxType> value;
};

/// An operation. It reads and computes tensors by name.
struct OnnxNode {
  std::string operation;  ///< name of a standard operator, such as "Gemm"
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<OnnxAttribute> attributes{};
};

/// An input or output of the graph: any number of rows.
struct OnnxRows {
  std::string name;
  OnnxType type = OnnxType::kFloat32;
  std::int64_t width = 0;
  std::string text{};  ///< what it is, for people
};

/// A model file.
struct OnnxModel {
  std::string producer;
  std::string producer_version;
  std::string graph_name;
  std::map<std::string, std::string> metadata;
  std::vector<OnnxRows> inputs;
  std::vector<OnnxRows> outputs;
  std::vector<OnnxNode> nodes;  ///< each after those whose results it reads
  std::vector<OnnxConstant> constants;
};

/// The bytes of a model file: IR version 8, standard operators of version 17. Equal models give
/// equal bytes. Throws sae::Error (kUsage) if the file would be larger than 2 GiB, the limit of the
/// format.
std::string onnx_bytes(const OnnxModel& model);

}  // namespace sae::format
