// SPDX-License-Identifier: MIT
// The pictures of a run: loss.png, reconstructions and features.png.
#pragma once

#include <memory>

#include "config/config.h"
#include "data/split.h"
#include "model/autoencoder_fwd.h"
#include "picture/image_grid.h"
#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::picture {

/// Rows shown in every reconstruction picture: the first two rows of each of the first ten classes
/// that occur, sorted by class; the first 20 rows without labels. Returns [M] int64, M <= 20.
at::Tensor sample_rows(const data::Dataset& dataset);

/// An image for each unit, in the given order. With one encoder layer it is the norm-bounded input
/// that maximises the activation, W1_j / ‖W1_j‖ (UFLDL). For deeper networks it is the decoder's
/// output for the code with only this unit at 1, minus that for the zero code. Images are in the
/// data space before its transform. units: [M] int64; returns [M, D].
at::Tensor unit_images(const model::AutoencoderImpl& model, const at::Tensor& units,
                       const data::Transform& transform = {});

/// For each unit, the decoder's output for the code with only this unit at 1, minus that for the
/// zero code. units: [M] int64; returns [M, D], in the scale of the output.
at::Tensor unit_changes(const model::AutoencoderImpl& model, const at::Tensor& units);

/// Draws pictures every --images_every epochs and at the end. Presets of the tutorials, which show
/// training images too, also write reconstructions/train_epoch_….png. With --corrupt a picture
/// shows the corrupted input, the output and the clean images; the noise is the same in every
/// picture.
std::unique_ptr<train::Observer> make_pictures(const config::Config& config,
                                               const run::RunFolder& folder,
                                               const data::Split& split);

}  // namespace sae::picture
