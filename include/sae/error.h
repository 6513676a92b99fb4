// SPDX-License-Identifier: MIT
// The library's only exception type; its kind is the program's exit code.
#pragma once

#include <stdexcept>
#include <string>

#include "sae/export.h"

namespace sae {

/// Kind of an error. Each enumerator's value is the program's exit code.
enum class ErrorKind {
  kInternal = 1,    ///< Internal error (a bug), or memory ran out.
  kUsage = 2,       ///< Invalid command line, configuration or argument.
  kData = 3,        ///< Input data is missing, malformed or has the wrong shape.
  kOutput = 4,      ///< A file or folder cannot be written.
  kCheckpoint = 5,  ///< A run or checkpoint is missing, malformed or of another model.
  kDivergence = 6,  ///< The training loss became non-finite.
};

/// An error of a kind. `what()` is one lower-case line with what was expected and what was found,
/// without a final period; several problems of a configuration are one line each.
class SAE_API Error : public std::runtime_error {
 public:
  /// message: one line. hint: a second line with what to do; may be empty.
  Error(ErrorKind kind, const std::string& message, std::string hint = "");

  /// The kind that the error was made with.
  ErrorKind kind() const noexcept { return kind_; }

  /// The advice to the user; may be empty.
  const std::string& hint() const noexcept { return hint_; }

  /// Exit code for this error, 1 to 6.
  int exit_code() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
  std::string hint_;
};

}  // namespace sae
