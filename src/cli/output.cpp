// SPDX-License-Identifier: MIT
// Prints results on stdout.
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/error.h"

namespace sae::cli {

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
  throw Error(ErrorKind::kOutput,
              "stdout: cannot write: " + std::generic_category().message(errno));
}

}  // namespace sae::cli
