// SPDX-License-Identifier: MIT
// Settings of published sources.
#include "config/presets.h"

namespace sae::config {
namespace {

std::vector<Setting> tutorial_settings(Penalty penalty, const std::string& images_every) {
  return {{"layers", "256,128,64,32,16"},
          {"activation", "relu"},
          {"code_activation", "relu"},
          {"output_activation", "relu"},
          {"tied", "no"},
          {"loss", "mse"},
          {"penalty", enum_name(penalty)},
          {"beta", "0.001"},
          {"rho", "0.05"},
          {"lambda", "0"},
          {"optimizer", "adam"},
          {"lr", "0.0001"},
          {"batch_size", "32"},
          {"images_every", images_every}};
}

/// What the UFLDL exercises share, and what each adds.
std::vector<Setting> ufldl_settings(const std::vector<Setting>& own) {
  std::vector<Setting> settings = {{"code_activation", "sigmoid"},
                                   {"output_activation", "sigmoid"},
                                   {"tied", "no"},
                                   {"loss", "half_sse"},
                                   {"penalty", "kl"},
                                   {"optimizer", "lbfgs"},
                                   {"epochs", "400"},
                                   {"init", "ufldl"},
                                   {"scale", "unit"},
                                   {"images_every", "100"}};
  settings.insert(settings.end(), own.begin(), own.end());
  return settings;
}

/// The source's cross-entropy of rho and the mean, divided by the units, is kl with beta 1/H but
/// for a constant.
std::vector<Setting> anton_settings(const std::string& units, const std::string& beta,
                                    const std::vector<Setting>& own = {}) {
  std::vector<Setting> settings = {{"layers", units},
                                   {"code_activation", "sigmoid"},
                                   {"output_activation", "tanh"},
                                   {"scale", "symmetric"},
                                   {"tied", "no"},
                                   {"loss", "mse"},
                                   {"penalty", "kl"},
                                   {"beta", beta},
                                   {"rho", "0.05"},
                                   {"lambda", "0"},
                                   {"optimizer", "adam"},
                                   {"lr", "0.0001"},
                                   {"batch_size", "50"},
                                   {"epochs", "50"},
                                   {"valid", "10000"}};
  settings.insert(settings.end(), own.begin(), own.end());
  return settings;
}

/// Adam on batches of 128 in the place of the source's momentum.
std::vector<Setting> k_sparse_settings() {
  return {{"layers", "1000"},
          {"code_activation", "topk"},
          {"k", "25"},
          {"k_start", "100"},
          {"output_activation", "identity"},
          {"tied", "yes"},
          {"init", "normal"},
          {"loss", "mse"},
          {"add_sparse", "no"},
          {"lambda", "0"},
          {"optimizer", "adam"},
          {"lr", "0.001"},
          {"batch_size", "128"},
          {"epochs", "25"}};
}

}  // namespace

std::vector<Setting> preset_settings(Preset preset) {
  switch (preset) {
    case Preset::kNone:
      return {};
    case Preset::kTutorialKl:
      return tutorial_settings(Penalty::kKlPerSample, "1");
    case Preset::kTutorialL1:
      return tutorial_settings(Penalty::kL1AllLayers, "5");
    case Preset::kUfldlPatches:
      return ufldl_settings({{"layers", "25"},
                             {"beta", "3"},
                             {"rho", "0.01"},
                             {"lambda", "0.0001"},
                             {"channels", "grey"},
                             {"patches", "8x8"},
                             {"patch_count", "10000"},
                             {"patch_norm", "ufldl"}});
    case Preset::kUfldlMnist:
      return ufldl_settings({{"layers", "196"},
                             {"beta", "3"},
                             {"rho", "0.1"},
                             {"lambda", "0.003"},
                             {"limit", "10000"}});
    case Preset::kUfldlLinear:
      return ufldl_settings({{"layers", "400"},
                             {"output_activation", "identity"},
                             {"beta", "5"},
                             {"rho", "0.035"},
                             {"lambda", "0.003"},
                             {"channels", "rgb"},
                             {"patches", "8x8"},
                             {"patch_count", "100000"},
                             {"whiten", "zca"},
                             {"whiten_eps", "0.1"}});
    case Preset::kTanh100:
      return {{"layers", "100"},
              {"code_activation", "tanh"},
              {"penalty", "kl"},
              {"rho", "-0.75"},
              {"beta", "0.01"}};
    case Preset::kAnton16:
      return anton_settings("16", "0.0625");
    case Preset::kAnton64:
      return anton_settings("64", "0.015625");
    case Preset::kAnton256:
      return anton_settings("256", "0.00390625");
    case Preset::kAntonDenoise:
      return anton_settings("256", "0.00390625",
                            {{"corrupt", "gaussian:1"}, {"corrupt_eval", "yes"}});
    case Preset::kAntonHalf:
      return anton_settings("256", "0.00390625",
                            {{"corrupt", "left_half"}, {"corrupt_eval", "yes"}});
    case Preset::kKSparse:
      return k_sparse_settings();
    case Preset::kDenoise:
      return {{"corrupt", "gaussian:0.5"}, {"corrupt_eval", "yes"}, {"epochs", "25"}};
  }
  return {};
}

}  // namespace sae::config
