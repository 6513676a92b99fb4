// SPDX-License-Identifier: MIT
// A chain of runs as an ONNX graph.
#include "run/onnx_graph.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "format/json.h"
#include "model/autoencoder.h"
#include "model/named_tensor.h"

namespace sae::run {
namespace {

using format::OnnxAttribute;
using format::OnnxType;

/// A tensor in the graph.
struct GraphValue {
  std::string name;
  at::ScalarType type = at::kFloat;
};

OnnxType onnx_type(at::ScalarType type) {
  if (type == at::kLong) return OnnxType::kInt64;
  return type == at::kDouble ? OnnxType::kFloat64 : OnnxType::kFloat32;
}

/// Builds the graph operation by operation.
class GraphBuilder {
 public:
  /// The result of a new operation, of the same type as `like`.
  GraphValue add(const std::string& operation, std::vector<std::string> inputs,
                 const GraphValue& like, std::vector<OnnxAttribute> attributes = {}) {
    const std::string name = "value_" + std::to_string(++values_);
    model_.nodes.push_back({operation, std::move(inputs), {name}, std::move(attributes)});
    return {name, like.type};
  }

  /// `operation` of a value and a constant.
  GraphValue with(const std::string& operation, const GraphValue& value, const std::string& name,
                  const at::Tensor& tensor) {
    return add(operation, {value.name, constant(name, tensor.to(value.type))}, value);
  }

  /// A constant; returns its name.
  std::string constant(const std::string& name, const at::Tensor& tensor) {
    const format::NamedArray array = model::to_array({name, tensor});
    model_.constants.push_back(
        {array.name, onnx_type(tensor.scalar_type()), array.shape, array.bytes});
    return name;
  }

  GraphValue cast(const GraphValue& value, at::ScalarType type) {
    if (value.type == type) return value;
    return add("Cast", {value.name}, {"", type}, {{"to", onnx_type(type)}});
  }

  /// The values and the indices of the k largest of each row, on ties those of the lower index.
  std::pair<std::string, std::string> largest(const GraphValue& value, const std::string& name,
                                              std::int64_t k) {
    const std::string count = constant(name, at::tensor({k}, at::kLong));
    const std::string values = "value_" + std::to_string(++values_);
    const std::string indices = "value_" + std::to_string(++values_);
    model_.nodes.push_back(
        {"TopK", {value.name, count}, {values, indices}, {{"axis", std::int64_t{1}}}});
    return {values, indices};
  }

  void name_output(const GraphValue& value, const std::string& name, std::int64_t width,
                   const std::string& text) {
    model_.nodes.push_back({"Identity", {value.name}, {name}});
    model_.outputs.push_back({name, onnx_type(value.type), width, text});
  }

  format::OnnxModel& model() { return model_; }

 private:
  format::OnnxModel model_;
  int values_ = 0;
};

/// Whether the transform computes something.
bool computes(const data::Transform& transform) {
  return std::ranges::any_of(
      transform.tensors(), [](const auto& named) { return named.first != "data.picture_factor"; });
}

/// The part of a graph that one run computes. Names of constants begin with `prefix`.
class RunGraph {
 public:
  RunGraph(GraphBuilder& graph, const TrainedRun& run, std::string prefix)
      : graph_(graph), run_(run), prefix_(std::move(prefix)) {
    for (const auto& [name, tensor] : model::parameters_of(run.model())) {
      if (name == model::kThresholdName) continue;  // see `above`
      // A network has its pre_bias in the first bias.
      const bool first = name == "encoder.0.bias";
      graph_.constant(prefix_ + name, first ? run.model().network().layers.front().bias : tensor);
    }
  }

  /// As data::Transform::apply.
  GraphValue features(GraphValue value) {
    const data::Transform& transform = run_.transform();
    if (!computes(transform)) return graph_.cast(value, run_.type());
    if (!transform.of_pixels()) value = graph_.cast(value, at::kDouble);
    if (const at::Tensor fill = transform.tensor("data.fill"); fill.defined()) {
      const GraphValue missing = graph_.add("IsNaN", {value.name}, value);
      const std::string means = graph_.constant(prefix_ + "data.fill", fill.to(value.type));
      value = graph_.add("Where", {missing.name, means, value.name}, value);
    }
    value = apply(value, "Sub", "data.offset");
    value = apply(value, "Div", "data.divisor");
    if (const at::Tensor sigma = transform.tensor("data.sigma"); sigma.defined()) {
      value = normalized(value, 3 * sigma.item<double>());
    }
    value = apply(value, "Sub", "data.mean");
    value = apply(value, "MatMul", "data.whitening");
    return graph_.cast(value, run_.type());
  }

  GraphValue encode(GraphValue value) {
    const model::Network encoder = run_.encoder();
    for (std::size_t i = 0; i < encoder.layers.size(); ++i) {
      value = layer(value, encoder.layers[i], "encoder." + std::to_string(i), "", Use::kAsStored);
    }
    return value;
  }

  GraphValue decode(GraphValue value) {
    value = graph_.cast(value, run_.type());
    const model::Network decoder = model::decoder_of(run_.model().network());
    const std::size_t depth = decoder.layers.size();
    const bool tied = run_.config().model.tied;
    for (std::size_t i = 0; i < depth; ++i) {
      const std::string shared = tied ? "encoder." + std::to_string(depth - 1 - i) : "";
      value = layer(value, decoder.layers[i], "decoder." + std::to_string(i), shared,
                    tied ? Use::kTransposed : Use::kAsStored);
    }
    return value;
  }

  /// As data::Transform::undo.
  GraphValue undo(GraphValue value) {
    const data::Transform& transform = run_.transform();
    if (!computes(transform)) return value;
    if (!transform.of_pixels()) value = graph_.cast(value, at::kDouble);
    value = apply(value, "MatMul", "data.unwhitening");
    value = reuse(value, "Add", "data.mean");
    if (transform.tensor("data.sigma").defined()) return value;
    value = reuse(value, "Mul", "data.divisor");
    return reuse(value, "Add", "data.offset");
  }

 private:
  enum class Use { kAsStored, kTransposed };

  /// `operation` of the value and a tensor of the transform, if there is one.
  GraphValue apply(const GraphValue& value, const std::string& operation, const std::string& name) {
    const at::Tensor tensor = run_.transform().tensor(name);
    return tensor.defined() ? graph_.with(operation, value, prefix_ + name, tensor) : value;
  }

  /// Like `apply`, with the constant that `features` added.
  GraphValue reuse(const GraphValue& value, const std::string& operation, const std::string& name) {
    if (!run_.transform().tensor(name).defined()) return value;
    return graph_.add(operation, {value.name, prefix_ + name}, value);
  }

  /// Scale patch_norm ufldl; data/transform.h has the formula.
  GraphValue normalized(const GraphValue& value, double limit) {
    const auto number = [&](const char* name, double of) {
      return graph_.constant(prefix_ + name, at::tensor(of, at::kDouble).to(value.type));
    };
    const std::vector<std::int64_t> columns{1};
    const GraphValue mean = graph_.add("ReduceMean", {value.name}, value, {{"axes", columns}});
    GraphValue result = graph_.add("Sub", {value.name, mean.name}, value);
    const std::string high = number("limit", limit);
    result = graph_.add("Clip", {result.name, number("negative_limit", -limit), high}, value);
    result = graph_.add("Div", {result.name, high}, value);
    result = graph_.add("Add", {result.name, number("one", 1)}, value);
    result = graph_.add("Mul", {result.name, number("factor", 0.4)}, value);
    return graph_.add("Add", {result.name, number("shift", 0.1)}, value);
  }

  /// weight_of: the layer whose stored weight is used; empty: the layer itself.
  GraphValue layer(const GraphValue& value, const model::Layer& layer, const std::string& name,
                   const std::string& weight_of, Use use) {
    const std::string weight = prefix_ + (weight_of.empty() ? name : weight_of) + ".weight";
    const std::int64_t stored = use == Use::kAsStored ? 1 : 0;
    const GraphValue sum = graph_.add("Gemm", {value.name, weight, prefix_ + name + ".bias"}, value,
                                      {{"transB", stored}});
    return activated(sum, layer, name);
  }

  GraphValue activated(const GraphValue& value, const model::Layer& layer,
                       const std::string& name) {
    switch (layer.activation) {
      case config::Activation::kIdentity:
        return value;
      case config::Activation::kRelu:
        return graph_.add("Relu", {value.name}, value);
      case config::Activation::kSigmoid:
        return graph_.add("Sigmoid", {value.name}, value);
      case config::Activation::kTanh:
        return graph_.add("Tanh", {value.name}, value);
      case config::Activation::kTopk:
        return kept(value, layer, name);
      case config::Activation::kTopkRelu:
        return kept(graph_.add("Relu", {value.name}, value), layer, name);
      case config::Activation::kBatchTopk:
      case config::Activation::kJumprelu:
        return above(value, layer.threshold);
      case config::Activation::kSoftThreshold: {
        const GraphValue sigmoid = graph_.add("Sigmoid", {value.name}, value);
        const std::string name_of = prefix_ + model::kThresholdName;
        return graph_.add("Relu", {graph_.with("Sub", sigmoid, name_of, layer.threshold).name},
                          value);
      }
    }
    return value;
  }

  /// The values above a threshold, the others 0.
  GraphValue above(const GraphValue& value, const at::Tensor& threshold) {
    const std::string limit =
        graph_.constant(prefix_ + model::kThresholdName, threshold.to(value.type));
    const GraphValue is_above = graph_.add("Greater", {value.name, limit}, value);
    const std::string zero = graph_.constant(prefix_ + "code.zero", at::zeros({}, value.type));
    return graph_.add("Where", {is_above.name, value.name, zero}, value);
  }

  /// As model::keep_largest.
  GraphValue kept(const GraphValue& value, const model::Layer& layer, const std::string& name) {
    if (layer.active_k >= layer.weight.size(0)) return value;
    const auto [values, indices] = graph_.largest(value, prefix_ + name + ".k", layer.active_k);
    const GraphValue shape = graph_.add("Shape", {value.name}, {"", at::kLong});
    const GraphValue zeros = graph_.add("ConstantOfShape", {shape.name}, {"", at::kFloat});
    return graph_.add("ScatterElements", {graph_.cast(zeros, value.type).name, indices, values},
                      value, {{"axis", std::int64_t{1}}});
  }

  GraphBuilder& graph_;
  const TrainedRun& run_;
  std::string prefix_;
};

at::ScalarType input_type(const TrainedRun& first) {
  const data::Transform& transform = first.transform();
  return transform.of_pixels() || !computes(transform) ? first.type() : at::kDouble;
}

std::string reconstruction_text(const TrainedRun& first) {
  return first.transform().tensor("data.sigma").defined()
             ? "the decoded code, in the scale of the network's input"
             : "the decoded code, in the units of x";
}

}  // namespace

format::OnnxModel onnx_graph(const Stack& stack, const std::string& version) {
  GraphBuilder graph;
  std::vector<RunGraph> runs;
  for (const TrainedRun& run : stack.runs()) {
    const bool alone = stack.runs().size() == 1;
    runs.emplace_back(graph, run, alone ? "" : "run_" + std::to_string(runs.size() + 1) + ".");
  }
  const TrainedRun& first = stack.first();
  const GraphValue rows{"x", input_type(first)};
  format::OnnxModel& model = graph.model();
  model.inputs = {{rows.name, onnx_type(rows.type), first.width(), "rows as in the files"}};
  GraphValue code = rows;
  for (RunGraph& run : runs) code = run.encode(run.features(code));
  GraphValue result = code;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) result = run->undo(run->decode(result));
  graph.name_output(code, "code", stack.code_width(), "the code of each row");
  graph.name_output(result, "reconstruction", first.width(), reconstruction_text(first));
  model.producer = "sae_train";
  model.producer_version = version;
  model.graph_name = "sparse_autoencoder";
  model.metadata = {{"fingerprint", stack.fingerprint()}};
  if (const auto names = first.transform().encoding().feature_names(); !names.empty()) {
    model.metadata["columns"] = format::Json(names).dump();
  }
  return std::move(model);
}

}  // namespace sae::run
