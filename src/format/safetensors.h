// SPDX-License-Identifier: MIT
// The safetensors format (https://github.com/huggingface/safetensors#format): named arrays and
// text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// One array of a file.
struct NamedArray {
  std::string name;                 ///< Any text but "__metadata__"; no other array has it.
  std::string dtype;                ///< "F32", "F64", "I64" or "U8".
  std::vector<std::int64_t> shape;  ///< Sizes from 0; empty for a single value.
  std::string bytes;                ///< The values, row-major, little-endian.
};

/// The content of a file: free text by key, and the arrays in the order of their data.
struct SafeTensors {
  std::map<std::string, std::string> metadata;
  std::vector<NamedArray> arrays;
};

/// Whether a file has to carry our checksum.
enum class Seal {
  kRequired,  ///< One of our own files, which always carry it.
  kOptional,  ///< A file of any program; a checksum that is there still has to be right.
};

/// The file as bytes: header length, JSON header padded with spaces to a multiple of 8, then the
/// data of the arrays in the given order without gaps. The same content gives the same bytes.
/// The metadata gains the key "crc32": eight hexadecimal digits, the CRC-32 of the whole file in
/// which these digits are zeros, so that no bit of it can change unnoticed.
/// Throws sae::Error (kInternal) when an array breaks the rules of NamedArray or the metadata has
/// that key already.
std::string safetensors_bytes(const SafeTensors& file);

/// Reads a whole file; "crc32" is checked and not among the metadata given back. `name` is the
/// file's name for messages. Throws sae::Error (kCheckpoint) on a short file, a malformed header, a
/// name that occurs twice, an unknown dtype, data that overlaps, leaves holes, leaves the file or
/// does not match shape and dtype, and a checksum that is wrong or, where required, lacking. Holds
/// at most the arrays' bytes again, and some dozen times the header's.
SafeTensors parse_safetensors(std::string_view bytes, const std::string& name, Seal seal);

}  // namespace sae::format
