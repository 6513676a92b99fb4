// SPDX-License-Identifier: MIT
// The safetensors format (https://github.com/huggingface/safetensors#format): named arrays and
// text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// One array of a file.
struct NamedArray {
  std::string name;                 ///< Unique; any text except "__metadata__".
  std::string dtype;                ///< "F32", "F64", "I64" or "U8".
  std::vector<std::int64_t> shape;  ///< Sizes >= 0; empty for a scalar.
  std::string bytes;                ///< The values, row-major, little-endian.
};

/// The content of a file: text metadata by key, and arrays in the order of their data.
struct SafeTensors {
  std::map<std::string, std::string> metadata;
  std::vector<NamedArray> arrays;
};

/// Whether a file must contain our checksum.
enum class Seal {
  kRequired,  ///< A file written by this program: always has it.
  kOptional,  ///< Any program's file; a checksum, if present, must match.
};

/// Encodes the file: header length, JSON header padded with spaces to a multiple of 8, then the
/// arrays' data in the given order without gaps. Equal content gives equal bytes.
/// The metadata gains the key "crc32": eight hexadecimal digits, the CRC-32 of the whole file with
/// these digits set to zeros, so any changed bit is detected.
/// Throws sae::Error (kInternal) if an array breaks the rules of NamedArray or the metadata already
/// contains that key.
std::string safetensors_bytes(const SafeTensors& file);

/// The bytes before the data of a file with this one array, whose values follow. It has no
/// checksum, because that precedes the values. Equal content gives equal bytes. Throws sae::Error
/// (kInternal) on an unknown dtype or an impossible shape.
std::string safetensors_header(const std::string& name, const std::string& dtype,
                               const std::vector<std::int64_t>& shape,
                               const std::map<std::string, std::string>& metadata);

/// Where a file has its only array.
struct OnlyArray {
  NamedArray array;           ///< Without its bytes.
  std::uint64_t data_at = 0;  ///< Offset of the first value.
};
/// Reads a file's header. Throws sae::Error (kCheckpoint) as parse_safetensors does, and unless the
/// file has one array whose data end with the file.
OnlyArray find_only_array(const std::filesystem::path& path);

/// Parses a whole file; "crc32" is verified and removed from the returned metadata. `name` is the
/// file name for messages. Throws sae::Error (kCheckpoint) on truncation, a malformed header, a
/// duplicate name, an unknown dtype, data that overlaps, leaves holes, exceeds the file or does not
/// match shape and dtype, and a checksum that is wrong or, if required, missing. Memory: at most
/// another copy of the arrays' bytes and a few dozen times the header's.
SafeTensors parse_safetensors(std::string_view bytes, const std::string& name, Seal seal);

}  // namespace sae::format
