// SPDX-License-Identifier: MIT
// Recognizes out-of-memory errors.
#include "session/out_of_memory.h"

#include <c10/util/Exception.h>

#include <new>
#include <string_view>

#include "base/text.h"

namespace sae::session {
namespace {

/// The text between `before` and `after`; nothing if either is missing.
std::optional<std::string> between(std::string_view text, std::string_view before,
                                   std::string_view after) {
  const std::size_t found = text.find(before);
  if (found == std::string_view::npos) return std::nullopt;
  text.remove_prefix(found + before.size());
  const std::size_t end = text.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(0, end));
}

std::string show_bytes(double bytes) {
  return bytes < 1e9 ? base::format_fixed(bytes / 1e6, 1) + " MB"
                     : base::format_fixed(bytes / 1e9, 1) + " GB";
}

/// The requested amount: LibTorch's CPU allocator prints bytes, CUDA's "20.00 GiB. GPU 0".
std::optional<std::string> amount_of(std::string_view text) {
  if (const auto bytes = between(text, "you tried to allocate ", " bytes")) {
    const auto number = base::parse_number(*bytes);
    return number ? std::optional(show_bytes(*number)) : std::nullopt;
  }
  return between(text, "Tried to allocate ", ". ");
}

}  // namespace

std::optional<std::string> find_out_of_memory(const std::exception& error) {
  const std::string out = "out of memory";
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return out;
  const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
  if (of_torch == nullptr) return std::nullopt;
  const std::string text = of_torch->what_without_backtrace();
  // The CPU allocator has no exception type of its own.
  if (dynamic_cast<const c10::OutOfMemoryError*>(of_torch) == nullptr &&
      text.find("DefaultCPUAllocator: ") == std::string::npos) {
    return std::nullopt;
  }
  const auto amount = amount_of(text);
  return amount ? out + ": " + *amount + " requested" : out;
}

}  // namespace sae::session
