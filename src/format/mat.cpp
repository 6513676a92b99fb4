// SPDX-License-Identifier: MIT
// Lists and chooses the variables of MATLAB 5 files.
#include "format/mat.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/file.h"
#include "format/foreign.h"
#include "format/mat_element.h"
#include "format/mat_values.h"
#include "format/shape.h"

namespace sae::format {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kMatHeaderBytes = 128, kMatVersionAt = 124, kMatFlagsBytes = 8;
constexpr std::size_t kMatStartBytes = 4096;  // what find_foreign_format needs
constexpr std::uint64_t kMatMostSizes = 64, kMatMostName = 1024;
constexpr std::uint32_t kMatInt8 = 1, kMatInt32 = 5, kMatUint32 = 6, kMatUtf8 = 16;
constexpr std::uint32_t kMatOpaque = 17;
constexpr std::uint32_t kMatComplex = 0x800, kMatLogical = 0x200;
constexpr const char* kMatComplexPrefix = "complex ";

// Classes that are no arrays of numbers. `before` and `after` a variable's name make it one.
struct MatOtherClass {
  std::uint32_t code;
  std::string_view name;
  const char* before;
  const char* after;
};
constexpr std::array<MatOtherClass, 7> kMatOtherClasses{{{1, "cell", "", "{1}"},
                                                         {2, "struct", "", ".FIELD"},
                                                         {3, "object", "", ".PROPERTY"},
                                                         {4, "char", "double(", ")"},
                                                         {5, "sparse", "full(", ")"},
                                                         {16, "function", "", "(VALUES)"},
                                                         {kMatOpaque, "object", "", ".PROPERTY"}}};

std::optional<ByteOrder> mat_byte_order(std::string_view start) {
  if (start.size() < kMatHeaderBytes) return std::nullopt;
  const std::string_view version = start.substr(kMatVersionAt, 4);
  if (version == "\0\1IM"sv) return ByteOrder::kLittle;
  return version == "\1\0MI"sv ? std::optional(ByteOrder::kBig) : std::nullopt;
}

std::vector<std::int64_t> read_mat_sizes(MatElement& element) {
  const MatTag tag = element.read_tag();
  if (tag.type != kMatInt32 && tag.type != kMatUint32) {
    element.fail("sizes (miINT32)", "a data element of type " + std::to_string(tag.type));
  }
  const std::string data = element.read_data(tag, 4 * kMatMostSizes, "sizes");
  std::vector<std::int64_t> shape;
  for (std::size_t at = 0; at + 4 <= data.size(); at += 4) {
    const auto size = static_cast<std::int32_t>(mat_word(data, at, element.byte_order()));
    if (size < 0) element.fail("sizes of at least 0", std::to_string(size));
    shape.push_back(size);
  }
  if (shape.empty()) element.fail("at least one size", "none");
  return shape;
}

std::string read_mat_name(MatElement& element) {
  const MatTag tag = element.read_tag();
  if (tag.type != kMatInt8 && tag.type != kMatUtf8) {
    element.fail("a name (miINT8)", "a data element of type " + std::to_string(tag.type));
  }
  return element.read_data(tag, kMatMostName, "a name");
}

// Reads the data elements before the values.
MatVariable read_mat_variable(MatElement& element) {
  const MatTag tag = element.read_tag();
  const std::string flags = element.read_data(tag, kMatFlagsBytes, "array flags");
  if (tag.type != kMatUint32 || flags.size() < kMatFlagsBytes) {
    element.fail("array flags (two of miUINT32)", "other content");
  }
  const std::uint32_t word = mat_word(flags, 0, element.byte_order()), code = word & 0xffU;
  const MatNumber* number = find_mat_class(code);
  const auto* other = std::ranges::find(kMatOtherClasses, code, &MatOtherClass::code);
  MatVariable variable;
  if (number == nullptr) {
    if (other == kMatOtherClasses.end()) element.fail("a class from 1 to 17", std::to_string(code));
    variable.class_name = other->name;
  } else {
    const bool logical = (word & kMatLogical) != 0;
    variable.class_name = logical ? "logical" : number->class_name;
    variable.type = logical ? NumberType::kBool : number->type;
  }
  if (number != nullptr && (word & kMatComplex) != 0) {
    variable.class_name.insert(0, kMatComplexPrefix);
    variable.type.reset();
  }
  if (code != kMatOpaque) variable.shape = read_mat_sizes(element);
  variable.name = read_mat_name(element);
  return variable;
}

// A variable and its place in the file.
struct MatEntry {
  MatVariable variable;
  std::string_view bytes;
  bool compressed = false;
};

// Finds variables. Every error message begins with the file name.
class MatFile {
 public:
  explicit MatFile(const fs::path& path)
      : name_(path.string()),
        file_(std::make_shared<const MappedFile>(path, ErrorKind::kData)),
        order_(check_header()) {
    for (std::uint64_t at = kMatHeaderBytes; at < file_->bytes().size();) at = add_entry(at);
  }

  const std::vector<MatEntry>& entries() const noexcept { return entries_; }
  const std::string& name() const noexcept { return name_; }

  [[noreturn]] void fail(const std::string& expected, const std::string& found,
                         const std::string& hint = "") const {
    throw Error(ErrorKind::kData, name_ + ": expected " + expected + ", found " + found, hint);
  }

  MatElement open(const MatEntry& entry, const std::string& place) const {
    return {place, file_, entry.bytes, entry.compressed, order_};
  }

 private:
  ByteOrder check_header() const {
    const std::string_view bytes = file_->bytes();
    const std::optional<ByteOrder> order = mat_byte_order(bytes);
    if (order) return *order;
    const auto foreign = find_foreign_format(bytes.substr(0, kMatStartBytes), name_);
    if (foreign) fail("a MATLAB file of version 5", foreign->name, foreign->hint);
    fail("a MATLAB file of version 5", "other content");
  }

  // Returns the position after the entry.
  std::uint64_t add_entry(std::uint64_t at) {
    const std::string_view rest = file_->bytes().substr(at);
    const std::string place = "variable at byte " + std::to_string(at);
    if (rest.size() < kMatTagBytes) fail("a " + place, "the end (file truncated?)");
    const std::uint32_t type = mat_word(rest, 0, order_), size = mat_word(rest, 4, order_);
    if (type != kMatMatrix && type != kMatCompressed) {
      fail("a " + place, "an element of type " + std::to_string(type));
    }
    const std::uint64_t bytes = kMatTagBytes + size;
    if (bytes > rest.size()) {
      fail("a " + place + " of " + std::to_string(bytes) + " bytes",
           std::to_string(rest.size()) + " (file truncated?)");
    }
    MatEntry entry{{}, rest.substr(0, bytes), type == kMatCompressed};
    if (entry.compressed) entry.bytes.remove_prefix(kMatTagBytes);
    MatElement element = open(entry, name_ + ": " + place);
    entry.variable = read_mat_variable(element);
    // MATLAB keeps data of objects in a variable without a name.
    if (!entry.variable.name.empty()) entries_.push_back(std::move(entry));
    return at + bytes;
  }

  std::string name_;
  std::shared_ptr<const MappedFile> file_;
  ByteOrder order_;
  std::vector<MatEntry> entries_;
};

bool is_mat_array(const MatEntry& entry) { return entry.variable.type.has_value(); }

// "a (double, 2 x 3), b (struct, 1 x 1) and 5 more", for messages.
std::string describe_entries(const std::vector<MatEntry>& entries) {
  constexpr std::size_t kMostText = 400;
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const MatVariable& variable = entries[i].variable;
    if (text.size() > kMostText) {
      return text + " and " + std::to_string(entries.size() - i) + " more";
    }
    if (i > 0) text += ", ";
    text += base::excerpt(variable.name) + " (" + variable.class_name;
    if (!variable.shape.empty()) text += ", " + shape_text(variable.shape);
    text += ")";
  }
  return text;
}

// What to save instead of a variable that is not read.
std::string mat_class_hint(const MatVariable& variable) {
  const std::string name = base::excerpt(variable.name);
  if (variable.class_name.starts_with(kMatComplexPrefix)) {
    return "in MATLAB, save its parts as arrays, as in X = real(" + name + ")";
  }
  const auto* other =
      std::ranges::find(kMatOtherClasses, variable.class_name, &MatOtherClass::name);
  return std::string("in MATLAB, save it as an array of numbers, as in X = ") + other->before +
         name + other->after;
}

const MatEntry& choose_mat_entry(const MatFile& file, const std::string& variable) {
  const std::vector<MatEntry>& entries = file.entries();
  if (entries.empty()) file.fail("an array of numbers", "no variables");
  std::vector<MatEntry> arrays;
  std::ranges::copy_if(entries, std::back_inserter(arrays), is_mat_array);
  if (!variable.empty()) {
    const auto found = std::ranges::find_if(
        entries, [&](const MatEntry& entry) { return entry.variable.name == variable; });
    if (found == entries.end()) {
      file.fail("a variable " + base::quote(variable), describe_entries(entries));
    }
    if (is_mat_array(*found)) return *found;
    file.fail("an array of numbers", describe_entries({*found}), mat_class_hint(found->variable));
  }
  if (arrays.empty()) {
    file.fail("an array of numbers", describe_entries(entries),
              mat_class_hint(entries.front().variable));
  }
  if (arrays.size() > 1) {
    file.fail("one array", std::to_string(arrays.size()) + ": " + describe_entries(arrays),
              "name one after a colon, as in " + file.name() + ":" +
                  base::excerpt(arrays.front().variable.name));
  }
  return *std::ranges::find_if(entries, is_mat_array);
}

}  // namespace

bool is_mat(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::string start(kMatStartBytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return mat_byte_order(start) || is_foreign_mat(start);
}

std::vector<MatVariable> list_mat(const fs::path& path) {
  const MatFile file(path);
  std::vector<MatVariable> variables;
  for (const MatEntry& entry : file.entries()) variables.push_back(entry.variable);
  return variables;
}

ArrayReader open_mat(const fs::path& path, const std::string& variable) {
  const MatFile file(path);
  const MatEntry& entry = choose_mat_entry(file, variable);
  const auto& [name, class_name, shape, type] = entry.variable;
  const std::string place = file.name() + ":" + base::excerpt(name);
  MatElement element = file.open(entry, place);
  read_mat_variable(element);
  return open_mat_values(place, std::move(element), *type, shape);
}

}  // namespace sae::format
