// SPDX-License-Identifier: MIT
// Sparse autoencoders of other libraries.
#include "run/foreign_networks.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "model/autoencoder.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using config::Activation;
using format::Json;

/// The release whose layout of cfg.json saelens_files writes.
constexpr const char* kSaeLensVersion = "6.54.12";

/// Of k and expansion_factor in eai-sparsify.
constexpr std::uint64_t kSparsifyDefault = 32;
constexpr std::uint64_t kMostValues = 1'000'000'000;

/// Entries of another program's cfg.json, as far as they are needed.
class ForeignConfig {
 public:
  explicit ForeignConfig(const fs::path& path)
      : path_(path.string()), json_(format::read_json(path, ErrorKind::kData)) {
    if (!json_.is_object()) refuse("an object of settings", json_);
  }

  /// The entry; `otherwise` if there is none or it is null.
  Json get(const std::string& name, const Json& otherwise) const {
    const auto found = json_.find(name);
    return found == json_.end() || found->is_null() ? otherwise : *found;
  }

  /// Throws kData unless the entry, or its default, has this value.
  void expect(const std::string& name, const Json& value, const Json& otherwise) const {
    const Json found = get(name, otherwise);
    if (found != value) refuse(name + " " + value.dump(), found);
  }

  bool yes(const std::string& name, bool otherwise) const {
    const Json found = get(name, otherwise);
    if (!found.is_boolean()) refuse(name + " true or false", found);
    return found.get<bool>();
  }

  std::int64_t count(const std::string& name) const { return count(name, get(name, nullptr)); }
  std::int64_t count(const std::string& name, const Json& found) const {
    if (!found.is_number_unsigned() || found.get<std::uint64_t>() - 1 >= kMostValues) {
      refuse(name + " from 1 to " + std::to_string(kMostValues), found);
    }
    return found.get<std::int64_t>();
  }

  [[noreturn]] void refuse(const std::string& expected, const Json& found) const {
    throw Error(ErrorKind::kData,
                path_ + ": expected " + expected + ", found " + base::excerpt(found.dump()));
  }

 private:
  std::string path_;
  Json json_;
};

/// What is the same in both libraries. The dtype is that of the tensor `weight`.
config::ModelConfig one_layer_config(const model::NamedTensors& tensors, const std::string& weight,
                                     std::int64_t code_width, Activation code,
                                     std::optional<std::int64_t> k) {
  config::ModelConfig config;
  config.layers = {code_width};
  config.code_activation = code;
  config.output_activation = Activation::kIdentity;
  config.k = k;
  const auto found = std::ranges::find(tensors, weight, &model::NamedTensor::name);
  const bool wide = found != tensors.end() && found->tensor.scalar_type() == at::kDouble;
  config.dtype = wide ? config::Dtype::kFloat64 : config::Dtype::kFloat32;
  return config;
}

at::Tensor& weight_of(PlainNetwork& network, const std::string& name) {
  return std::ranges::find(network.weights, name, &model::NamedTensor::name)->tensor;
}

/// encoder(x − b_dec) as encoder(x): b − W·b_dec.
void fold_input_bias(PlainNetwork& network) {
  at::Tensor& bias = weight_of(network, "encoder.0.bias");
  const at::Tensor shift = weight_of(network, "decoder.0.bias").to(at::kDouble);
  const at::Tensor weight = weight_of(network, "encoder.0.weight").to(at::kDouble);
  bias = (bias.to(at::kDouble) - at::matmul(weight, shift)).to(bias.scalar_type());
}

/// Codes n·c chosen by n·c and decoded after division by n, the norm of a unit's decoder row.
void fold_decoder_norms(PlainNetwork& network, const std::string& file) {
  at::Tensor& decoder = weight_of(network, "decoder.0.weight");
  const at::Tensor columns = decoder.to(at::kDouble);
  const at::Tensor norms = at::linalg_vector_norm(columns, 2, {0});
  if (norms.min().item<double>() == 0) {
    throw Error(ErrorKind::kData, file +
                                      ": W_dec: expected rows with a norm above 0, found one "
                                      "of zeros with rescale_acts_by_decoder_norm");
  }
  const at::ScalarType type = decoder.scalar_type();
  decoder = (columns / norms).to(type);
  at::Tensor& weight = weight_of(network, "encoder.0.weight");
  weight = (weight.to(at::kDouble) * norms.unsqueeze(1)).to(type);
  at::Tensor& bias = weight_of(network, "encoder.0.bias");
  bias = (bias.to(at::kDouble) * norms).to(type);
}

/// Throws kData if a sum or product of large weights left the range of their type.
void check_folded(const PlainNetwork& network, const std::string& file) {
  if (model::all_finite(network.weights)) return;
  throw Error(ErrorKind::kData,
              file +
                  ": expected weights that stay finite with b_dec and the norms of W_dec folded "
                  "into them, found nan or inf");
}

struct SaeLensCode {
  Activation activation = Activation::kRelu;
  std::optional<std::int64_t> k;
};

/// Also of files before version 6, which name the activation.
SaeLensCode saelens_code(const ForeignConfig& config) {
  const Json architecture = config.get("architecture", "standard");
  const Json function = config.get("activation_fn", config.get("activation_fn_str", "relu"));
  if (architecture == "topk" || (architecture == "standard" && function == "topk")) {
    const Json arguments = config.get("activation_fn_kwargs", Json::object());
    const Json old = arguments.is_object() ? arguments.value("k", Json()) : Json();
    return {Activation::kTopkRelu, config.count("k", config.get("k", old))};
  }
  if (architecture == "jumprelu") return {Activation::kJumprelu, {}};
  if (architecture != "standard") {
    config.refuse("architecture standard, topk or jumprelu", architecture);
  }
  if (function != "relu") config.refuse("activation_fn relu or topk", function);
  return {};
}

/// num_latents; if it is 0, d_in times expansion_factor.
std::int64_t sparsify_code_width(const ForeignConfig& config) {
  const std::int64_t width = config.count("d_in");
  const Json latents = config.get("num_latents", 0);
  if (latents != 0) return config.count("num_latents", latents);
  const std::int64_t factor =
      config.count("expansion_factor", config.get("expansion_factor", kSparsifyDefault));
  return config.count("d_in times expansion_factor", static_cast<std::uint64_t>(width * factor));
}

void check_exportable(const PlainNetwork& network) {
  const auto refuse = [](const std::string& expected, const std::string& found,
                         const std::string& hint) {
    throw Error(ErrorKind::kUsage, "--format saelens: expected " + expected + ", found " + found,
                hint);
  };
  const std::string others = "use --format onnx or safetensors";
  const config::ModelConfig& config = network.config;
  if (config.layers.size() != 1) {
    refuse("a run with one layer", std::to_string(config.layers.size()) + " layers", others);
  }
  const Activation code = config.code_activation;
  if (code != Activation::kRelu && code != Activation::kTopkRelu && !config::keeps_above(code)) {
    refuse("--code_activation relu, topk_relu, batchtopk or jumprelu", enum_name(code),
           code == Activation::kTopk
               ? "topk keeps negative values, which sae-lens sets to 0; " + others
               : others);
  }
  if (config.output() != Activation::kIdentity) {
    refuse("--output_activation identity", enum_name(config.output()), others);
  }
}

/// A batchtopk code is used by its threshold.
const char* architecture_of(Activation code) {
  if (config::keeps_above(code)) return "jumprelu";
  return code == Activation::kTopkRelu ? "topk" : "standard";
}

}  // namespace

std::vector<ExportedFile> saelens_files(const PlainNetwork& network) {
  check_exportable(network);
  const Activation code = network.config.code_activation;
  const bool topk = code == Activation::kTopkRelu;
  Json config = {{"d_in", network.width},
                 {"d_sae", network.config.layers.front()},
                 {"dtype", enum_name(network.config.dtype)},
                 {"device", "cpu"},
                 {"apply_b_dec_to_input", false},
                 {"normalize_activations", "none"},
                 {"reshape_activations", "none"},
                 {"metadata", {{"sae_lens_version", kSaeLensVersion}}},
                 {"architecture", architecture_of(code)}};
  if (topk) {
    config["k"] = *network.config.k;
    config["rescale_acts_by_decoder_norm"] = false;
  }
  format::SafeTensors file;
  model::NamedTensors tensors = exchanged_tensors(network);
  for (model::NamedTensor& tensor : tensors) {
    if (tensor.tensor.dim() == 0) {  // a threshold, which sae-lens has for each unit
      tensor.tensor = tensor.tensor.to(model::scalar_type(network.config.dtype))
                          .expand({network.config.layers.front()})
                          .contiguous();
    }
    file.arrays.push_back(model::to_array(tensor));
  }
  return {{kForeignConfigName, format::json_file(config)},
          {kSaeLensWeightsName, format::safetensors_bytes(file)}};
}

PlainNetwork read_saelens(const fs::path& folder) {
  const ForeignConfig config(folder / kForeignConfigName);
  const SaeLensCode code = saelens_code(config);
  const Json normalization = config.get("normalize_activations", "none");
  if (normalization != "none" && normalization != false) {
    config.refuse("normalize_activations none", normalization);
  }
  config.expect("reshape_activations", "none", "none");
  const fs::path file = folder / kSaeLensWeightsName;
  const model::NamedTensors tensors = tensors_in(read_tensors_file(file));
  PlainNetwork network = from_exchanged(
      one_layer_config(tensors, "W_enc", config.count("d_sae"), code.activation, code.k), tensors,
      file.string());
  if (config.yes("apply_b_dec_to_input", true)) fold_input_bias(network);
  if (config.yes("rescale_acts_by_decoder_norm", false) && code.k) {
    fold_decoder_norms(network, file.string());
  }
  check_folded(network, file.string());
  return network;
}

PlainNetwork read_sparsify(const fs::path& folder) {
  const ForeignConfig config(folder / kForeignConfigName);
  config.expect("activation", "topk", "topk");
  config.expect("transcode", false, false);
  const fs::path file = folder / kSparsifyWeightsName;
  const model::NamedTensors tensors = tensors_in(read_tensors_file(file));
  const std::vector<ExchangedName> names = {{"encoder.weight", "encoder.0.weight"},
                                            {"encoder.bias", "encoder.0.bias"},
                                            {"W_dec", "decoder.0.weight", true},
                                            {"b_dec", "decoder.0.bias"}};
  PlainNetwork network = from_exchanged(
      one_layer_config(tensors, names.front().name, sparsify_code_width(config),
                       Activation::kTopkRelu, config.count("k", config.get("k", kSparsifyDefault))),
      names, tensors, file.string());
  fold_input_bias(network);
  check_folded(network, file.string());
  return network;
}

}  // namespace sae::run
