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

/// The file as bytes: header length, JSON header padded with spaces to a multiple of 8, then the
/// data of the arrays in the given order without gaps. The same content gives the same bytes.
/// Throws sae::Error (kInternal) when an array breaks the rules of NamedArray.
std::string safetensors_bytes(const SafeTensors& file);

/// Reads a whole file. `name` is the file's name for messages. Throws sae::Error (kCheckpoint) on a
/// short file, a malformed header, a name that occurs twice, an unknown dtype, and data that
/// overlaps, leaves holes, leaves the file or does not match shape and dtype.
SafeTensors parse_safetensors(std::string_view bytes, const std::string& name);

}  // namespace sae::format
