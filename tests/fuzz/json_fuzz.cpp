// SPDX-License-Identifier: MIT
// Fuzzes the strict JSON reader.
#include "format/json.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// Measured on constructed files: a list that has just grown takes 16 bytes per value twice, for two
// bytes of text; an object with short keys takes 32 times its text. The rest is for 64 open levels.
constexpr MemoryLimit kMemory{32, 8 << 10};

}  // namespace

void try_input(std::string_view input) {
  const auto read = [](std::string_view text) {
    return format::parse_json(text, "x.json", ErrorKind::kUsage);
  };
  const auto value = read_or_refuse(input, kMemory, ErrorKind::kUsage, [&] { return read(input); });
  if (!value) return;
  const std::string text = value->dump();
  const format::Json again = read(text);
  expect(again == *value, "JSON that was read, written and read again is the same");
  expect(again.dump() == text, "JSON that was read, written and read again has its text");
}

}  // namespace sae::fuzz
