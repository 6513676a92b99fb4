// SPDX-License-Identifier: MIT
// The task of a benchmark process.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::bench {

/// Width of FashionMNIST images: D = 784.
inline constexpr std::int64_t kWidth = 784;

/// What to measure: an engine, or with kLimit only the matrix products and the Adam pass, without
/// training.
enum class Kind { kFused, kAutograd, kLimit };

/// Epochs of training in mini-batches; or, all rows at once: the options' full-batch optimiser,
/// softmax regression, or k-means from the first rows.
enum class Work { kEpochs, kMinimise, kClassify, kCluster };

struct Task {
  Kind kind = Kind::kFused;
  Work work = Work::kEpochs;
  config::Config config;
  int threads = 1;        ///< >= 1
  std::int64_t rows = 0;  ///< images per epoch, >= 1
  std::string images;     ///< file with >= rows * D bytes, one per pixel; empty: random images
  std::string weights;    ///< file of initial weights; empty: random, from the seed
  std::string labels;     ///< file with >= rows bytes, a class each; for kClassify
};

/// Reads {"kind", "config": options by name as in config.json, "rows", "images", "weights", "work",
/// "labels"}; the number of threads is one of the options. Throws sae::Error (kUsage) on invalid
/// text.
Task parse_task(const std::string& text);

/// The task's images: [rows, D] float32 in [0, 1]. Throws kData if the file is too short.
at::Tensor load_images(const Task& task);

/// The task's labels: [rows] int64. Throws kData if the file is too short.
at::Tensor load_labels(const Task& task);

/// Loads the parameters from the task's file, if it names one: float32 values, for each layer a
/// weight [out, in] and then its bias. Throws kData if the file has a different length.
void load_weights(const Task& task, model::AutoencoderImpl& model);

}  // namespace sae::bench
