// SPDX-License-Identifier: MIT
// The library's only exception type.
#include "base/error.h"

#include <utility>

#include "base/text.h"

namespace sae {

Error::Error(ErrorKind kind, const std::string& message, std::string hint)
    : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

UsageErrors::UsageErrors(std::vector<std::string> lines, std::string hint)
    : Error(ErrorKind::kUsage, base::join(lines, "\n"), std::move(hint)),
      lines_(std::move(lines)) {}

}  // namespace sae
