// SPDX-License-Identifier: MIT
// Writes NumPy's archives of arrays (.npz).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "format/array.h"

namespace sae::format {

/// Writes a zip file (https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT) of stored .npy
/// files from its first byte to its last. Members and offsets of 4 GiB and more are given in zip64
/// fields, as numpy.savez does. Equal content gives equal bytes: all members are dated 1980-01-01.
class NpzWriter {
 public:
  using Write = std::function<void(std::string_view)>;

  /// `write` appends bytes to the file. zip64_from: sizes and offsets from which zip64 fields are
  /// used; for tests.
  explicit NpzWriter(Write write, std::uint64_t zip64_from = 0xffffffff);

  /// Begins the array NAME.npy, whose values the next calls of write_values append. checksum:
  /// CRC-32 of all its values.
  void begin_array(const std::string& name, NumberType type, const std::vector<std::int64_t>& shape,
                   std::uint32_t checksum);
  void write_values(std::string_view values);
  /// Adds an array of one text (npy_text).
  void add_text(const std::string& name, std::string_view text);
  /// Writes the directory. Throws sae::Error (kInternal) if an array has other values than
  /// announced.
  void finish();

 private:
  struct Member {
    std::string name;
    std::uint32_t checksum = 0;
    std::uint64_t bytes = 0;
    std::uint64_t header_at = 0;
  };

  void append(std::string_view bytes);
  void begin_member(const std::string& name, std::uint32_t checksum, std::uint64_t bytes);
  std::string directory_entry(const Member& member) const;

  Write write_;
  std::uint64_t zip64_from_;
  std::uint64_t written_ = 0;
  std::uint64_t values_left_ = 0;
  std::vector<Member> members_;
};

}  // namespace sae::format
