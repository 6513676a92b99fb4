// SPDX-License-Identifier: MIT
// Converts exceptions of libraries to sae::Error.
#pragma once

#include <exception>

#include "base/error.h"

namespace sae::session {

/// The exception as an Error: an Error unchanged, a failed file operation as kOutput, and all
/// others as kInternal: memory that ran out with a hint, the rest as an internal error.
Error to_error(const std::exception& error);

}  // namespace sae::session
