// SPDX-License-Identifier: MIT
// Loads a run's data: reads it, splits it into training and validation, and scales it.
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
  std::optional<Dataset> test{};  ///< the test set if it is not `valid`; none with --patches
  std::string place;              ///< the file or folder
  bool valid_is_test = true;      ///< whether `valid` is the test set
  bool valid_is_file = false;     ///< whether `valid` is that of --valid_data
  Transform transform;            ///< fitted on `train`, applied to all
  /// Rows or labels that a run of schema 1 read differently from the same files, one line each.
  std::vector<std::string> changes{};
};

/// What to validate on if there is no published test set.
enum class SplitMode {
  kOfTraining,  ///< training rows set aside
  kNone,        ///< all rows are in both parts: data not used for training
};

/// What validates: "test set", "validation file" or "part of the training set".
const char* validated_on(const Split& split);

/// Reads and splits the data. The rows of --valid_data validate, or `config.valid` training rows
/// drawn by --split_seed, or the test set, or without one a tenth of the training rows. For a
/// series the last windows validate; windows that overlap both parts are left out. With --patches,
/// the same number is drawn in addition. All parts keep the file order, and the limits take the
/// first rows to train and to validate on. Features are unscaled and the transform is the identity.
/// Throws kData on invalid files and too few rows, kUsage if an option does not fit the data.
/// known: as for read_source.
Split read_split(const config::DataConfig& config, SplitMode division = SplitMode::kOfTraining,
                 const TableEncoding& known = {});

/// Throws kCheckpoint if `run`, of schema 1, would have read different rows; one line states the
/// change.
void refuse_changes(const Split& split, const std::filesystem::path& run);

/// Encodes rows before the transform is fitted on them.
struct Encoder {
  /// rows [N, D] as in the files → codes [N, H], floating, which replace them.
  std::function<at::Tensor(const at::Tensor&)> encode;
  std::string fingerprint;  ///< identifies the encoder
  double full_scale = 0;    ///< largest pixel value of its input; 0 if not pixels
  TableEncoding columns{};  ///< that a table must have; none: any
  /// Suffix to a data set's fingerprint if its rows were encoded.
  std::string mark() const { return " encoded by " + fingerprint; }
};

/// read_split, then fits the transform on the training rows and applies it to all. type: type of
/// the features.
Split load_split(const config::DataConfig& config, at::ScalarType type = at::kFloat,
                 const std::optional<Encoder>& encoder = {});

}  // namespace sae::data
