// SPDX-License-Identifier: MIT
// The autoencoder module.
#include "model/autoencoder.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

namespace sae::model {
namespace {

/// A decoder layer of a tied model; its weight is the encoder's.
class BiasImpl : public torch::nn::Module {
 public:
  explicit BiasImpl(std::int64_t width) : bias(register_parameter("bias", at::zeros({width}))) {}
  at::Tensor bias;
};

constexpr double kNormalDeviation = 0.01;
constexpr double kSaeNorm = 0.1;

double first_bound(config::Init init, double fan_in, double fan_out) {
  switch (init) {
    case config::Init::kTorch:
      return 1 / std::sqrt(fan_in);
    case config::Init::kUfldl:
      return std::sqrt(6 / (fan_in + fan_out + 1));
    case config::Init::kXavier:
      return std::sqrt(6 / (fan_in + fan_out));
    case config::Init::kKaiming:
      return std::sqrt(6 / fan_in);
    case config::Init::kNormal:
    case config::Init::kSae:
      break;
  }
  return 0;
}

/// Draws the initial values of a layer's parameters; `weight` may be undefined.
void start(config::Init init, std::int64_t fan_in, std::int64_t fan_out, const at::Tensor& weight,
           const at::Tensor& bias, at::Generator& generator) {
  const torch::NoGradGuard no_grad;
  const double bound = first_bound(init, static_cast<double>(fan_in), static_cast<double>(fan_out));
  if (init == config::Init::kNormal || init == config::Init::kSae) {
    if (weight.defined()) weight.normal_(0, kNormalDeviation, generator);
  } else if (weight.defined()) {
    weight.uniform_(-bound, bound, generator);
  }
  if (init == config::Init::kTorch) {
    bias.uniform_(-bound, bound, generator);
  } else {
    bias.zero_();
  }
}

Layer view(const torch::nn::Module& module, Activation activation) {
  const auto& linear = dynamic_cast<const torch::nn::LinearImpl&>(module);
  return {linear.weight, linear.bias, activation, 0};
}

}  // namespace

AutoencoderImpl::AutoencoderImpl(const config::ModelConfig& config, std::int64_t width,
                                 std::uint64_t seed)
    : config_(config), widths_{width} {
  widths_.insert(widths_.end(), config.layers.begin(), config.layers.end());
  at::Generator generator = at::detail::createCPUGenerator(seed);
  for (std::size_t i = 0; i + 1 < widths_.size(); ++i) {
    const torch::nn::Linear linear(widths_[i], widths_[i + 1]);
    start(config.init, widths_[i], widths_[i + 1], linear->weight, linear->bias, generator);
    encoder_->push_back(linear);
  }
  for (std::size_t i = widths_.size() - 1; i > 0; --i) {
    if (config.tied) {
      const auto bias = std::make_shared<BiasImpl>(widths_[i - 1]);
      start(config.init, widths_[i], widths_[i - 1], {}, bias->bias, generator);
      decoder_->push_back(bias);
    } else {
      const torch::nn::Linear linear(widths_[i], widths_[i - 1]);
      start(config.init, widths_[i], widths_[i - 1], linear->weight, linear->bias, generator);
      decoder_->push_back(linear);
    }
  }
  register_module("encoder", encoder_);
  register_module("decoder", decoder_);
  if (config::learns_threshold(config.code_activation)) {
    threshold_ = register_parameter("threshold", at::zeros({code_width()}));
  }
  to(scalar_type(config.dtype));
  if (config.code_activation == Activation::kBatchTopk) threshold_ = at::zeros({}, at::kDouble);
  if (config.init == config::Init::kSae) {
    mirror_decoder();
  } else if (const auto unit = unit_norm_weight(*this)) {
    normalise_columns(parameters()[*unit]);
  }
}

void AutoencoderImpl::mirror_decoder() {
  const torch::NoGradGuard no_grad;
  const std::size_t depth = encoder_->size();
  for (std::size_t i = 0; i < depth && !config_.tied; ++i) {
    const at::Tensor weight = (*decoder_)[i]->parameters().front();
    normalise_columns(weight);
    if (config_.decoder_norm == config::DecoderNorm::kFree) weight.mul_(kSaeNorm);
    (*encoder_)[depth - 1 - i]->parameters().front().copy_(weight.t());
  }
}

Network AutoencoderImpl::network(std::optional<std::int64_t> active_k) const {
  Network network;
  const std::size_t depth = encoder_->size();
  network.code = depth - 1;
  for (std::size_t i = 0; i < depth; ++i) {
    const bool is_code = i + 1 == depth;
    network.layers.push_back(
        view(*(*encoder_)[i], is_code ? config_.code_activation : config_.activation));
    if (!is_code) continue;
    network.layers.back().active_k = active_k.value_or(config_.k.value_or(0));
    network.layers.back().threshold = threshold_;
  }
  for (std::size_t i = 0; i < depth; ++i) {
    const Activation activation = i + 1 == depth ? config_.output() : config_.activation;
    if (config_.tied) {
      const auto& bias = dynamic_cast<const BiasImpl&>(*(*decoder_)[i]);
      network.layers.push_back(
          {network.layers[depth - 1 - i].weight.t(), bias.bias, activation, 0});
    } else {
      network.layers.push_back(view(*(*decoder_)[i], activation));
    }
  }
  if (config_.pre_bias) {
    Layer& first = network.layers.front();
    first.bias = first.bias - at::mv(first.weight, network.layers.back().bias);
  }
  return network;
}

std::vector<DecayedWeight> decayed_weights(const AutoencoderImpl& model) {
  std::vector<DecayedWeight> weights;
  for (const auto& parameter : model.named_parameters()) {
    if (parameter.value().dim() == 2) {
      weights.push_back({parameter.value(), model.config().tied ? 2.0 : 1.0});
    }
  }
  return weights;
}

std::optional<std::size_t> unit_norm_weight(const AutoencoderImpl& model) {
  if (model.config().decoder_norm == config::DecoderNorm::kFree) return std::nullopt;
  return model.parameters().size() - 2;  // one decoder layer: its weight, then its bias
}

at::Tensor without_part_along(const at::Tensor& gradient, const at::Tensor& weight) {
  const torch::NoGradGuard no_grad;
  return gradient - weight * (gradient * weight).sum(0);
}

void normalise_columns(const at::Tensor& weight) {
  const torch::NoGradGuard no_grad;
  const at::Tensor norms = weight.norm(2, 0);
  weight.detach().div_(at::where(norms == 0, at::ones_like(norms), norms));
}

at::ScalarType scalar_type(config::Dtype dtype) {
  return dtype == config::Dtype::kFloat64 ? at::kDouble : at::kFloat;
}

std::int64_t count_parameters(const config::ModelConfig& config, std::int64_t width) {
  std::int64_t count = 0;
  std::int64_t in = width;
  for (const std::int64_t out : config.layers) {
    count += (config.tied ? 1 : 2) * in * out + in + out;
    in = out;
  }
  return count + (config::learns_threshold(config.code_activation) ? in : 0);
}

}  // namespace sae::model
