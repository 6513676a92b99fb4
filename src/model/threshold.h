// SPDX-License-Identifier: MIT
// The threshold that stands for a batch's choice when rows are coded alone.
#pragma once

namespace sae::model {

/// The threshold after a training batch whose smallest kept value is `least`: the first one, then
/// θ ← (1 − a) θ + a · least with a = .01. threshold: 0 before the first batch. least: > 0; 0 if
/// the batch kept none, which changes nothing. Source: Bussmann et al., BatchTopK Sparse
/// Autoencoders (2024).
inline double follow(double threshold, double least) {
  constexpr double kShare = 0.01;
  if (!(least > 0)) return threshold;
  return threshold == 0 ? least : (1 - kShare) * threshold + kShare * least;
}

}  // namespace sae::model
