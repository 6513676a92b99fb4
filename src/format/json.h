// SPDX-License-Identifier: MIT
// The only JSON reader (strict, with limits) and the number format for JSON.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sae::format {

/// A JSON value whose objects keep their key order.
using Json = nlohmann::ordered_json;

/// Parses one JSON value. `name` is the file name for messages. Throws sae::Error of `kind`, with
/// line and column, on malformed text, a duplicate key in an object, more than 4096 keys in an
/// object, nesting deeper than 64 levels, and numbers that a double cannot represent (too large, or
/// so small that they would become zero). Also throws on text longer than 16 MiB. Time and memory
/// are proportional to the text: about a second for 16 MiB, at most about 32 times its size.
Json parse_json(std::string_view text, const std::string& name, ErrorKind kind);

/// Like parse_json, for a file. Also throws `kind` if the path is not a readable regular file.
Json read_json(const std::filesystem::path& path, ErrorKind kind);

/// The document as indented text with a final line break. Bytes that are not UTF-8 become U+FFFD (a
/// folder name may contain some).
std::string json_file(const Json& document);

/// The number, or the text "nan", "inf" or "-inf", because JSON has no such numbers.
Json json_number(double value);

}  // namespace sae::format
