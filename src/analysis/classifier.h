// SPDX-License-Identifier: MIT
// Softmax regression on features or behind encoders, and its loss.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "data/transform.h"
#include "model/layer.h"
#include "model/named_tensor.h"
#include "train/minimizer.h"

namespace sae::analysis {

/// One encoder of a chain: what stands before its layers, and these.
struct EncoderStage {
  data::Transform before;
  std::vector<model::Layer> layers;
};

/// h = the stages, one behind the other; p(class | x) = softmax(W (h(x) / s) + b).
/// All weights of the layers and W, b lie in one flat tensor, of which they are views.
class Classifier {
 public:
  /// stages: may be none; their weights are copied. scale: [H] of float32 or float64, the type of
  /// all; s, above 0. classes: C >= 2. W and b start at 0.
  Classifier(std::vector<EncoderStage> stages, const at::Tensor& scale, std::int64_t classes);

  /// input [B, D] → W (h / s) + b [B, C]; differentiable.
  at::Tensor logits(const at::Tensor& input) const;
  /// input [N, D] → the class of the largest probability [N] int64, in pieces.
  at::Tensor predict(const at::Tensor& input) const;

  /// Sets W [C, H] and b [C].
  void set_softmax(const at::Tensor& weight, const at::Tensor& bias) const;
  const at::Tensor& softmax_weight() const { return trained_[trained_.size() - 2].tensor; }
  const at::Tensor& softmax_bias() const { return trained_.back().tensor; }

  /// [n]: all that is trained.
  const at::Tensor& parameters() const { return flat_; }
  /// Leaves on that memory: encoder.0.weight, encoder.0.bias, … through all stages, softmax.weight,
  /// softmax.bias.
  const model::NamedTensors& trained() const { return trained_; }
  /// The parts of another tensor [n], in that order.
  std::vector<at::Tensor> split(const at::Tensor& flat) const;

  /// For files: copies of what is trained, with W / s in the place of W, so that logits are
  /// softmax.weight · h + softmax.bias; "stage.1.data.…" is the transform before the second stage.
  model::NamedTensors tensors() const;

  /// How many rows can be computed at once within a bound of memory, gradients included.
  std::int64_t chunk_rows() const;

 private:
  std::vector<EncoderStage> stages_;
  at::Tensor scale_;
  at::Tensor flat_;
  model::NamedTensors trained_;
};

/// Rows and their classes.
struct LabelledRows {
  at::Tensor features;  ///< [N, D], as the classifier takes them
  at::Tensor labels;    ///< [N] int64, in [0, C)
};

/// The mean cross-entropy of the rows + (lambda/2) ‖W‖², and its gradient; the encoders do not
/// decay (UFLDL, softmax regression and stacked autoencoders). chunk_rows: rows at once; none: as
/// many as chunk_rows() says.
train::Evaluated evaluate(const Classifier& classifier, const LabelledRows& rows, double lambda,
                          std::optional<std::int64_t> chunk_rows = {});

}  // namespace sae::analysis
