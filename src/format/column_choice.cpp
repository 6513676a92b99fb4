// SPDX-License-Identifier: MIT
// Chooses columns of a table and makes their names unique.
#include "format/column_choice.h"

#include <fnmatch.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sae::format {
namespace {

using ColumnIndices = std::vector<std::size_t>;

struct ColumnRange {
  std::size_t first = 0;
  std::size_t last = 0;  // inclusive
};

// The columns of one file, as patterns see them.
class ColumnFinder {
 public:
  ColumnFinder(const std::vector<std::string>& names, std::size_t width)
      : names_(names), width_(width) {}

  // Empty if none matches.
  ColumnIndices named(const std::string& pattern) const {
    ColumnIndices found = where([&](const std::string& name) { return name == pattern; });
    if (!found.empty() || pattern.find_first_of("*?[") == std::string::npos) return found;
    return where(
        [&](const std::string& name) { return fnmatch(pattern.c_str(), name.c_str(), 0) == 0; });
  }

  // By index or range; a range that runs backward only if none runs forward.
  std::optional<ColumnRange> range(std::string_view pattern) const {
    if (const auto index = at_index(pattern)) return ColumnRange{*index, *index};
    std::optional<ColumnRange> backward;
    for (auto at = pattern.find('-'); at != pattern.npos; at = pattern.find('-', at + 1)) {
      const auto found = between(pattern.substr(0, at), pattern.substr(at + 1));
      if (found && found->first <= found->last) return found;
      if (!backward) backward = found;
    }
    return backward;
  }

 private:
  template <class Predicate>
  ColumnIndices where(Predicate matches) const {
    ColumnIndices found;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (matches(names_[i])) found.push_back(i);
    }
    return found;
  }

  std::optional<std::size_t> at_index(std::string_view text) const {
    const auto index = base::parse_integer(text);
    const auto width = static_cast<std::int64_t>(width_);
    if (!index || *index < -width || *index >= width) return std::nullopt;
    return static_cast<std::size_t>(*index < 0 ? *index + width : *index);
  }

  std::optional<ColumnRange> between(std::string_view first, std::string_view last) const {
    const auto begin = std::find(names_.begin(), names_.end(), first);
    const auto end = std::find(names_.rbegin(), names_.rend(), last);
    if (begin != names_.end() && end != names_.rend()) {
      return ColumnRange{static_cast<std::size_t>(begin - names_.begin()),
                         static_cast<std::size_t>(names_.rend() - end - 1)};
    }
    const auto from = at_index(first), to = at_index(last);
    return from && to ? std::optional(ColumnRange{*from, *to}) : std::nullopt;
  }

  const std::vector<std::string>& names_;
  std::size_t width_;
};

// What the user may have meant by patterns that match no column.
std::string column_hint(const std::vector<std::string>& names, std::size_t width,
                        const std::vector<std::string>& patterns) {
  const std::string indices = "index from 0 to " + std::to_string(width - 1);
  if (names.empty()) return "the file has no header: name columns by " + indices;
  std::vector<std::string> likely;
  for (const std::string& pattern : patterns) {
    if (const auto near = base::nearest(pattern, names)) likely.push_back(base::quote(*near));
  }
  if (likely.empty()) return "name columns as in the header, or by " + indices;
  return "did you mean " + base::join(likely, ", ") + "?";
}

[[noreturn]] void refuse_backward_range(const std::string& pattern, const std::string& option,
                                        const std::string& file) {
  throw Error(ErrorKind::kUsage,
              option + ": expected a range whose first column is before its last in " + file +
                  ", found " + base::quote(pattern));
}

std::string quote_all(std::vector<std::string> texts) {
  std::transform(texts.begin(), texts.end(), texts.begin(), base::quote);
  return base::join(texts, ", ");
}

// Adds the first of ".1", ".2" and so on that makes a name not in use. number: of the last one.
std::string next_free_name(const std::string& name, std::size_t& number,
                           std::set<std::string>& used) {
  for (;;) {
    std::string next = name + '.' + std::to_string(++number);
    if (used.insert(next).second) return next;
  }
}

void add_note(UniqueNames& result, const std::vector<std::string>& changed, const std::string& what,
              const std::string& done) {
  if (changed.empty()) return;
  const bool one = changed.size() == 1;
  result.notes.push_back(base::format_count(static_cast<std::int64_t>(changed.size())) + ' ' +
                         what + (one ? " is " : "s are ") + done + (one ? ": \"" : ", such as \"") +
                         base::excerpt(changed.front()) + '"');
}

}  // namespace

std::vector<std::size_t> choose_columns(const std::vector<std::string>& names, std::size_t width,
                                        const std::vector<std::string>& patterns,
                                        const std::string& option, const std::string& file) {
  const ColumnFinder columns(names, width);
  std::vector<std::string> unknown;
  std::set<std::size_t> chosen;
  for (const std::string& pattern : patterns) {
    const ColumnIndices named = columns.named(pattern);
    chosen.insert(named.begin(), named.end());
    if (!named.empty()) continue;
    const auto range = columns.range(pattern);
    if (!range) {
      unknown.push_back(pattern);
      continue;
    }
    if (range->first > range->last) refuse_backward_range(pattern, option, file);
    for (std::size_t i = range->first; i <= range->last; ++i) chosen.insert(i);
  }
  if (unknown.empty()) return {chosen.begin(), chosen.end()};
  constexpr std::size_t kMostNamed = 5;
  unknown.resize(std::min(unknown.size(), kMostNamed));
  throw Error(ErrorKind::kUsage,
              option + ": expected columns of " + file + ", found " + quote_all(unknown),
              column_hint(names, width, unknown));
}

std::string leave_out_hint(const std::string& column) {
  return "use --drop_columns " + base::excerpt(column) + " to leave it out";
}

std::string text_column_hint(const std::string& column) {
  return "use --categories onehot to turn text columns into numbers, or --drop_columns " +
         base::excerpt(column) + " to leave it out";
}

UniqueNames unique_names(std::vector<std::string> names) {
  std::set<std::string> used(names.begin(), names.end()), kept;
  std::map<std::string, std::size_t> repeats;
  std::vector<std::string> by_position, numbered;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool unnamed = names[i].empty();
    if (unnamed) names[i] = "column_" + std::to_string(i + 1);
    const bool is_free = unnamed ? used.insert(names[i]).second : kept.insert(names[i]).second;
    if (!is_free) names[i] = next_free_name(names[i], repeats[names[i]], used);
    if (unnamed) by_position.push_back(names[i]);
    if (!unnamed && !is_free) numbered.push_back(names[i]);
  }
  UniqueNames result{std::move(names), {}};
  add_note(result, by_position, "unnamed column", "named by position");
  add_note(result, numbered, "repeated column name", "numbered");
  return result;
}

}  // namespace sae::format
