// SPDX-License-Identifier: MIT
// The data of a run: read, divided into training and validation, brought to a network's scale.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "data/transform.h"

namespace sae::data {

struct Split {
  Dataset train;
  Dataset valid;
  std::string place;          ///< the file or folder
  bool valid_is_test = true;  ///< whether `valid` is the published test set
  Transform transform;        ///< fitted on `train`, applied to both
  /// Why a run of schema 1 read other rows or labels from the same files: one line each.
  std::vector<std::string> changes{};
};

/// What validates where there is no published test set.
enum class SplitMode {
  kOfTraining,  ///< training rows that are set aside
  kNone,        ///< all rows, which then are both parts: data that no run is trained on
};

/// Reads the data and divides it: the test set validates, or `config.valid` training rows drawn by
/// `seed` (a tenth where there is no test set; of a series the last windows, without those that
/// overlap both parts); of --patches, as many besides. Both parts keep the order of the file, and
/// the limits take the first rows of each. Features are as files have them, the transform changes
/// nothing. Throws kData on broken files and too few rows, kUsage where an option does not fit the
/// data.
Split read_split(const config::DataConfig& config, std::uint64_t seed,
                 SplitMode division = SplitMode::kOfTraining);

/// Refuses to put `run`, one of schema 1, to use on rows that it would have read differently
/// (kCheckpoint): one line says what changed.
void refuse_changes(const Split& split, const std::filesystem::path& run);

/// What rows go through before a transform is fitted on them.
struct Encoder {
  /// rows [N, D] as files have them → what stands in their place [N, H], floating.
  std::function<at::Tensor(const at::Tensor&)> encode;
  std::string fingerprint;  ///< tells encoders apart
  double full_scale = 0;    ///< of the pixels that it takes; 0 if it takes other numbers
  /// What stands behind a data set's own fingerprint where its rows went through this one.
  std::string mark() const { return " encoded by " + fingerprint; }
};

/// read_split, and the transform fitted on the training rows and applied to all. type: of the
/// features.
Split load_split(const config::DataConfig& config, std::uint64_t seed,
                 at::ScalarType type = at::kFloat, const std::optional<Encoder>& encoder = {});

}  // namespace sae::data
