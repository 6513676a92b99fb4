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

/// The rows a person sees in every reconstruction picture: for each class in turn its first rows,
/// two of each of the first ten classes that occur, fewer where a class has fewer; without labels
/// the first 20. Returns [M] int64, M <= 20, sorted by class.
at::Tensor sample_rows(const data::Dataset& dataset);

/// What each code unit looks for, in the given order of units. A network of one encoder layer: the
/// norm-bounded input that excites the unit most, W1_j / ‖W1_j‖ (UFLDL). Deeper ones: what the
/// decoder adds to its picture of the zero code when the unit alone is 1. As pictures of the data
/// before its transform. units: [M] int64; returns [M, D].
at::Tensor unit_images(const model::AutoencoderImpl& model, const at::Tensor& units,
                       const data::Transform& transform = {});

/// Draws after every --images_every epochs and at the end. Presets of the tutorials, which show
/// training images too, also get reconstructions/train_epoch_….png. With --corrupt a picture shows
/// what the network saw, what it made of it, and the clean images; the noise is the same in each.
std::unique_ptr<train::Observer> make_pictures(const config::Config& config,
                                               const run::RunFolder& folder,
                                               const data::Split& split);

}  // namespace sae::picture
