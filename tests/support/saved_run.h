// SPDX-License-Identifier: MIT
// Creates a run folder without training.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "data/transform.h"
#include "run/model_file.h"
#include "run/run_folder.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

namespace sae::test {

/// One ReLU code unit and a linear output, trained only for the reconstruction error.
inline config::Config one_unit_config() {
  config::Config config;
  config.model = model_config({1}, config::Activation::kRelu, config::Activation::kIdentity,
                              config::Activation::kIdentity);
  config.loss.add_sparse = false;
  return config;
}

/// A run on disk: its folder, and the rows on which its transform was fitted.
struct SavedRun {
  std::filesystem::path folder;
  config::Config config;
  at::Tensor rows;
  data::TableEncoding columns{};  ///< of the table that the rows come from
};

/// Writes a model file with these parameters, in order, into the run; default: those of a new
/// model.
inline void save_weights(const SavedRun& run, const std::string& name,
                         const std::vector<at::Tensor>& parameters = {}) {
  const model::Autoencoder model(run.config.model, run.rows.size(1), 1);
  if (!parameters.empty()) set_parameters(*model, parameters);
  std::ofstream(run.folder / name, std::ios::binary) << run::model_bytes(
      model::weights_of(*model), run.config, 1,
      data::Transform::fit(run.config.data, run.rows, 0, data::Content::kNumbers, run.columns));
}

/// Creates `folder` as a run with config.json and model.safetensors. rows: [N, D] of training data.
/// trained_on: the description of the training data in config.json. columns: of its table.
inline SavedRun save_run(const std::filesystem::path& folder, config::Config config,
                         const at::Tensor& rows, const std::vector<at::Tensor>& parameters = {},
                         const std::string& trained_on = "", data::TableEncoding columns = {}) {
  config.output.out = folder.string();
  const format::Json provenance{{"data", {{"train_fingerprint", trained_on}}}};
  const run::RunFolder made = run::RunFolder::create(config, provenance);
  SavedRun run{folder, std::move(config), rows, std::move(columns)};
  save_weights(run, "model.safetensors", parameters);
  return run;
}

}  // namespace sae::test
