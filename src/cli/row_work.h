// SPDX-License-Identifier: MIT
// Works on the rows of a stream with several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/interrupt.h"
#include "base/ordered_work.h"
#include "base/progress_bar.h"
#include "base/thread_team.h"
#include "data/row_stream.h"
#include "machine/threads.h"
#include "train/denormals.h"

namespace sae::cli {

/// How to work on rows.
struct RowWorkPlan {
  std::string action;                   ///< for the progress bar
  std::optional<std::int64_t> threads;  ///< none: all cores
  std::int64_t values_per_row = 1;      ///< values per row: input, code and output
  base::Progress progress = base::Progress::kShown;
};

/// Number of rows whose values fit in the cache of a core with some of the weights.
std::int64_t rows_of_block(std::int64_t values_per_row);

/// Throws kData if a file that was read twice had another number of rows the second time.
void expect_all_rows(const data::RowStream& rows, std::int64_t found);

/// Calls work(block) for all rows on several threads, with LibTorch on one thread in each, and
/// take(result) in their order. Shows the progress. Returns the signal that ended it, or 0. Throws
/// kData if there were not as many rows as `rows` has.
template <class Result>
int work_on_rows(const data::RowStream& rows, const RowWorkPlan& plan,
                 const std::function<Result(data::Dataset)>& work,
                 const std::function<void(const Result&)>& take) {
  using Work = base::OrderedWork<data::Dataset, std::pair<std::int64_t, Result>>;
  const int threads = static_cast<int>(plan.threads.value_or(base::available_cores()));
  machine::prepare_threads(1);
  base::ProgressBar progress({plan.action, rows.rows(), "rows"}, plan.progress);
  std::int64_t done = 0;
  Work(threads,
       [] {
         train::flush_denormals();
         machine::prepare_threads(1);
       })
      .run(
          [&](const typename Work::Give& give) {
            rows.read(rows_of_block(plan.values_per_row), give);
          },
          [&](data::Dataset block) {
            const std::int64_t count = block.rows();
            return std::pair(count, work(std::move(block)));
          },
          [&](const std::pair<std::int64_t, Result>& result) {
            take(result.second);
            progress.add(result.first);
            done += result.first;
            return base::pending_signal() == 0;
          });
  const int signal = base::pending_signal();
  if (signal == 0) expect_all_rows(rows, done);
  return signal;
}

}  // namespace sae::cli
