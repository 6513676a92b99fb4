// SPDX-License-Identifier: MIT
// Recognizes out-of-memory errors.
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace sae::session {

/// Options that reduce a run's memory use.
inline constexpr const char* kMemoryHint = "use a smaller --batch_size, --layers or --limit";

/// A message if the exception reports that memory ran out, on the CPU or a GPU. Includes the
/// requested amount if LibTorch reports it. Nothing for all other exceptions.
std::optional<std::string> find_out_of_memory(const std::exception& error);

}  // namespace sae::session
