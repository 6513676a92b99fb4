// SPDX-License-Identifier: MIT
// An objective over many rows, computed in chunks.
#pragma once

#include <cstdint>
#include <functional>

#include "loss/objective.h"
#include "model/flat_parameters.h"
#include "train/minimizer.h"

namespace sae::train {

/// Bytes per row that autograd needs for activations of `activation_bytes`: each activation, its
/// input and its gradient.
constexpr std::int64_t autograd_bytes(std::int64_t activation_bytes) {
  return 3 * activation_bytes;
}

/// The part of an objective that belongs to rows start … start + count; the parts add up.
using ChunkTerms = std::function<loss::LossTerms(std::int64_t start, std::int64_t count)>;

/// Adds up terms and gradient of an objective over chunks of `rows` rows. bytes_per_row: temporary
/// memory (base::for_each_chunk). parameters: leaves by which the terms' loss is differentiated.
Evaluated sum_over_chunks(std::int64_t rows, std::int64_t bytes_per_row,
                          const model::FlatParameters& parameters, const ChunkTerms& terms_of);

}  // namespace sae::train
