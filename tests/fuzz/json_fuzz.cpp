// SPDX-License-Identifier: MIT
// The strict reader of JSON.
#include "format/json.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// Measured on files made for it: a list that has just grown holds 16 bytes a value twice over, for
// two bytes of text; an object of short keys 32 times its text. The rest is for 64 open levels.
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
