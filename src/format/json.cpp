// SPDX-License-Identifier: MIT
// The strict reader of JSON: nlohmann's parser with the checks that it lacks.
#include "sae/format/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <vector>

#include "sae/base/text.h"

namespace sae::format {
namespace {

// Watches nlohmann's parser and refuses what it would let pass. The parser reads from a stream
// because only a stream tells how far it has come.
class StrictJsonReader {
 public:
  StrictJsonReader(std::string_view text, const std::string& name, ErrorKind kind)
      : stream_(std::string(text)), name_(name), kind_(kind) {}

  Json read() {
    const auto watch = [this](int depth, Event event, const Json& part) {
      check(depth, event, part);
      return true;
    };
    try {
      Json value = Json::parse(stream_, watch);
      // The parser takes a zero byte for the end of the text.
      if (!stream_.eof()) fail("unexpected zero byte");
      return value;
    } catch (const Json::exception& error) {
      fail(reason(error.what()));
    }
  }

 private:
  using Event = Json::parse_event_t;

  void check(int depth, Event event, const Json& part) {
    constexpr int kMaxDepth = 64;
    const bool opens = event == Event::object_start || event == Event::array_start;
    if (opens && depth >= kMaxDepth) fail("expected at most 64 levels, found more");
    if (event == Event::object_start) open_objects_.emplace_back();
    if (event == Event::object_end) open_objects_.pop_back();
    if (event != Event::key) return;
    const auto& key = part.get_ref<const std::string&>();
    if (!open_objects_.back().insert(key).second) fail(base::quote(key) + " occurs twice");
  }

  // Fails at the byte that was read last; its column counts bytes from 1.
  [[noreturn]] void fail(const std::string& problem) {
    const std::streamoff read = stream_.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
    const auto last = static_cast<std::size_t>(std::max<std::streamoff>(read, 1) - 1);
    const std::string_view before = stream_.view().substr(0, last);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t column = last - (before.rfind('\n') + 1) + 1;
    throw Error(kind_, name_ + ": line " + std::to_string(line) + ", column " +
                           std::to_string(column) + ": " + problem);
  }

  // What went wrong in the parser's words, without its own name and place before " - ".
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
  std::vector<std::set<std::string>> open_objects_;  // the keys seen so far, outermost first
};

}  // namespace

Json parse_json(std::string_view text, const std::string& name, ErrorKind kind) {
  constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
  if (text.size() > kMaxBytes) {
    throw Error(kind, name + ": expected at most " + std::to_string(kMaxBytes) +
                          " bytes of JSON, found " + std::to_string(text.size()));
  }
  return StrictJsonReader(text, name, kind).read();
}

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(base::format_number(value));
}

}  // namespace sae::format
