// SPDX-License-Identifier: MIT
// Reads ISO 8601 dates and times.
#include "format/date.h"

#include <chrono>
#include <cstddef>

namespace sae::format {
namespace {

// Takes the parts of a date from the front of a text. A part that does not fit makes it invalid.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text) {}

  // Whether every part fitted and nothing is left.
  bool is_complete() const { return valid_ && text_.empty(); }
  bool starts_with(char c) const { return text_.starts_with(c); }

  bool take(char c) {
    if (!starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  // The value of exactly `digits` digits, at most `most`.
  int take_number(std::size_t digits, int most) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + take_digit();
    if (value > most) valid_ = false;
    return value;
  }

  std::chrono::year_month_day take_day() {
    const int year = take_number(4, 9999);
    expect('-');
    const int month = take_number(2, 12);
    expect('-');
    const int day = take_number(2, 31);
    // The calendar type has a year 0.
    if (year == 0) valid_ = false;
    return std::chrono::year(year) / month / day;
  }

  std::chrono::nanoseconds take_time() {
    const std::chrono::hours hours(take_number(2, 23));
    expect(':');
    const std::chrono::minutes minutes(take_number(2, 59));
    if (!take(':')) return hours + minutes;
    const std::chrono::seconds seconds(take_number(2, 59));
    return hours + minutes + seconds + (take('.') ? take_fraction() : std::chrono::nanoseconds{});
  }

  // The offset from UTC.
  std::chrono::minutes take_zone() {
    const bool west = starts_with('-');
    if (text_.empty() || take('Z')) return {};
    if (!take('-')) expect('+');
    std::chrono::minutes offset = std::chrono::hours(take_number(2, 23));
    if (take(':') || !text_.empty()) offset += std::chrono::minutes(take_number(2, 59));
    return west ? -offset : offset;
  }

 private:
  void expect(char c) {
    if (!take(c)) valid_ = false;
  }

  bool at_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }

  int take_digit() {
    if (!at_digit()) {
      valid_ = false;
      return 0;
    }
    const int digit = text_.front() - '0';
    text_.remove_prefix(1);
    return digit;
  }

  std::chrono::nanoseconds take_fraction() {
    int value = 0, unit = 100'000'000;
    do {
      value += take_digit() * unit;
      unit /= 10;
    } while (unit > 0 && at_digit());
    return std::chrono::nanoseconds(value);
  }

  std::string_view text_;
  bool valid_ = true;
};

}  // namespace

std::optional<double> parse_date(std::string_view text) {
  DateScanner scanner(text);
  const std::chrono::year_month_day day = scanner.take_day();
  std::chrono::nanoseconds time{};
  std::chrono::minutes offset{};
  if (scanner.take('T') || scanner.take(' ')) {
    time = scanner.take_time();
    offset = scanner.take_zone();
  }
  if (!scanner.is_complete() || !day.ok()) return std::nullopt;
  // 9999 years in nanoseconds do not fit in 64 bits.
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const std::chrono::duration<double> fraction = time - whole;
  return (std::chrono::sys_days(day).time_since_epoch() - offset + whole + fraction).count();
}

}  // namespace sae::format
