// SPDX-License-Identifier: MIT
// Works on the rows of a stream with several threads.
#include "cli/row_work.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/text.h"

namespace sae::cli {

std::int64_t rows_of_block(std::int64_t values_per_row) {
  constexpr std::int64_t kValues = std::int64_t{1} << 20, kLeast = 16, kMost = 256;
  return std::clamp(kValues / std::max<std::int64_t>(values_per_row, 1), kLeast, kMost);
}

void expect_all_rows(const data::RowStream& rows, std::int64_t found) {
  if (found == rows.rows()) return;
  throw Error(ErrorKind::kData, rows.place() + ": expected " + base::format_count(rows.rows()) +
                                    " rows as at the first reading, found " +
                                    base::format_count(found) + " (was it changed?)");
}

}  // namespace sae::cli
