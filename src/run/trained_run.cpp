// SPDX-License-Identifier: MIT
// A trained run, loaded for use: its network and data transform.
#include "run/trained_run.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "base/chunks.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "config/config_json.h"
#include "format/json.h"
#include "model/autoencoder.h"
#include "model/named_tensor.h"
#include "run/config_file.h"
#include "train/evaluate.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

/// Checksum of the weights and the mathematical options in the file. Options added in later
/// versions do not change it.
std::string fingerprint_of(const format::Json& saved, std::uint32_t weights) {
  format::Json math = format::Json::object();
  const format::Json known = config::config_json(config::Config(), config::Scope::kMath);
  for (const auto& [name, unused] : known.items()) {
    if (saved.contains(name)) math[name] = saved[name];
  }
  return "crc32:" + base::checksum_text(base::crc32_of(math.dump(), weights));
}

/// D, from the shape of the first layer. Checks that the file has as many parameters as the
/// configuration claims: memory must not be allocated for a false claim.
std::int64_t find_width(const ModelFile& file, const config::ModelConfig& config) {
  const auto first = std::ranges::find(file.weights, "encoder.0.weight", &model::NamedTensor::name);
  if (first == file.weights.end() || first->tensor.dim() != 2) {
    throw Error(ErrorKind::kCheckpoint, file.path + ": expected a matrix encoder.0.weight");
  }
  std::int64_t found = 0;
  for (const auto& [name, tensor] : file.weights) {
    const bool follows_batches =
        name == model::kThresholdName && !config::learns_threshold(config.code_activation);
    if (!follows_batches) found += tensor.numel();
  }
  const std::int64_t width = first->tensor.size(1);
  const std::int64_t expected = model::count_parameters(config, width);
  if (width >= 1 && found == expected) return width;
  throw Error(ErrorKind::kCheckpoint, file.path + ": expected " + base::format_count(expected) +
                                          " parameters (from config.json), found " +
                                          base::format_count(found));
}

/// Throws kCheckpoint unless the file's columns, if any, give rows of this width.
void check_columns(const ModelFile& file, std::int64_t width, std::int64_t window) {
  const std::int64_t found = file.columns.width();
  if (found == 0 || found * window == width) return;
  throw Error(ErrorKind::kCheckpoint, file.path + ": columns: expected " +
                                          std::to_string(width / window) + " features, found " +
                                          std::to_string(found));
}

/// Applies `compute` to chunks of `rows` and concatenates the results: [N, width].
template <class Compute>
at::Tensor in_chunks(const at::Tensor& rows, std::int64_t width, at::ScalarType type,
                     std::int64_t bytes_per_row, const Compute& compute) {
  const at::NoGradGuard no_grad;
  if (rows.size(0) <= base::chunk_rows(bytes_per_row)) return compute(rows).to(type);
  const at::Tensor result = at::empty({rows.size(0), width}, at::dtype(type));
  base::for_each_chunk(rows.size(0), bytes_per_row, [&](std::int64_t start, std::int64_t count) {
    result.narrow(0, start, count).copy_(compute(rows.narrow(0, start, count)));
  });
  return result;
}

}  // namespace

TrainedRun TrainedRun::load(const fs::path& folder, Weights which) {
  TrainedRun run;
  run.folder_ = folder;
  const ConfigFile saved = read_config_file(folder);
  run.config_ = saved.config();
  run.schema_ = saved.schema();
  run.trained_on_ = saved.train_fingerprint();
  run.imported_ = saved.imported();
  const ModelFile file = read_model(folder, which);
  run.fingerprint_ = fingerprint_of(saved.options, file.checksum);
  const std::int64_t width = find_width(file, run.config_.model);
  check_columns(file, width, run.config_.data.window.value_or(1));
  run.transform_ =
      data::Transform::restore(run.config_.data, width, file.transform, file.path, file.columns);
  run.model_ = std::make_shared<model::AutoencoderImpl>(run.config_.model, width, /*seed=*/0);
  model::restore(file.weights, model::weights_of(*run.model_), file.path);
  return run;
}

at::ScalarType TrainedRun::type() const { return model::scalar_type(config_.model.dtype); }
std::int64_t TrainedRun::width() const { return model_->width(); }
std::int64_t TrainedRun::code_width() const { return model_->code_width(); }

std::int64_t TrainedRun::bytes_per_row() const {
  // The transform uses as much memory as one or two layers.
  const auto transform_bytes = static_cast<std::int64_t>(sizeof(double)) * width() * 4;
  return 2 * model::activation_bytes(model_->network()) + transform_bytes;
}

void TrainedRun::check_width(std::int64_t width, const std::string& place) const {
  if (width == this->width()) return;
  throw Error(ErrorKind::kData, place + ": expected rows of " + std::to_string(this->width()) +
                                    " values, found " + std::to_string(width));
}

void TrainedRun::check_reading(const data::Split& split) const {
  if (schema_ < config::kConfigSchema) data::refuse_changes(split, folder_);
}

at::Tensor TrainedRun::features(const at::Tensor& rows) const {
  return in_chunks(rows, width(), type(), bytes_per_row(),
                   [&](const at::Tensor& piece) { return transform_.apply(piece, type()); });
}

at::Tensor TrainedRun::encode(const at::Tensor& rows) const {
  return in_chunks(rows, code_width(), type(), bytes_per_row(),
                   [&](const at::Tensor& piece) { return encode_features(features(piece)); });
}

model::Network TrainedRun::encoder() const {
  model::Network network = model::encoder_of(model_->network());
  if (config_.model.k) {
    const double kept = config_.model.k_eval_factor * static_cast<double>(*config_.model.k);
    network.layers.back().active_k =
        std::llround(std::min(kept, static_cast<double>(code_width())));
  }
  return network;
}

at::Tensor TrainedRun::encode_features(const at::Tensor& features) const {
  const model::Network layers = encoder();
  return in_chunks(features, code_width(), type(), bytes_per_row(),
                   [&](const at::Tensor& piece) { return model::forward(layers, piece).code; });
}

at::Tensor TrainedRun::decode(const at::Tensor& codes) const {
  const model::Network decoder = model::decoder_of(model_->network());
  return in_chunks(codes, width(), type(), bytes_per_row(), [&](const at::Tensor& piece) {
    return model::forward(decoder, piece.to(type())).output;
  });
}

at::Tensor TrainedRun::row_errors(const at::Tensor& features) const {
  return train::row_errors(model_->network(), features, features);
}

}  // namespace sae::run
