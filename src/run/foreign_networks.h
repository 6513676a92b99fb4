// SPDX-License-Identifier: MIT
// Sparse autoencoders of other libraries: sae-lens (version 6) and eai-sparsify.
#pragma once

#include <filesystem>
#include <vector>

#include "run/export_files.h"

namespace sae::run {

/// A folder that SAE.load_from_disk of sae-lens 6 reads: cfg.json and sae_weights.safetensors with
/// W_enc [D, H], b_enc [H], W_dec [H, D] and b_dec [D]. Architecture standard (relu) or topk
/// (topk_relu), or jumprelu with the threshold [H] (jumprelu, batchtopk). Throws kUsage for other
/// codes, more than one layer and another output activation than identity.
std::vector<ExportedFile> saelens_files(const PlainNetwork& network);

/// Reads such a folder. Folded into the weights: b_dec, where it is subtracted from the input
/// (apply_b_dec_to_input), and the norms of the decoder's rows (rescale_acts_by_decoder_norm).
/// Throws kData on an architecture or a normalization that our networks do not have, on unknown or
/// missing tensors, and on damaged files.
PlainNetwork read_saelens(const std::filesystem::path& folder);

/// Reads a folder of eai-sparsify: cfg.json and sae.safetensors with encoder.weight [H, D],
/// encoder.bias [H], W_dec [H, D] and b_dec [D]. Its code is topk_relu of encoder(x − b_dec).
/// Throws kData on transcoders, on the activation groupmax, on unknown or missing tensors, and on
/// damaged files.
PlainNetwork read_sparsify(const std::filesystem::path& folder);

}  // namespace sae::run
