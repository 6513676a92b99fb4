// SPDX-License-Identifier: MIT
// The folder in which a command on trained runs leaves its results.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sae/format/json.h"
#include "sae/format/png.h"

namespace sae::report {

/// What is asked for.
struct ResultPlace {
  std::string command;               ///< "classify": its <command>.json shows whose folder it is
  std::vector<std::string> files;    ///< all that the command writes besides
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
  void write_picture(const std::string& name, const format::Image& image) const;

 private:
  ResultFolder(std::filesystem::path path, std::string command);

  std::filesystem::path path_;
  std::string command_;
};

}  // namespace sae::report
