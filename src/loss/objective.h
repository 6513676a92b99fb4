// SPDX-License-Identifier: MIT
// The training objective: the one place that multiplies by beta and lambda and adds.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::loss {

/// How the objective joins its terms: loss = reconstruction + beta · penalty + decay, with decay =
/// (lambda/2) Σ‖W‖²; and the derivatives of that. Value: at::Tensor or double.
class Weighting {
 public:
  explicit Weighting(const config::LossConfig& config)
      : beta_(config.beta), lambda_(config.lambda) {}

  template <class Value>
  Value loss(const Value& reconstruction, const Value& penalty, const Value& decay) const {
    return reconstruction + penalty * beta_ + decay;
  }
  template <class Value>
  Value decay(const Value& squares) const {
    return squares * (lambda_ / 2);
  }
  /// The derivative of the loss by the penalty.
  double penalty_weight() const { return beta_; }
  /// The derivative of the decay by a weight w is this times w; `uses` counts a tied w twice.
  double decay_weight(double uses) const { return uses * lambda_; }

 private:
  double beta_;
  double lambda_;
};

/// The parts of a batch's loss, each a scalar.
struct LossTerms {
  at::Tensor loss;            ///< reconstruction + beta · penalty + decay; differentiable
  at::Tensor reconstruction;  ///< as --loss says
  at::Tensor mse;             ///< always the mean squared error, without gradient
  at::Tensor penalty;         ///< before beta; 0 when sparsity is off
  at::Tensor decay;  ///< (lambda/2) Σ‖W‖² over all weight matrices, a tied one counted twice
};

/// Which part of a larger batch some rows are. The terms of all its parts add up to its own, and so
/// do their gradients.
struct Part {
  double share = 1;      ///< of the rows
  at::Tensor mean_code;  ///< [H] over the whole batch; none: the rows are all of it
};

/// What a step does to the code.
struct CodeArguments {
  std::optional<std::int64_t> active_k;  ///< of a topk code: active units of a row; none: config.k
  at::Tensor mask;  ///< [B, H] of dropout: what the decoder finds the code multiplied by; none: 1
};

/// The objective of a batch, or the share of it that a part has. input: what the network sees,
/// [B, D]; target: what it should give, [B, D]. Penalties are taken of the code before its mask.
LossTerms objective(const model::AutoencoderImpl& model, const config::LossConfig& config,
                    const at::Tensor& input, const at::Tensor& target, const Part& part = {},
                    const CodeArguments& code = {});

}  // namespace sae::loss
