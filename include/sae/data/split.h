// SPDX-License-Identifier: MIT
// The data of a run: read, divided into training and validation, brought to a network's scale.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sae/config/config.h"
#include "sae/data/dataset.h"
#include "sae/data/transform.h"

namespace sae::data {

struct Split {
  Dataset train;
  Dataset valid;
  std::string place;          ///< the file or folder
  bool valid_is_test = true;  ///< whether `valid` is the published test set
  Transform transform;        ///< fitted on `train`, applied to both
};

/// What validates where there is no published test set.
enum class Division {
  kOfTraining,  ///< training rows that are set aside
  kNone,        ///< all rows, which then are both parts: data that no run is trained on
};

/// Reads the data and divides it: the test set validates, or `config.valid` training rows drawn by
/// `seed` (a tenth where there is no test set); of --patches, as many besides. Then the limits take
/// the first rows of each part. Features are as files have them, the transform changes nothing.
/// Throws kData on broken files, kUsage where an option does not fit the data.
Split read_split(const config::DataConfig& config, std::uint64_t seed,
                 Division division = Division::kOfTraining);

/// What rows go through before a transform is fitted on them.
struct Encoder {
  /// rows [N, D] as files have them → what stands in their place [N, H], floating.
  std::function<at::Tensor(const at::Tensor&)> encode;
  std::string fingerprint;  ///< tells encoders apart
  /// What stands behind a data set's own fingerprint where its rows went through this one.
  std::string mark() const { return " encoded by " + fingerprint; }
};

/// read_split, and the transform fitted on the training rows and applied to all. type: of the
/// features.
Split load_split(const config::DataConfig& config, std::uint64_t seed,
                 at::ScalarType type = at::kFloat, const std::optional<Encoder>& encoder = {});

}  // namespace sae::data
