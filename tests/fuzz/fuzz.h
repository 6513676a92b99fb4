// SPDX-License-Identifier: MIT
// What the fuzz targets share. A target defines `try_input`; everything that must not happen ends
// in `fail`, which libFuzzer reports with the input and the stack.
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

/// Feeds one input to the target's reader and checks what comes out; each target defines it.
void try_input(std::string_view input);

/// Prints what was found to be wrong and aborts.
[[noreturn]] void fail(const std::string& finding);

/// Fails unless `property`, named for the message, `holds`.
void expect(bool holds, const char* property);

/// Fails unless the line can stand in a message: not empty, no control character, and at most 1000
/// bytes, however large the input.
void expect_message_line(const std::string& line);

/// The most memory that a reader may hold at one time: `per_byte` bytes for each byte of its input
/// and `fixed` bytes for whatever does not depend on it.
struct MemoryLimit {
  std::size_t per_byte;
  std::size_t fixed;
};

/// While it lives, counts what this thread allocates and has not freed yet, and fails at the
/// allocation that takes it over the limit. Only one at a time; needs AddressSanitizer.
class MemoryWatch {
 public:
  MemoryWatch(std::size_t input_bytes, MemoryLimit limit);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

  /// What the hooks of malloc and free tell.
  void add(const volatile void* pointer, std::size_t bytes);
  void remove(const volatile void* pointer);

 private:
  std::size_t input_bytes_;
  std::size_t most_bytes_;
  std::size_t live_bytes_ = 0;
  std::unordered_map<const volatile void*, std::size_t> live_;
};

/// Fails unless the error is of the kind that the reader's header promises, with sound lines.
void check_refusal(const Error& error, ErrorKind expected);

/// What `read` gives, or nullopt where it refuses the input with sae::Error of the one kind that is
/// allowed. Any other exception ends the program, and so does memory beyond the limit.
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

/// The path of a file that holds `content`, for readers that take no bytes. It lies in memory and
/// is the same file each time.
std::filesystem::path memory_file(std::string_view content);

}  // namespace sae::fuzz
