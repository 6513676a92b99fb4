// SPDX-License-Identifier: MIT
// A run that was trained, taken up again to be used: its network, and what its data went through.
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

/// The network of a run folder on the CPU, in the run's own dtype. Works without gradients and in
/// batches whose activations stay within a bound; copies share all memory and change nothing.
/// "Rows" are values as files have them, uint8 or floating; "features" are what the network sees.
class TrainedRun {
 public:
  /// Reads config.json and the weights of a run folder (or of a symbolic link to one), finished or
  /// not. Throws kCheckpoint when it is none, no epoch was finished, or a file is damaged or does
  /// not fit the other.
  static TrainedRun load(const std::filesystem::path& folder, Weights which = Weights::kLast);

  const std::filesystem::path& folder() const { return folder_; }
  /// A checksum of the weights and of the configuration, to tell runs apart.
  const std::string& fingerprint() const { return fingerprint_; }
  /// Checksums of the rows it was trained on, as config.json tells them (data::Dataset); empty
  /// where it does not.
  const std::string& trained_on() const { return trained_on_; }
  const config::Config& config() const { return config_; }
  const data::Transform& transform() const { return transform_; }
  const model::AutoencoderImpl& model() const { return *model_; }
  at::ScalarType type() const;
  /// D, the values of a row.
  std::int64_t width() const;
  /// H, the units of the code.
  std::int64_t code_width() const;

  /// Throws kData unless rows [N, D] are as wide as the network: "PLACE: expected rows of 784
  /// values, found 64". `place` stands for the rows' file.
  void check_width(std::int64_t width, const std::string& place) const;

  /// Throws kCheckpoint where this is a run of schema 1 that read other rows or labels from the
  /// same files (data::refuse_changes).
  void check_reading(const data::Split& split) const;

  /// rows [N, D] → features [N, D]: the one place that knows what stands before the network.
  at::Tensor features(const at::Tensor& rows) const;
  /// Of a topk code: how many times k units stay where codes are put to use, >= 1; the run's own
  /// k_eval_factor until then.
  void set_k_eval_factor(double factor) { config_.model.k_eval_factor = factor; }

  /// rows [N, D] → codes [N, H] to be put to use: of topk, k_eval_factor · k units stay, rounded,
  /// at most H.
  at::Tensor encode(const at::Tensor& rows) const;
  /// features [N, D] → the same codes.
  at::Tensor encode_features(const at::Tensor& features) const;
  /// The layers that do so; of a topk code, with the units that stay for use.
  model::Network encoder() const;
  /// codes [N, H], floating → what the decoder makes of them [N, D], on the scale of features.
  at::Tensor decode(const at::Tensor& codes) const;
  /// features [N, D] → the mean squared error of each row's reconstruction, [N] float64; of topk,
  /// from the k units that were trained.
  at::Tensor row_errors(const at::Tensor& features) const;

 private:
  TrainedRun() = default;
  /// So many rows at once.
  std::int64_t batch_rows() const;

  std::filesystem::path folder_;
  std::string fingerprint_;
  std::string trained_on_;
  int schema_ = 0;  ///< of config.json
  config::Config config_;
  data::Transform transform_;
  std::shared_ptr<model::AutoencoderImpl> model_;
};

}  // namespace sae::run
