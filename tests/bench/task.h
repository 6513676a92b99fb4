// SPDX-License-Identifier: MIT
// What a benchmark process is told to do.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::bench {

/// Images have FashionMNIST's width: D = 784.
inline constexpr std::int64_t kWidth = 784;

/// Who trains. kLimit: nobody, but the matrix products and Adam's pass alone are done.
enum class Kind { kFused, kAutograd, kLimit };

struct Task {
  Kind kind = Kind::kFused;
  config::Config config;
  int threads = 1;        ///< >= 1
  std::int64_t rows = 0;  ///< images an epoch, >= 1
  std::string images;     ///< file of at least rows * D bytes, a pixel each; empty: drawn at random
  std::string weights;    ///< file of the first weights; empty: drawn from the seed
};

/// Reads {"kind", "config": options by name as in config.json, "rows", "images", "weights"}; the
/// options name the threads. Throws sae::Error (kUsage) on anything else.
Task parse_task(const std::string& text);

/// The task's images: [rows, D] float32 in [0, 1]. Throws kData when the file is too short.
at::Tensor load_images(const Task& task);

/// Fills the parameters, layer by layer a weight [out, in] and its bias, with the float32 values of
/// the task's file, where there is one. Throws kData when the file has another length.
void load_weights(const Task& task, model::AutoencoderImpl& model);

}  // namespace sae::bench
