// SPDX-License-Identifier: MIT
// Reads and writes NumPy's file format for one array.
#include "format/npy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/shape.h"

namespace sae::format {
namespace {

constexpr std::string_view kNpyMagic = "\x93NUMPY";
constexpr std::size_t kNpyMaxRank = 64;  // NumPy's limit
constexpr std::size_t kNpyMaxHeader = 1 << 20;

[[noreturn]] void fail_npy(const std::string& place, const std::string& expected,
                           const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + expected + ", found " + found, hint);
}

struct NpyTypeName {
  NumberType type;
  std::string_view name;
};
constexpr std::array<NpyTypeName, 12> kNpyTypes{{{NumberType::kBool, "b1"},
                                                 {NumberType::kInt8, "i1"},
                                                 {NumberType::kUint8, "u1"},
                                                 {NumberType::kInt16, "i2"},
                                                 {NumberType::kUint16, "u2"},
                                                 {NumberType::kInt32, "i4"},
                                                 {NumberType::kUint32, "u4"},
                                                 {NumberType::kInt64, "i8"},
                                                 {NumberType::kUint64, "u8"},
                                                 {NumberType::kFloat16, "f2"},
                                                 {NumberType::kFloat32, "f4"},
                                                 {NumberType::kFloat64, "f8"}}};

// NumPy's notation for the type.
std::string npy_descr(NumberType type) {
  const auto* named = std::ranges::find(kNpyTypes, type, &NpyTypeName::type);
  return (number_bytes(type) == 1 ? "|" : "<") + std::string(named->name);
}

bool is_npy_shape(const std::vector<std::int64_t>& shape) {
  const auto valid = [](std::int64_t size) { return size >= 1; };
  return !shape.empty() && shape.size() <= kNpyMaxRank &&
         std::all_of(shape.begin(), shape.end(), valid);
}

// Size of all values in bytes; nullopt if it does not fit in 64 bits.
std::optional<std::int64_t> npy_data_bytes(NumberType type, std::vector<std::int64_t> shape) {
  shape.push_back(static_cast<std::int64_t>(number_bytes(type)));
  return count_values(shape);
}

// Entries of the header's dictionary; nullopt for missing ones.
struct NpyEntries {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

// Parses the header's dictionary: only the Python literals that NumPy writes there.
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
  // Throws: `expected` at the current position.
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

  // An unquoted word or a number, up to a character that may follow a value.
  std::string_view peek_word() {
    skip_spaces();
    return text_.substr(at_, text_.find_first_of(" \t\n,:()[]{}'\"", at_) - at_);
  }

  std::string_view parse_text(const char* expected, const char* hint = "") {
    skip_spaces();
    const char mark = at_ < text_.size() ? text_[at_] : ' ';
    if (mark != '\'' && mark != '"') fail(expected, hint);
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) fail("a closing quote");
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
      if (shape.size() == kNpyMaxRank) fail("at most 64 sizes");
      shape.push_back(parse_size());
      if (accept(',')) continue;
      if (shape.size() == 1) fail("',' after a single size");  // "(3)" is a number in Python
      expect(')');
      break;
    }
    return shape;
  }

  template <class Value>
  void set(std::optional<Value>& entry, Value value) {
    if (entry) fail_npy(place_, "each key once", "a key that occurs twice");
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

std::string read_npy_part(ByteSource& source, std::size_t size) {
  std::string part(size, '\0');
  part.resize(source.read({reinterpret_cast<std::uint8_t*>(part.data()), size}));
  return part;
}

// Reads the length of the dictionary, which follows it in the file.
std::size_t read_npy_length(ByteSource& source, const std::string& name) {
  constexpr std::size_t kVersionBytes = 2;
  const std::string magic = read_npy_part(source, kNpyMagic.size());
  if (magic != kNpyMagic) fail_npy(name, "a NumPy file (.npy)", "other content");
  const auto read_bytes = [&](std::size_t size) {
    const std::string part = read_npy_part(source, size);
    if (part.size() < size) fail_npy(name, "a header", "only a part of it (file truncated?)");
    return std::vector<std::size_t>(reinterpret_cast<const std::uint8_t*>(part.data()),
                                    reinterpret_cast<const std::uint8_t*>(part.data()) + size);
  };
  const std::vector<std::size_t> version = read_bytes(kVersionBytes);
  if (version[0] < 1 || version[0] > 3 || version[1] != 0) {
    fail_npy(name, "format version 1.0, 2.0 or 3.0",
             std::to_string(version[0]) + '.' + std::to_string(version[1]));
  }
  std::size_t length = 0, shift = 0;
  for (const std::size_t byte : read_bytes(version[0] == 1 ? 2 : 4)) {
    length |= byte << shift;
    shift += 8;
  }
  if (length <= kNpyMaxHeader) return length;
  fail_npy(name, "a header of at most " + std::to_string(kNpyMaxHeader) + " bytes",
           std::to_string(length));
}

// Reads the dictionary; the values follow it.
std::string read_npy_header(ByteSource& source, const std::string& name) {
  const std::size_t length = read_npy_length(source, name);
  std::string text = read_npy_part(source, length);
  if (text.size() == length) return text;
  fail_npy(name, "a header of " + std::to_string(length) + " bytes",
           std::to_string(text.size()) + " (file truncated?)");
}

[[noreturn]] void fail_npy_type(std::string_view descr, const std::string& name) {
  fail_npy(name, "numbers (bool, integers or floating point of at most 64 bits)",
           base::quote(descr),
           descr.find('O') != std::string_view::npos
               ? "Python objects are not read: convert them with x.astype('float64') or astype(str)"
               : "convert it with x.astype('float64')");
}

// Parses 'S' or 'U' with a number of units; nullopt for other types.
std::optional<TextHeader> npy_text_type(std::string_view kind) {
  if (kind.empty() || (kind.front() != 'S' && kind.front() != 'U')) return std::nullopt;
  const std::optional<std::int64_t> units = base::parse_integer(kind.substr(1));
  if (!units || *units < 1) return std::nullopt;
  TextHeader header;
  header.unit = kind.front() == 'S' ? TextHeader::Unit::kByte : TextHeader::Unit::kCodePoint;
  header.units = *units;
  return header;
}

// The type without its byte order, which one-byte types may omit.
std::string_view npy_kind(std::string_view descr) {
  return descr.substr(!descr.empty() &&
                      std::string_view("<>|").find(descr.front()) != std::string_view::npos);
}

void check_npy_shape(const std::vector<std::int64_t>& shape, const std::string& name) {
  if (is_npy_shape(shape)) return;
  fail_npy(name, "1 to 64 sizes of at least 1",
           shape.empty() ? "a single value" : shape_text(shape));
}

[[noreturn]] void fail_npy_writing(const std::string& sizes,
                                   const std::vector<std::int64_t>& shape) {
  throw Error(ErrorKind::kInternal, "npy: expected 1 to 64 sizes of at least " + sizes +
                                        ", found " + base::quote(shape_text(shape)));
}

// The file's header from its dictionary's values. padding: spaces after the dictionary.
std::string npy_header_of(const std::string& descr, const std::string& shape, std::size_t padding) {
  constexpr std::size_t kAlignment = 64, kLengthEnd = 10;
  std::string text =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  text.append(padding, ' ');
  text.append(kAlignment - (kLengthEnd + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  std::string header(kNpyMagic);
  header += {'\1', '\0', static_cast<char>(text.size()), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace

NpyReader open_npy(ByteSource source, const std::string& name) {
  const std::string text = read_npy_header(source, name);
  NpyEntries entries = NpyHeaderParser(text, name).parse();
  if (!entries.descr || !entries.fortran_order || !entries.shape) {
    fail_npy(name + ": header", "the keys 'descr', 'fortran_order' and 'shape'", "fewer");
  }
  check_npy_shape(*entries.shape, name);
  const std::string_view kind = npy_kind(*entries.descr);
  const ByteOrder order = entries.descr->starts_with('>') ? ByteOrder::kBig : ByteOrder::kLittle;
  if (std::optional<TextHeader> texts = npy_text_type(kind)) {
    texts->byte_order = order;
    texts->shape = std::move(*entries.shape);
    return TextReader(name, std::move(source), std::move(*texts));
  }
  const auto* type = std::ranges::find(kNpyTypes, kind, &NpyTypeName::name);
  if (type == kNpyTypes.end() || (kind == *entries.descr && number_bytes(type->type) > 1)) {
    fail_npy_type(*entries.descr, name);
  }
  return ArrayReader(name, std::move(source),
                     {type->type, std::move(*entries.shape), order,
                      *entries.fortran_order ? Layout::kColumnMajor : Layout::kRowMajor});
}

ArrayReader open_npy_numbers(ByteSource source, const std::string& name) {
  NpyReader reader = open_npy(std::move(source), name);
  if (auto* numbers = std::get_if<ArrayReader>(&reader)) return std::move(*numbers);
  fail_npy(name, "numbers", "texts", "texts can be labels: name the file with --labels");
}

std::string npy_header(NumberType type, const std::vector<std::int64_t>& shape) {
  // A file may hold no values, although none such is read.
  const auto valid = [](std::int64_t size) { return size >= 0; };
  if (shape.empty() || shape.size() > kNpyMaxRank || !std::ranges::all_of(shape, valid)) {
    fail_npy_writing("0", shape);
  }
  // NumPy reserves space for a first size of 21 digits, so that rows can be appended in place.
  constexpr std::size_t kGrowth = 21;
  std::vector<std::string> sizes;
  for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
  return npy_header_of(npy_descr(type), base::join(sizes, ", ") + (sizes.size() == 1 ? "," : ""),
                       kGrowth - sizes.front().size());
}

std::string npy_text(std::string_view text) {
  return npy_header_of("|S" + std::to_string(text.size()), "", 0) + std::string(text);
}

std::string npy_bytes(const NpyArray& array) {
  if (!is_npy_shape(array.shape)) fail_npy_writing("1", array.shape);
  std::string bytes = npy_header(array.type, array.shape);
  if (npy_data_bytes(array.type, array.shape) != static_cast<std::int64_t>(array.values.size())) {
    throw Error(ErrorKind::kInternal, "npy: expected the bytes of " + shape_text(array.shape) +
                                          " values, found " + std::to_string(array.values.size()));
  }
  return bytes.append(reinterpret_cast<const char*>(array.values.data()), array.values.size());
}

}  // namespace sae::format
