// SPDX-License-Identifier: MIT
// Exceptions: sae::Error of the public interface, and all problems of a configuration at once.
#pragma once

#include <string>
#include <vector>

#include "sae/error.h"

namespace sae {

/// All problems of a command line or configuration, kind kUsage. what() joins the lines.
class UsageErrors : public Error {
 public:
  /// lines: one per problem, at least one; the hint applies to all.
  explicit UsageErrors(std::vector<std::string> lines, std::string hint = "");
  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  std::vector<std::string> lines_;
};

}  // namespace sae
