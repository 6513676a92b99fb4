// SPDX-License-Identifier: MIT
// The output folder of a command on trained runs.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "format/json.h"
#include "run/draw_png.h"
#include "run/file_names.h"

namespace sae::run {

/// A command that writes results, and its files.
struct ResultKind {
  std::string_view command;               ///< its <command>.json marks the folder as its own
  std::array<std::string_view, 4> files;  ///< its other files, padded with empty names
  bool (*writes)(std::string_view name) = nullptr;  ///< more of its files; null: none
};

inline constexpr ResultKind kClassifyResults{
    "classify", {kConfusionTableName, kConfusionPictureName, kAccuracyName, kClassifierName}};
inline constexpr ResultKind kClusterResults{"cluster", {kAssignmentsName, kCentroidsName}};
inline constexpr ResultKind kAnomalyResults{"anomaly", {kErrorsTableName, kErrorsPictureName}};
inline constexpr ResultKind kUnitsResults{"units", {kUnitsTableName, kUnitsPictureName}};
inline constexpr ResultKind kExportResults{"export", {}, is_export_file};
inline constexpr auto kResultKinds = std::to_array(
    {kClassifyResults, kClusterResults, kAnomalyResults, kUnitsResults, kExportResults});

/// Where to write results.
struct ResultPlace {
  ResultKind kind;
  std::filesystem::path stem;  ///< the default folder; if it is not empty, -2, -3, … is appended
  std::optional<std::string> out{};  ///< the folder named by --out
  bool force = false;                ///< replace results in `out`
};

/// A folder of results. Files are written atomically.
class ResultFolder {
 public:
  /// Creates the folder. A folder that is not empty is refused. With `force`, the command's own
  /// files are removed first if <command>.json is valid. Throws kOutput.
  static ResultFolder create(const ResultPlace& place);

  const std::filesystem::path& path() const { return path_; }

  /// Writes <command>.json: {"schema": 1, "command": …} merged with `content`. Returns its bytes.
  std::string write_record(const format::Json& content) const;
  void write(const std::string& name, std::string_view bytes) const;
  /// Writes a picture. If it cannot be drawn, logs a warning (draw_png).
  void write_picture(const std::string& name, const DrawPicture& draw) const;

 private:
  ResultFolder(std::filesystem::path path, std::string command);

  std::filesystem::path path_;
  std::string command_;
};

/// Removes results that commands wrote into this run's folder by default, without --out. These are
/// in <command> and <command>-…, if <command>.json is valid. Removes the command's files, and the
/// folder if it is then empty. Does not follow symbolic links.
void remove_results(const std::filesystem::path& run);

}  // namespace sae::run
