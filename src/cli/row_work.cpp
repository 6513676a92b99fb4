// SPDX-License-Identifier: MIT
// Works on the rows of a stream with several threads.
#include "cli/row_work.h"

#include <algorithm>

namespace sae::cli {

std::int64_t rows_of_block(std::int64_t values_per_row) {
  constexpr std::int64_t kValues = std::int64_t{1} << 20, kLeast = 16, kMost = 256;
  return std::clamp(kValues / std::max<std::int64_t>(values_per_row, 1), kLeast, kMost);
}

}  // namespace sae::cli
