// SPDX-License-Identifier: MIT
// Strict JSON reader: nlohmann's parser with additional checks.
#include "format/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "base/text.h"
#include "format/file.h"

namespace sae::format {
namespace {

// Builds the value from the events of nlohmann's parser
// (https://json.nlohmann.me/features/parsing/sax_interface) and rejects input that the library
// accepts. The library's own builders take quadratic time: they compare each key with all earlier
// ones, and at the end of each object in a list they search that list. The parser reads from a
// stream because only a stream reports its position.
class StrictJsonReader {
 public:
  StrictJsonReader(std::string_view text, const std::string& name, ErrorKind kind)
      : stream_(std::string(text)), name_(name), kind_(kind) {}

  Json read() {
    Json::sax_parse(stream_, this);
    // The parser treats a zero byte as the end of the text.
    if (!stream_.eof()) fail("unexpected zero byte");
    return std::move(value_);
  }

  // Parser callbacks; returning true continues.
  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(Json::number_integer_t value) { return add(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t& value) { return add(std::move(value)); }
  bool start_array(std::size_t /*size*/) { return open(Json::array()); }
  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool end_array() { return close(); }
  bool end_object() { return close(); }

  bool number_float(Json::number_float_t value, const std::string& text) {
    const bool zero = text.find_first_of("123456789") >= text.find_first_of("eE");
    if (value == 0 && !zero) fail("number underflow parsing " + base::quote(text));
    return add(value);
  }

  bool key(std::string& key) {
    constexpr std::size_t kMaxKeys = 4096;
    auto& [object, keys] = open_.back();
    if (keys.size() == kMaxKeys) fail("expected at most 4096 keys in an object, found more");
    if (!keys.insert(key).second) fail(base::quote(key) + " occurs twice");
    object->get_ref<Json::object_t&>().emplace_back(std::move(key), nullptr);
    return true;
  }

  bool parse_error(std::size_t /*place*/, const std::string& /*token*/,
                   const Json::exception& error) {
    fail(reason(error.what()));
  }

 private:
  // An unfinished list or object, and the keys of the object so far.
  struct Open {
    Json* value;
    std::set<std::string> keys;
  };

  // Adds a value to the innermost open container; in an object, to its last key.
  Json& put(Json value) {
    if (open_.empty()) return value_ = std::move(value);
    Json& parent = *open_.back().value;
    if (parent.is_object()) {
      return parent.get_ref<Json::object_t&>().back().second = std::move(value);
    }
    return parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
  }

  bool add(Json value) {
    put(std::move(value));
    return true;
  }

  // The pointer stays valid: nothing is added to the parent until this container is closed.
  bool open(Json value) {
    constexpr std::size_t kMaxDepth = 64;
    if (open_.size() == kMaxDepth) fail("expected at most 64 levels, found more");
    open_.push_back({&put(std::move(value)), {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  // Throws with the position of the last byte read; the column counts bytes from 1.
  [[noreturn]] void fail(const std::string& problem) {
    const std::streamoff read = stream_.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
    const auto last = static_cast<std::size_t>(std::max<std::streamoff>(read, 1) - 1);
    const std::string_view before = stream_.view().substr(0, last);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t column = last - (before.rfind('\n') + 1) + 1;
    throw Error(kind_, name_ + ": line " + std::to_string(line) + ", column " +
                           std::to_string(column) + ": " + problem);
  }

  // The parser's message without its own prefix (name and position) before " - ".
  static std::string reason(std::string_view message) {
    constexpr std::size_t kLongest = 200;
    for (const std::string_view prefix_end : {" - ", "] "}) {
      const std::size_t place = message.find(prefix_end);
      if (place == std::string_view::npos) continue;
      return std::string(message.substr(place + prefix_end.size(), kLongest));
    }
    return std::string(message.substr(0, kLongest));
  }

  std::istringstream stream_;
  std::string name_;
  ErrorKind kind_;
  Json value_;
  std::vector<Open> open_;  // outermost first
};

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

}  // namespace

Json parse_json(std::string_view text, const std::string& name, ErrorKind kind) {
  if (text.size() > kMaxBytes) {
    throw Error(kind, name + ": expected at most " + std::to_string(kMaxBytes) +
                          " bytes of JSON, found " + std::to_string(text.size()));
  }
  return StrictJsonReader(text, name, kind).read();
}

Json read_json(const std::filesystem::path& path, ErrorKind kind) {
  return parse_json(read_file(path, kMaxBytes, kind), path.string(), kind);
}

std::string json_file(const Json& document) {
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + '\n';
}

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(base::format_number(value));
}

}  // namespace sae::format
