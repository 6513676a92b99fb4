// SPDX-License-Identifier: MIT
// Settings of published sources, as a user would type them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace sae::config {

/// One option and its value, as text.
struct Setting {
  std::string name;
  std::optional<std::string> text;  ///< none: "not set", which JSON's null means
};

/// What a preset sets, in the words of the command line; nothing for `kNone`.
/// tutorial-kl, tutorial-l1: the two published FashionMNIST tutorials (ReLU network
/// 784-256-128-64-32-16 and back, batch 32, Adam 1e-4, no decay), each with its own sparsity term.
/// ufldl-patches, -mnist, -linear: the exercises on sparse autoencoders, their vectorisation and
/// linear decoders (Ng, CS294A and UFLDL), L-BFGS for 400 iterations.
/// tanh-100: 100 tanh units, rho on tanh's own scale.
/// anton-16, -64, -256, -denoise, -half: the notebook AntonP999/Sparse_autoencoder; the last two
/// restore images from noise or from their right half.
/// k-sparse: Makhzani & Frey 2014, 1000 tied units of which 25 stay, falling from 100.
/// denoise: ours; the default network restores images from Gaussian noise.
std::vector<Setting> preset_settings(Preset preset);

}  // namespace sae::config
