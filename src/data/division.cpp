// SPDX-License-Identifier: MIT
// Splits rows into training and validation.
#include "data/division.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <tuple>

#include "base/error.h"
#include "base/log.h"
#include "base/seed.h"
#include "base/text.h"

namespace sae::data {
namespace {

/// With fewer rows, a tenth rounds to 0.
constexpr std::int64_t kLeastRowsOfTenth = 5;

/// Number of validation rows; `valid` is a count from 1 up or a share below 1.
std::int64_t count_valid_rows(const config::DataConfig& config, std::int64_t rows,
                              const std::string& place) {
  const std::int64_t count = count_of(config.valid.value_or(kValidShare), rows);
  if (count >= 1 && count < rows) return count;
  if (config.valid && rows > 1) {
    throw Error(ErrorKind::kUsage, "--valid: expected 1 to " + std::to_string(rows - 1) +
                                       " of the " + std::to_string(rows) +
                                       " training rows, found " + std::to_string(count));
  }
  const std::int64_t least = config.valid ? 2 : kLeastRowsOfTenth;
  throw Error(ErrorKind::kData,
              place + ": expected at least " + std::to_string(least) +
                  " rows (some of them validate), found " + std::to_string(rows),
              rows > 1 ? "use --valid 1 to validate on one row" : "");
}

RowParts draw_rows(std::int64_t rows, std::int64_t count, std::uint64_t seed) {
  const at::Tensor order = at::tensor(base::permutation(rows, seed));
  const auto sorted = [](const at::Tensor& places) { return std::get<0>(places.sort()); };
  return {sorted(order.narrow(0, count, rows - count)), sorted(order.narrow(0, 0, count))};
}

RowParts divide_in_time(std::int64_t rows, std::int64_t count, std::int64_t window,
                        const std::string& place) {
  const std::int64_t overlapping = window - 1, left = rows - count - overlapping;
  if (left < 1) {
    throw Error(ErrorKind::kData,
                place + ": expected at least " + std::to_string(count + overlapping + 1) +
                    " windows, of which the last " + std::to_string(count) + " validate and " +
                    std::to_string(overlapping) + " overlap both parts, found " +
                    std::to_string(rows),
                "use a smaller --window or --valid");
  }
  base::log_info("split   by time: the last " + base::format_count(count) +
                 " windows validate, the " + base::format_count(overlapping) +
                 " before them overlap both parts and are left out");
  return {at::arange(left, at::kLong), at::arange(rows - count, rows, at::kLong)};
}

}  // namespace

std::int64_t count_of(double valid, std::int64_t rows) {
  return valid < 1 ? std::llround(valid * static_cast<double>(rows)) : std::llround(valid);
}

RowParts divide_rows(const config::DataConfig& config, std::int64_t rows, std::int64_t window,
                     const std::string& place) {
  const std::int64_t count = count_valid_rows(config, rows, place);
  if (window > 1) return divide_in_time(rows, count, window, place);
  const auto seed = static_cast<std::uint64_t>(config.split_seed);
  return draw_rows(rows, count, base::derive(seed, "valid"));
}

}  // namespace sae::data
