// SPDX-License-Identifier: MIT
// Which failures are those of memory.
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace sae::cli {

/// Which options make a run need less memory.
inline constexpr const char* kMemoryHint = "a smaller --batch_size, --layers or --limit needs less";

/// The message where an exception says that memory could not be had, on the CPU or on a GPU, with
/// how much was asked for where LibTorch says it; nothing for all other exceptions.
std::optional<std::string> find_out_of_memory(const std::exception& error);

}  // namespace sae::cli
