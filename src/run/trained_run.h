// SPDX-License-Identifier: MIT
// A trained run, loaded for use: its network and data transform.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "config/config.h"
#include "data/split.h"
#include "data/transform.h"
#include "model/autoencoder_fwd.h"
#include "model/layer.h"
#include "run/model_file.h"

namespace sae::run {

/// The network of a run folder on the CPU, in the run's own dtype. Computes without gradients, in
/// batches that bound the memory of activations. Copies share all memory; nothing modifies it.
/// "Rows" are values as in files, uint8 or floating; "features" are the network's input.
class TrainedRun {
 public:
  /// Reads config.json and the weights of a run folder (or of a symbolic link to one), finished or
  /// not. Throws kCheckpoint if it is not a run, no epoch was finished, a file is damaged, or the
  /// files do not match.
  static TrainedRun load(const std::filesystem::path& folder, Weights which = Weights::kLast);

  const std::filesystem::path& folder() const { return folder_; }
  /// Checksum of the weights and the configuration; identifies the run.
  const std::string& fingerprint() const { return fingerprint_; }
  /// Checksum of the training rows in config.json (data::Dataset); empty if it has none.
  const std::string& trained_on() const { return trained_on_; }
  /// Whether the network comes from another program, so that the run has no history.
  bool is_imported() const { return imported_; }
  /// Whether the run was imported without data, so that it has no rows of its own.
  bool lacks_data() const { return imported_ && !config_.data.data; }
  const config::Config& config() const { return config_; }
  const data::Transform& transform() const { return transform_; }
  const model::AutoencoderImpl& model() const { return *model_; }
  at::ScalarType type() const;
  /// D, the number of values in a row.
  std::int64_t width() const;
  /// H, the number of units of the code.
  std::int64_t code_width() const;

  /// Throws kData unless rows [N, D] have the network's input width: "PLACE: expected rows of 784
  /// values, found 64". `place` names the rows' file.
  void check_width(std::int64_t width, const std::string& place) const;

  /// Throws kCheckpoint if this is a run of schema 1 that read other rows or labels from the same
  /// files (data::refuse_changes).
  void check_reading(const data::Split& split) const;

  /// rows [N, D] → features [N, D]. Only this function applies the transform.
  at::Tensor features(const at::Tensor& rows) const;
  /// topk only: the number of active units at inference, as a multiple of k, >= 1. The default is
  /// the run's own k_eval_factor.
  void set_k_eval_factor(double factor) { config_.model.k_eval_factor = factor; }

  /// rows [N, D] → codes [N, H] for inference. With topk, k_eval_factor · k units are active,
  /// rounded, at most H.
  at::Tensor encode(const at::Tensor& rows) const;
  /// features [N, D] → the same codes.
  at::Tensor encode_features(const at::Tensor& features) const;
  /// The encoder layers; with topk, active_k is the number for inference.
  model::Network encoder() const;
  /// codes [N, H], floating → output of the decoder [N, D], in the scale of features.
  at::Tensor decode(const at::Tensor& codes) const;
  /// features [N, D] → mean squared reconstruction error of each row [N] float64. With topk, k
  /// units are active as in training.
  at::Tensor row_errors(const at::Tensor& features) const;

 private:
  TrainedRun() = default;
  /// Temporary memory of a row on its way through transform and network.
  std::int64_t bytes_per_row() const;

  std::filesystem::path folder_;
  std::string fingerprint_;
  std::string trained_on_;
  bool imported_ = false;
  int schema_ = 0;  ///< of config.json
  config::Config config_;
  data::Transform transform_;
  std::shared_ptr<model::AutoencoderImpl> model_;
};

}  // namespace sae::run
