// SPDX-License-Identifier: MIT
// Shared code of the fuzz targets. A target defines `try_input`; every violation calls `fail`,
// which libFuzzer reports with the input and the stack.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "base/error.h"

namespace sae::fuzz {

/// Feeds one input to the target's reader and checks the result; each target defines it.
void try_input(std::string_view input);

/// Prints the problem and aborts.
[[noreturn]] void fail(const std::string& finding);

/// Fails unless `holds`; `property` describes it in the message.
void expect(bool holds, const char* property);

/// Fails unless the line is valid in a message: not empty, no control character, and at most 1000
/// bytes, however large the input.
void expect_message_line(const std::string& line);

/// Maximum memory that a reader may use at one time: `per_byte` bytes per byte of its input, plus
/// `fixed` bytes.
struct MemoryLimit {
  std::size_t per_byte;
  std::size_t fixed;
};

/// During its lifetime, counts this thread's live allocations and fails at the allocation that
/// exceeds the limit. Only one may exist at a time; needs AddressSanitizer.
class MemoryWatch {
 public:
  MemoryWatch(std::size_t input_bytes, MemoryLimit limit);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

  /// Called by the malloc and free hooks.
  void add(const volatile void* pointer, std::size_t bytes);
  void remove(const volatile void* pointer);

 private:
  std::size_t input_bytes_;
  std::size_t most_bytes_;
  std::size_t live_bytes_ = 0;
  std::unordered_map<const volatile void*, std::size_t> live_;
};

/// Fails unless the error has the kind documented in the reader's header, with valid lines.
void check_refusal(const Error& error, ErrorKind expected);

/// Returns the result of `read`, or nullopt if it throws sae::Error of the one allowed kind. Any
/// other exception ends the program, as does memory beyond the limit.
template <class Read>
std::optional<std::invoke_result_t<Read>> read_or_refuse(std::string_view input, MemoryLimit limit,
                                                         ErrorKind refusal, Read read) {
  try {
    const MemoryWatch watch(input.size(), limit);
    return read();
  } catch (const Error& error) {
    check_refusal(error, refusal);
    return std::nullopt;
  }
}

/// Path of a file with this content, for readers that take no bytes. It is in memory and is the
/// same file each time.
std::filesystem::path memory_file(std::string_view content);

}  // namespace sae::fuzz
