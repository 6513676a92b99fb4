// SPDX-License-Identifier: MIT
// The one reader of JSON, strict and bounded, and the way numbers are written.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sae::format {

/// A JSON value whose objects keep the order of their keys.
using Json = nlohmann::ordered_json;

/// Reads one JSON value. `name` is the file's name for messages. Throws sae::Error of `kind` with
/// line and column on malformed text, a key that occurs twice in one object, more than 4096 keys in
/// one object, nesting deeper than 64, and numbers that a double cannot hold (too large, or so
/// small that they would read as zero); also when the text is longer than 16 MiB. Takes time and
/// memory in proportion to the text: about a second for 16 MiB, and some 32 times its size at most.
Json parse_json(std::string_view text, const std::string& name, ErrorKind kind);

/// The same of a file. Throws `kind` also where there is no regular file that can be read.
Json read_json(const std::filesystem::path& path, ErrorKind kind);

/// The document as the text of a file: indented, with a line break at the end. Bytes that are not
/// UTF-8 become U+FFFD (a working folder may have such a name).
std::string json_file(const Json& document);

/// The number, or the text "nan", "inf" or "-inf", for which JSON has no number.
Json json_number(double value);

}  // namespace sae::format
