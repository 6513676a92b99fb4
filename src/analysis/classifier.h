// SPDX-License-Identifier: MIT
// Softmax regression on features or on encoders' output, and its loss.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "data/transform.h"
#include "model/flat_parameters.h"
#include "model/layer.h"
#include "train/minimizer.h"

namespace sae::analysis {

/// One encoder of a chain: the transform of its input and its layers.
struct EncoderStage {
  data::Transform before;
  std::vector<model::Layer> layers;
};

/// h = the stages applied in order; p(class | x) = softmax(W (h(x) / s) + b). All weights of the
/// layers, W and b are views of one flat tensor.
class Classifier {
 public:
  /// stages: may be empty; their weights are copied. scale: s [H], > 0, float32 or float64, which
  /// sets the type of all weights. classes: C >= 2. W and b start at 0.
  Classifier(std::vector<EncoderStage> stages, const at::Tensor& scale, std::int64_t classes);

  /// input [B, D] → W (h / s) + b [B, C]; differentiable.
  at::Tensor logits(const at::Tensor& input) const;
  /// input [N, D] → most probable class [N] int64; computed in chunks.
  at::Tensor predict(const at::Tensor& input) const;

  /// Sets W [C, H] and b [C].
  void set_softmax(const at::Tensor& weight, const at::Tensor& bias) const;
  const at::Tensor& softmax_weight() const { return trained()[trained().size() - 2].tensor; }
  const at::Tensor& softmax_bias() const { return trained().back().tensor; }

  /// All trained parameters in one tensor.
  const model::FlatParameters& parameters() const { return parameters_; }
  /// The leaves among them: encoder.0.weight, encoder.0.bias, … through all stages, then
  /// softmax.weight, softmax.bias.
  const model::NamedTensors& trained() const { return parameters_.parameters(); }

  /// Copies of the trained parameters for files, with W / s instead of W, so that logits are
  /// softmax.weight · h + softmax.bias. "stage.1.data.…" is the transform before the second stage.
  model::NamedTensors tensors() const;

  /// Temporary memory of a row, gradients included.
  std::int64_t bytes_per_row() const;

 private:
  std::vector<EncoderStage> stages_;
  at::Tensor scale_;
  model::FlatParameters parameters_;
};

/// Rows and their classes.
struct LabelledRows {
  at::Tensor features;  ///< [N, D], the classifier's input
  at::Tensor labels;    ///< [N] int64, in [0, C)
};

/// Mean cross-entropy of the rows + (lambda/2) ‖W‖², and its gradient. The encoders have no decay
/// (UFLDL, softmax regression and stacked autoencoders). bytes_per_row: temporary memory
/// (base::for_each_chunk); none: classifier.bytes_per_row().
train::Evaluated evaluate(const Classifier& classifier, const LabelledRows& rows, double lambda,
                          std::optional<std::int64_t> bytes_per_row = {});

}  // namespace sae::analysis
