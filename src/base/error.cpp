// SPDX-License-Identifier: MIT
// The one exception type of the library.
#include "sae/base/error.h"

#include <utility>

namespace sae {

Error::Error(ErrorKind kind, const std::string& message, std::string hint)
    : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

}  // namespace sae
