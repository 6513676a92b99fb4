// SPDX-License-Identifier: MIT
// The training objective. Only this file applies beta and lambda and adds the terms.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::loss {

/// Combines the terms: loss = reconstruction + beta · penalty + decay + auxk, with decay =
/// (lambda/2) Σ‖W‖². Also gives the derivatives. Value: at::Tensor or double.
class Weighting {
 public:
  explicit Weighting(const config::LossConfig& config)
      : beta_(config.beta), lambda_(config.lambda) {}

  template <class Value>
  Value loss(const Value& reconstruction, const Value& penalty, const Value& decay,
             const Value& auxk) const {
    return reconstruction + penalty * beta_ + decay + auxk;
  }
  template <class Value>
  Value decay(const Value& squares) const {
    return squares * (lambda_ / 2);
  }
  /// Derivative of the loss with respect to the penalty.
  double penalty_weight() const { return beta_; }
  /// The derivative of the decay with respect to a weight w is this times w. uses: 2 for a tied
  /// weight, otherwise 1.
  double decay_weight(double uses) const { return uses * lambda_; }

 private:
  double beta_;
  double lambda_;
};

/// Loss terms of a batch, each a scalar, and its code.
struct LossTerms {
  at::Tensor loss;            ///< reconstruction + beta · penalty + decay + auxk; differentiable
  at::Tensor reconstruction;  ///< the loss selected by --loss
  at::Tensor mse;             ///< always the mean squared error, without gradient
  at::Tensor penalty;         ///< before beta; 0 if sparsity is off
  at::Tensor decay;   ///< (lambda/2) Σ‖W‖² over all weight matrices; tied ones count twice
  at::Tensor auxk{};  ///< weighted auxiliary loss of dead units; 0 without one
  at::Tensor code{};  ///< [B, H], before any mask; without gradient
};

/// Part of a larger batch. The terms of all parts add up to the batch's terms, and so do their
/// gradients.
struct Part {
  double share = 1;      ///< fraction of the batch's rows
  at::Tensor mean_code;  ///< [H], over the whole batch; none: the rows are the whole batch
};

/// Settings of a step that affect the code.
struct CodeArguments {
  std::optional<std::int64_t> active_k;  ///< active units per row of a topk code; none: config.k
  at::Tensor mask;      ///< [B, H], dropout mask: factor of the decoder's input; none: 1
  at::Tensor dead{};    ///< [H] bool, dead units of the auxiliary loss; none: no such loss
  at::Tensor labels{};  ///< [B] int64, class of each row, for the penalty group
};

/// The objective of a batch, or of a part of one. input: [B, D], the network's input; target: [B,
/// D]. Penalties use the code before its mask.
LossTerms objective(const model::AutoencoderImpl& model, const config::LossConfig& config,
                    const at::Tensor& input, const at::Tensor& target, const Part& part = {},
                    const CodeArguments& code = {});

}  // namespace sae::loss
