// SPDX-License-Identifier: MIT
// Reads a network that another program, or `sae export`, wrote.
#pragma once

#include <filesystem>
#include <string>

#include "run/plain_network.h"

namespace sae::run {

/// A network and where it is from.
struct ImportedNetwork {
  PlainNetwork network;
  std::string kind;  ///< "sae export safetensors", "sae-lens", "eai-sparsify", …
};

/// Reads the network in a folder, or in a safetensors file within such a folder: of sae-lens
/// (sae_weights.safetensors with cfg.json), of eai-sparsify (sae.safetensors with cfg.json) or of
/// `sae export` (export.json, or network.safetensors alone). Throws kData if there is none, the
/// format cannot be read back (onnx), or a file is damaged, lacks a tensor or has one too many.
ImportedNetwork read_network(const std::filesystem::path& path);

}  // namespace sae::run
