// SPDX-License-Identifier: MIT
// Reader and writer of NumPy's format of one array.
#include "sae/format/npy.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sae/base/error.h"
#include "sae/base/text.h"
#include "sae/format/shape.h"

namespace sae::format {
namespace {

constexpr std::string_view kNpyMagic = "\x93NUMPY";
constexpr std::size_t kNpyMaxRank = 8;
constexpr std::size_t kNpyMaxHeader = 1 << 20;

[[noreturn]] void fail_npy(const std::string& place, const std::string& expected,
                           const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + expected + ", found " + found, hint);
}

// How NumPy writes the type.
std::string npy_descr(NpyType type) {
  switch (type) {
    case NpyType::kUint8:
      return "|u1";
    case NpyType::kFloat32:
      return "<f4";
    case NpyType::kFloat64:
      return "<f8";
    case NpyType::kInt64:
      return "<i8";
  }
  throw Error(ErrorKind::kInternal, "npy: unknown type");
}

std::optional<NpyType> npy_readable_type(std::string_view descr) {
  if (descr == "<f4") return NpyType::kFloat32;
  if (descr == "<f8") return NpyType::kFloat64;
  // A byte has no order; all of these are read by NumPy.
  if (descr == "|u1" || descr == "<u1" || descr == "u1") return NpyType::kUint8;
  return std::nullopt;
}

bool is_npy_shape(const std::vector<std::int64_t>& shape) {
  const auto valid = [](std::int64_t size) { return size >= 1; };
  return !shape.empty() && shape.size() <= kNpyMaxRank &&
         std::all_of(shape.begin(), shape.end(), valid);
}

// Bytes of all values; nullopt when they do not fit 64 bits.
std::optional<std::int64_t> npy_data_bytes(NpyType type, std::vector<std::int64_t> shape) {
  shape.push_back(static_cast<std::int64_t>(npy_value_bytes(type)));
  return count_values(shape);
}

// What the header's dictionary says; nullopt what it does not.
struct NpyEntries {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

// Reads the header's dictionary: of Python's literals only what NumPy writes there.
class NpyHeaderParser {
 public:
  NpyHeaderParser(std::string_view text, const std::string& name)
      : place_(name + ": header"), text_(text) {}

  NpyEntries parse() {
    expect('{');
    while (!accept('}')) {
      parse_entry();
      if (accept(',')) continue;
      expect('}');
      break;
    }
    skip_spaces();
    if (at_ < text_.size()) fail("spaces to its end");
    return std::move(entries_);
  }

 private:
  // `expected` at the place where the parser is.
  [[noreturn]] void fail(const std::string& expected, const std::string& hint = "") const {
    fail_npy(place_ + ", byte " + std::to_string(at_ + 1), expected,
             at_ < text_.size() ? base::quote(text_.substr(at_)) : "its end", hint);
  }

  void skip_spaces() { at_ = std::min(text_.find_first_not_of(" \t\n", at_), text_.size()); }

  bool accept(char c) {
    skip_spaces();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(base::quote({&c, 1}));
  }

  // A word without quotes, or a number: up to what may follow a value.
  std::string_view peek_word() {
    skip_spaces();
    return text_.substr(at_, text_.find_first_of(" \t\n,:()[]{}'\"", at_) - at_);
  }

  std::string_view parse_text(const char* expected, const char* hint = "") {
    skip_spaces();
    const char mark = at_ < text_.size() ? text_[at_] : ' ';
    if (mark != '\'' && mark != '"') fail(expected, hint);
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) fail("a text with its closing quote");
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return content;
  }

  bool parse_bool() {
    const std::string_view word = peek_word();
    if (word != "True" && word != "False") fail("True or False");
    at_ += word.size();
    return word == "True";
  }

  std::int64_t parse_size() {
    const std::string_view word = peek_word();
    const std::optional<std::int64_t> size = base::parse_integer(word);
    if (!size) fail("a size");
    at_ += word.size();
    return *size;
  }

  std::vector<std::int64_t> parse_shape() {
    std::vector<std::int64_t> shape;
    expect('(');
    while (!accept(')')) {
      if (shape.size() == kNpyMaxRank) fail("at most 8 sizes");
      shape.push_back(parse_size());
      if (accept(',')) continue;
      if (shape.size() == 1) fail("',' after an only size");  // "(3)" is a number in Python
      expect(')');
      break;
    }
    return shape;
  }

  template <class Value>
  void set(std::optional<Value>& entry, Value value) {
    if (entry) fail_npy(place_, "each key once", "one of them twice");
    entry = std::move(value);
  }

  void parse_entry() {
    const std::string_view key = parse_text("a key in quotes");
    expect(':');
    if (key == "descr") {
      set(entries_.descr, parse_text("one type for all values, such as '<f4'",
                                     "save each field of a structured array by itself"));
    } else if (key == "fortran_order") {
      set(entries_.fortran_order, parse_bool());
    } else if (key == "shape") {
      set(entries_.shape, parse_shape());
    } else {
      fail_npy(place_, "the keys 'descr', 'fortran_order' and 'shape'", base::quote(key));
    }
  }

  std::string place_;
  std::string_view text_;
  std::size_t at_ = 0;
  NpyEntries entries_;
};

void check_npy_magic(std::string_view bytes, const std::string& name) {
  if (bytes.starts_with(kNpyMagic)) return;
  if (bytes.starts_with("PK")) {
    fail_npy(name, "a NumPy file (.npy)", "an archive (.npz)",
             "save one array of it with np.save(file, archive[key])");
  }
  fail_npy(name, "a NumPy file (.npy)", bytes.empty() ? "an empty file" : "other content");
}

// The dictionary; it ends where the values begin.
std::string_view find_npy_header(std::string_view bytes, const std::string& name) {
  check_npy_magic(bytes, name);
  constexpr std::size_t kVersionBytes = 2;
  const auto byte_at = [bytes](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
  };
  std::size_t begin = kNpyMagic.size() + kVersionBytes;
  if (bytes.size() < begin) fail_npy(name, "a header", "its beginning only (file truncated?)");
  const std::size_t major = byte_at(begin - 2), minor = byte_at(begin - 1);
  if (major < 1 || major > 3 || minor != 0) {
    fail_npy(name, "format version 1.0, 2.0 or 3.0",
             std::to_string(major) + '.' + std::to_string(minor));
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  begin += length_bytes;
  if (bytes.size() < begin) fail_npy(name, "a header", "its beginning only (file truncated?)");
  std::size_t length = 0;
  for (std::size_t i = 1; i <= length_bytes; ++i) length = length << 8 | byte_at(begin - i);
  if (length > kNpyMaxHeader) {
    fail_npy(name, "a header of at most " + std::to_string(kNpyMaxHeader) + " bytes",
             std::to_string(length));
  }
  if (length > bytes.size() - begin) {
    fail_npy(name, "a header of " + std::to_string(length) + " bytes",
             std::to_string(bytes.size() - begin) + " (file truncated?)");
  }
  return bytes.substr(begin, length);
}

// Type and shape of the entries, without the values.
NpyArray check_npy_entries(NpyEntries entries, const std::string& name) {
  if (!entries.descr || !entries.fortran_order || !entries.shape) {
    fail_npy(name + ": header", "the keys 'descr', 'fortran_order' and 'shape'", "fewer");
  }
  const std::optional<NpyType> type = npy_readable_type(*entries.descr);
  if (!type) {
    fail_npy(name, "values of type float32, float64 or uint8 ('<f4', '<f8', '|u1')",
             base::quote(*entries.descr), "convert it with x.astype('float32')");
  }
  if (*entries.fortran_order) {
    fail_npy(name, "rows side by side (C order)", "fortran_order True",
             "convert it with np.ascontiguousarray(x)");
  }
  if (!is_npy_shape(*entries.shape)) {
    fail_npy(name, "1 to 8 sizes of at least 1",
             entries.shape->empty() ? "a single value" : shape_text(*entries.shape));
  }
  return {*type, std::move(*entries.shape), {}};
}

void check_npy_writable(const std::vector<std::int64_t>& shape) {
  if (is_npy_shape(shape)) return;
  throw Error(ErrorKind::kInternal,
              "npy: expected 1 to 8 sizes of at least 1, found " + base::quote(shape_text(shape)));
}

}  // namespace

std::size_t npy_value_bytes(NpyType type) {
  // The type ends in its size.
  return static_cast<std::size_t>(npy_descr(type).back() - '0');
}

NpyArray parse_npy(std::string_view bytes, const std::string& name) {
  const std::string_view header = find_npy_header(bytes, name);
  NpyArray array = check_npy_entries(NpyHeaderParser(header, name).parse(), name);
  const auto begin = static_cast<std::size_t>(header.data() + header.size() - bytes.data());
  const std::string found = std::to_string(bytes.size());
  const std::optional<std::int64_t> size = npy_data_bytes(array.type, array.shape);
  std::int64_t whole = 0;
  if (!size || __builtin_add_overflow(*size, begin, &whole)) {
    fail_npy(name, "sizes that a file of " + found + " bytes can hold", shape_text(array.shape));
  }
  if (std::cmp_not_equal(whole, bytes.size())) {
    fail_npy(name, std::to_string(whole) + " bytes",
             found + (std::cmp_greater(whole, bytes.size()) ? " (file truncated?)" : ""));
  }
  array.values = std::as_bytes(std::span(bytes.substr(begin)));
  return array;
}

NpyFile::NpyFile(const std::filesystem::path& path)
    : file_(path, ErrorKind::kData), array_(parse_npy(file_.bytes(), path.string())) {}

std::string npy_header(NpyType type, const std::vector<std::int64_t>& shape) {
  check_npy_writable(shape);
  constexpr std::size_t kAlignment = 64, kLengthEnd = 10;
  // NumPy leaves room for a first size of 21 digits, so that rows can be added in place.
  constexpr std::size_t kGrowth = 21;
  std::vector<std::string> sizes;
  for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
  std::string text = "{'descr': '" + npy_descr(type) + "', 'fortran_order': False, 'shape': (" +
                     base::join(sizes, ", ") + (sizes.size() == 1 ? ",), }" : "), }");
  text.append(kGrowth - sizes.front().size(), ' ');
  text.append(kAlignment - (kLengthEnd + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  std::string header(kNpyMagic);
  header += {'\1', '\0', static_cast<char>(text.size()), static_cast<char>(text.size() >> 8)};
  return header + text;
}

std::string npy_bytes(const NpyArray& array) {
  std::string bytes = npy_header(array.type, array.shape);
  if (npy_data_bytes(array.type, array.shape) != static_cast<std::int64_t>(array.values.size())) {
    throw Error(ErrorKind::kInternal, "npy: expected the bytes of " + shape_text(array.shape) +
                                          " values, found " + std::to_string(array.values.size()));
  }
  return bytes.append(reinterpret_cast<const char*>(array.values.data()), array.values.size());
}

}  // namespace sae::format
