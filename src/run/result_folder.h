// SPDX-License-Identifier: MIT
// The folder in which a command on trained runs leaves its results.
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

/// A command that leaves results.
struct ResultKind {
  std::string_view command;               ///< its <command>.json shows whose folder it is
  std::array<std::string_view, 4> files;  ///< all that it writes besides; empty behind the last
};

inline constexpr ResultKind kClassifyResults{
    "classify", {kConfusionTableName, kConfusionPictureName, kAccuracyName, kClassifierName}};
inline constexpr ResultKind kClusterResults{"cluster", {kAssignmentsName, kCentroidsName}};
inline constexpr ResultKind kAnomalyResults{"anomaly", {kErrorsTableName, kErrorsPictureName}};
inline constexpr auto kResultKinds =
    std::to_array({kClassifyResults, kClusterResults, kAnomalyResults});

/// What is asked for.
struct ResultPlace {
  ResultKind kind;
  std::filesystem::path stem;        ///< the folder, if `out` says nothing; -2, -3, … behind it
                                     ///< where one is there already
  std::optional<std::string> out{};  ///< the folder itself
  bool force = false;                ///< replace the results in `out`
};

/// Every file appears whole or not at all.
class ResultFolder {
 public:
  /// Creates the folder. One that holds anything is refused; with `force`, the command's files are
  /// removed first where <command>.json has our schema. Throws kOutput.
  static ResultFolder create(const ResultPlace& place);

  const std::filesystem::path& path() const { return path_; }

  /// <command>.json: {"schema": 1, "command": …} and what `content` adds.
  void write_record(const format::Json& content) const;
  void write(const std::string& name, std::string_view bytes) const;
  /// A picture; one that cannot be drawn is a warning (draw_png).
  void write_picture(const std::string& name, const DrawPicture& draw) const;

 private:
  ResultFolder(std::filesystem::path path, std::string command);

  std::filesystem::path path_;
  std::string command_;
};

/// Removes the results that commands left in this run's folder where --out said nothing: of
/// <command> and <command>-…, if <command>.json has our schema, the command's files, and the folder
/// when nothing else is left in it. Follows no link.
void remove_results(const std::filesystem::path& run);

}  // namespace sae::run
