// SPDX-License-Identifier: MIT
// The one exception type of the library; its kind is the program's exit code.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace sae {

/// What went wrong, as the user sees it. The value of each enumerator is the program's exit code.
enum class ErrorKind {
  kInternal = 1,    ///< A bug of ours.
  kUsage = 2,       ///< A wrong command line or configuration.
  kData = 3,        ///< Input data that is missing, malformed or of the wrong shape.
  kOutput = 4,      ///< A file or folder that cannot be written.
  kCheckpoint = 5,  ///< A checkpoint that is missing, malformed or of another model.
  kDivergence = 6,  ///< A training whose loss is no longer finite.
};

/// An error with its kind. `what()` is one lower-case line that says what was expected and what
/// was found, without a final full stop.
class Error : public std::runtime_error {
 public:
  /// Keeps the one-line `message` and the `hint`, a second line that says what to do about it. An
  /// empty hint means that there is nothing to advise.
  Error(ErrorKind kind, const std::string& message, std::string hint = "");

  /// The kind that the error was made with.
  ErrorKind kind() const noexcept { return kind_; }

  /// The advice to the user; may be empty.
  const std::string& hint() const noexcept { return hint_; }

  /// The exit code of the program that stops because of this error, 1 to 6.
  int exit_code() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
  std::string hint_;
};

/// Everything that is wrong with a command line or a configuration, kind kUsage. what() joins the
/// lines.
class UsageErrors : public Error {
 public:
  /// lines: one for each problem, at least one; the hint stands for all of them.
  explicit UsageErrors(std::vector<std::string> lines, std::string hint = "");
  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  std::vector<std::string> lines_;
};

}  // namespace sae
