// SPDX-License-Identifier: MIT
// The folder of a run, made without training.
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

/// A code of one ReLU unit and a linear output, trained for the error alone.
inline config::Config one_unit_config() {
  config::Config config;
  config.model = model_config({1}, config::Activation::kRelu, config::Activation::kIdentity,
                              config::Activation::kIdentity);
  config.loss.add_sparse = false;
  return config;
}

/// A run on disk: where it lies, and the rows that its transform was fitted on.
struct SavedRun {
  std::filesystem::path folder;
  config::Config config;
  at::Tensor rows;
};

/// Writes a model file of these parameters, in their order, into the run; by default those of a
/// fresh model.
inline void save_weights(const SavedRun& run, const std::string& name,
                         const std::vector<at::Tensor>& parameters = {}) {
  const model::Autoencoder model(run.config.model, run.rows.size(1), 1);
  if (!parameters.empty()) set_parameters(*model, parameters);
  std::ofstream(run.folder / name, std::ios::binary) << run::model_bytes(
      model::weights_of(*model), run.config, 1, data::Transform::fit(run.config.data, run.rows));
}

/// Makes `folder` a run with config.json and model.safetensors. rows: [N, D] of training data.
/// trained_on: what config.json tells of them.
inline SavedRun save_run(const std::filesystem::path& folder, config::Config config,
                         const at::Tensor& rows, const std::vector<at::Tensor>& parameters = {},
                         const std::string& trained_on = "") {
  config.output.out = folder.string();
  const format::Json provenance{{"data", {{"train_fingerprint", trained_on}}}};
  const run::RunFolder made = run::RunFolder::create(config, provenance);
  SavedRun run{folder, std::move(config), rows};
  save_weights(run, "model.safetensors", parameters);
  return run;
}

}  // namespace sae::test
