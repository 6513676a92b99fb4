// SPDX-License-Identifier: MIT
// A network on its own, as programs exchange it.
#include "run/plain_network.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "config/config_json.h"
#include "config/enums.h"
#include "config/resolve.h"
#include "config/validate.h"
#include "format/shape.h"
#include "model/autoencoder.h"

namespace sae::run {
namespace {

using format::Json;

/// Largest relative error that folding may add.
constexpr double kFoldingError = 1e-5;

[[noreturn]] void refuse_folding(const Stack& stack, const std::string& found,
                                 const std::string& hint = "") {
  const std::string others =
      "use --format onnx, which computes it; the weights as trained, for "
      "values after scaling, are in model.safetensors of the run";
  throw Error(ErrorKind::kUsage,
              stack.last().folder().string() +
                  ": expected a run whose scale can be folded into its weights, found " + found,
              hint.empty() ? others : hint);
}

/// Offset and divisor of each column, [D].
struct ColumnScale {
  at::Tensor offset, divisor;
};

/// Throws kUsage unless the transform is a scale that can be folded.
std::optional<ColumnScale> scale_to_fold(const Stack& stack) {
  const TrainedRun& run = stack.last();
  if (stack.runs().size() > 1) {
    refuse_folding(stack, "one trained on codes of other runs (--encode_with)",
                   "use --format onnx, which computes the whole chain");
  }
  for (const auto& [name, reason] :
       {std::pair{"data.whitening", "--whiten zca"}, std::pair{"data.sigma", "--patch_norm ufldl"},
        std::pair{"data.fill", "--missing mean"}}) {
    if (run.transform().tensor(name).defined()) refuse_folding(stack, reason);
  }
  const at::Tensor offset = run.transform().tensor("data.offset");
  if (!offset.defined()) return std::nullopt;
  const config::Activation output = run.config().model.output();
  if (output != config::Activation::kIdentity) {
    refuse_folding(stack, "--output_activation " + enum_name(output) + " after --scale " +
                              enum_name(run.transform().scale()));
  }
  return ColumnScale{offset.expand({run.width()}),
                     run.transform().tensor("data.divisor").expand({run.width()})};
}

/// Throws kUsage if a sum of W·x and −W·o/d has no digits left for the values.
void check_digits(const Stack& stack, const ColumnScale& scale) {
  const bool single = stack.last().type() == at::kFloat;
  const double epsilon =
      single ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const at::Tensor sizes = (scale.offset / scale.divisor).abs();
  const auto column = sizes.argmax().item<std::int64_t>();
  const double largest = sizes[column].item<double>();
  if (largest * epsilon <= kFoldingError) return;
  refuse_folding(stack, "column " + std::to_string(column) + " (from 0) with an offset " +
                            base::format_number(largest) + " times its scale, too large for " +
                            (single ? "float32" : "float64"));
}

std::string layer_name(const char* part, std::size_t index, const char* parameter) {
  return std::string(part) + "." + std::to_string(index) + "." + parameter;
}

const at::Tensor& find_tensor(const model::NamedTensors& tensors, const std::string& name,
                              const std::string& file) {
  const auto found = std::ranges::find(tensors, name, &model::NamedTensor::name);
  if (found != tensors.end()) return found->tensor;
  throw Error(ErrorKind::kData, file + ": expected a tensor " + name + ", found none");
}

/// Options that describe a network; they are its entries in network_json.
constexpr std::array<const char*, 6> kNetworkOptions = {
    "layers", "activation", "code_activation", "output_activation", "k", "dtype"};

config::Config config_of(const config::ModelConfig& model) {
  config::Config config;
  config.model = model;
  config.loss.add_sparse = false;  // the network alone has no training loss
  return config;
}

/// Throws kData unless the tensors are finite and have these names, each at most once.
void check_known(const model::NamedTensors& tensors, const std::vector<ExchangedName>& names,
                 const std::string& file) {
  std::set<std::string> seen;
  for (const model::NamedTensor& tensor : tensors) {
    if (std::ranges::find(names, tensor.name, &ExchangedName::name) == names.end()) {
      throw Error(ErrorKind::kData, file + ": unexpected tensor " + base::quote(tensor.name));
    }
    if (!seen.insert(tensor.name).second) {
      throw Error(ErrorKind::kData, file + ": expected one tensor " + tensor.name + ", found two");
    }
    if (!model::all_finite({tensor})) {
      throw Error(ErrorKind::kData,
                  file + ": " + tensor.name + ": expected finite values, found nan or inf");
    }
  }
}

/// The shapes of PlainNetwork::weights, in their order, with a threshold at the end.
std::vector<std::vector<std::int64_t>> weight_shapes(const config::ModelConfig& config,
                                                     std::int64_t width) {
  std::vector<std::int64_t> widths = {width};
  widths.insert(widths.end(), config.layers.begin(), config.layers.end());
  for (std::size_t i = config.layers.size() - 1; i-- > 0;) widths.push_back(config.layers[i]);
  widths.push_back(width);
  std::vector<std::vector<std::int64_t>> shapes;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    shapes.push_back({widths[i], widths[i - 1]});
    shapes.push_back({widths[i]});
  }
  const bool one = config.code_activation == config::Activation::kBatchTopk;
  shapes.push_back(one ? std::vector<std::int64_t>{}
                       : std::vector<std::int64_t>{config.layers.back()});
  return shapes;
}

/// The tensor of this name as [out, in], if it has this shape and type. Messages have the name and
/// the shape of the file.
at::Tensor take_weight(const model::NamedTensors& tensors, const ExchangedName& name,
                       std::vector<std::int64_t> shape, at::ScalarType type,
                       const std::string& file) {
  const at::Tensor& tensor = find_tensor(tensors, name.name, file);
  if (name.transposed) std::ranges::reverse(shape);
  if (tensor.scalar_type() != type || tensor.sizes() != shape) {
    throw Error(ErrorKind::kData, file + ": " + name.name + ": expected " +
                                      model::describe(type, shape) + ", found " +
                                      model::describe(tensor.scalar_type(), tensor.sizes()));
  }
  return (name.transposed ? tensor.t() : tensor).contiguous();
}

/// D, by the first layer.
std::int64_t width_of(const model::NamedTensors& tensors, const ExchangedName& first,
                      const std::string& file) {
  const at::Tensor& weight = find_tensor(tensors, first.name, file);
  if (weight.dim() == 2 && weight.numel() > 0) return weight.size(first.transposed ? 0 : 1);
  throw Error(ErrorKind::kData, file + ": " + first.name +
                                    ": expected a matrix, found a shape of [" +
                                    format::shape_text(weight.sizes().vec()) + "]");
}

/// The names of a network of several layers, which are its own.
std::vector<ExchangedName> names_by_layer(const config::ModelConfig& config) {
  std::vector<ExchangedName> names;
  for (const char* part : {"encoder", "decoder"}) {
    for (std::size_t i = 0; i < config.layers.size(); ++i) {
      for (const char* parameter : {"weight", "bias"}) {
        const std::string name = layer_name(part, i, parameter);
        names.push_back({name, name});
      }
    }
  }
  return names;
}

}  // namespace

PlainNetwork fold(const Stack& stack) {
  const TrainedRun& run = stack.last();
  const auto scale = scale_to_fold(stack);
  if (scale) check_digits(stack, *scale);
  PlainNetwork plain;
  plain.config = run.config().model;
  plain.config.tied = false;
  plain.config.pre_bias = false;  // network() has it in the first bias
  plain.config.output_activation = run.config().model.output();
  plain.config.k_eval_factor = 1;
  plain.width = run.width();
  const model::Network network = run.model().network();
  if (plain.config.k) plain.config.k = run.encoder().layers.back().active_k;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const bool is_last = i + 1 == network.layers.size();
    at::Tensor weight = network.layers[i].weight.detach().to(at::kDouble);
    at::Tensor bias = network.layers[i].bias.detach().to(at::kDouble);
    if (scale && i == 0) {
      bias = bias - at::matmul(weight, scale->offset / scale->divisor);
      weight = weight / scale->divisor;
    }
    if (scale && is_last) {
      weight = weight * scale->divisor.unsqueeze(1);
      bias = bias * scale->divisor + scale->offset;
    }
    const char* part = i <= network.code ? "encoder" : "decoder";
    const std::size_t index = i <= network.code ? i : i - network.code - 1;
    plain.weights.push_back({layer_name(part, index, "weight"), weight.to(run.type())});
    plain.weights.push_back({layer_name(part, index, "bias"), bias.to(run.type())});
  }
  if (run.model().threshold().defined()) {
    plain.weights.push_back({model::kThresholdName, run.model().threshold().detach().clone()});
  }
  return plain;
}

std::vector<ExchangedName> exchanged_names(const config::ModelConfig& config) {
  std::vector<ExchangedName> names = {{"W_enc", "encoder.0.weight", true},
                                      {"b_enc", "encoder.0.bias"},
                                      {"W_dec", "decoder.0.weight", true},
                                      {"b_dec", "decoder.0.bias"}};
  if (config.layers.size() > 1) names = names_by_layer(config);
  if (config::has_threshold(config.code_activation)) {
    names.push_back({"threshold", model::kThresholdName});
  }
  return names;
}

model::NamedTensors exchanged_tensors(const PlainNetwork& network) {
  model::NamedTensors tensors;
  for (const ExchangedName& name : exchanged_names(network.config)) {
    const auto own = std::ranges::find(network.weights, name.own, &model::NamedTensor::name);
    const at::Tensor& tensor = own->tensor;
    tensors.push_back({name.name, (name.transposed ? tensor.t() : tensor).contiguous()});
  }
  return tensors;
}

PlainNetwork from_exchanged(const config::ModelConfig& config,
                            const std::vector<ExchangedName>& names,
                            const model::NamedTensors& tensors, const std::string& file) {
  check_known(tensors, names, file);
  PlainNetwork network{config, width_of(tensors, names.front(), file), {}};
  const at::ScalarType type = model::scalar_type(config.dtype);
  const auto shapes = weight_shapes(config, network.width);
  for (std::size_t i = 0; i < names.size(); ++i) {
    // A threshold that is one number is more exact than the weights.
    const at::ScalarType own_type = shapes[i].empty() ? at::kDouble : type;
    network.weights.push_back(
        {names[i].own, take_weight(tensors, names[i], shapes[i], own_type, file)});
  }
  return network;
}

PlainNetwork from_exchanged(const config::ModelConfig& config, const model::NamedTensors& tensors,
                            const std::string& file) {
  return from_exchanged(config, exchanged_names(config), tensors, file);
}

Json network_json(const PlainNetwork& network) {
  const Json all = config::config_json(config_of(network.config), config::Scope::kMath);
  Json json = {{"width", network.width}};
  for (const char* option : kNetworkOptions) json[option] = all[option];
  return json;
}

config::ModelConfig parse_network_json(const Json& json, const std::string& file) {
  const auto refuse = [&](const std::string& problem) {
    throw Error(ErrorKind::kData, file + ": network: " + problem);
  };
  if (!json.is_object()) refuse("expected an object, found " + base::quote(json.dump()));
  Json options = json;
  options.erase("width");
  for (const char* option : kNetworkOptions) {
    if (!options.contains(option)) refuse(std::string("expected ") + option + ", found none");
  }
  if (options.size() != kNetworkOptions.size()) {
    refuse("expected only width, " +
           base::join({kNetworkOptions.begin(), kNetworkOptions.end()}, ", "));
  }
  config::ConfigFile complete = config::read_config_file(options, file, ErrorKind::kData);
  complete.schema = config::kConfigSchema;  // what is not in it has its default: nothing is implied
  const config::Resolved resolved = config::resolve(complete, {});
  std::vector<std::string> problems = resolved.problems;
  const config::Config config = config_of(resolved.config.model);
  if (problems.empty()) problems = config::validate(config, {});
  if (!problems.empty()) refuse(problems.front());
  return config.model;
}

void check_width(const PlainNetwork& network, const Json& json, const std::string& file) {
  const Json found = json.value("width", Json());
  if (found == Json(network.width)) return;
  throw Error(ErrorKind::kData, file + ": network: expected the width of the tensors, " +
                                    std::to_string(network.width) + ", found " +
                                    base::excerpt(found.dump()));
}

}  // namespace sae::run
