// SPDX-License-Identifier: MIT
// Fuzzes the reader of MATLAB files, and the names of formats that are not read.
#include <algorithm>
#include <vector>

#include "array_input.h"
#include "format/foreign.h"
#include "format/mat.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// A size is trusted up to the best DEFLATE ratio, with a double for each byte. The rest is for zlib
// and the buffers of numbers.
constexpr MemoryLimit kMemory{8 * 1040, 256 << 10};

void check_foreign(std::string_view input) {
  const auto foreign = format::find_foreign_format(input, "x.mat");
  if (!foreign) return;
  expect_message_line(foreign->name);
  expect_message_line(foreign->hint);
}

void read_variable(const std::filesystem::path& path, const format::MatVariable& variable) {
  format::ArrayReader reader = format::open_mat(path, variable.name);
  expect(variable.type.has_value(), "an array of numbers");
  expect(reader.header().layout == format::Layout::kColumnMajor, "columns");
  read_numbers(reader);
}

}  // namespace

void try_input(std::string_view input) {
  constexpr std::size_t kMostOpened = 4;
  check_foreign(input);
  const std::filesystem::path path = memory_file(input);
  if (!format::is_mat(path)) return;
  const auto list =
      read_or_refuse(input, kMemory, ErrorKind::kData, [&] { return format::list_mat(path); });
  // Without a name, a single array is taken.
  std::vector<format::MatVariable> variables = list.value_or(std::vector<format::MatVariable>{});
  variables.resize(std::min(variables.size(), kMostOpened));
  variables.push_back({"", "", {}, format::NumberType::kBool});
  for (const format::MatVariable& variable : variables) {
    read_or_refuse(input, kMemory, ErrorKind::kData, [&] {
      read_variable(path, variable);
      return true;
    });
  }
}

}  // namespace sae::fuzz
