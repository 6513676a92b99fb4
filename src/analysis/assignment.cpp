// SPDX-License-Identifier: MIT
// The linear assignment problem.
#include "analysis/assignment.h"

#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "base/progress_bar.h"

namespace sae::analysis {
namespace {

constexpr std::int64_t kNone = -1;

/// Assigns n rows to m >= n columns. The cost of a pair is its score negated. Prices of rows and
/// columns keep every reduced cost at 0 or above and those of assigned pairs at 0; columns without
/// a row have price 0. Then the assignment is the best one (linear programming duality).
class Assigner {
 public:
  /// scores: n x m, row-major; must outlive this object.
  Assigner(const double* scores, std::size_t rows, std::size_t columns)
      : scores_(scores),
        columns_(columns),
        row_prices_(rows),
        column_prices_(columns, 0),
        column_of_(rows, kNone),
        row_of_(columns, kNone),
        lengths_(columns),
        previous_(columns),
        unvisited_(columns) {}

  std::vector<std::int64_t> solve() {
    base::ProgressBar progress({"match", static_cast<std::int64_t>(column_of_.size())});
    assign_undisputed();
    for (std::size_t row = 0; row < column_of_.size(); ++row) {
      if (column_of_[row] == kNone) add(row);
      progress.add(1);
    }
    return column_of_;
  }

 private:
  const double* scores_of(std::size_t row) const { return scores_ + row * columns_; }

  /// Gives each row its best column if no row before it has that column.
  void assign_undisputed() {
    for (std::size_t row = 0; row < column_of_.size(); ++row) {
      const double* scores = scores_of(row);
      const auto best =
          static_cast<std::size_t>(std::max_element(scores, scores + columns_) - scores);
      row_prices_[row] = -scores[best];
      if (row_of_[best] == kNone) join(row, best);
    }
  }

  void join(std::size_t row, std::size_t column) {
    column_of_[row] = static_cast<std::int64_t>(column);
    row_of_[column] = static_cast<std::int64_t>(row);
  }

  /// Assigns one more row by the shortest path from it to a column without a row, which alternates
  /// between pairs that are not assigned and pairs that are.
  void add(std::size_t start) {
    std::ranges::fill(lengths_, std::numeric_limits<double>::infinity());
    std::iota(unvisited_.begin(), unvisited_.end(), std::size_t{0});
    std::size_t left = columns_;
    std::size_t row = start, end = columns_;
    double length = 0;
    while (end == columns_) {
      const std::size_t place = nearest_column(row, length, left);
      const std::size_t column = unvisited_[place];
      length = lengths_[column];
      std::swap(unvisited_[place], unvisited_[--left]);
      if (row_of_[column] == kNone) {
        end = column;
      } else {
        row = static_cast<std::size_t>(row_of_[column]);
      }
    }
    update_prices(start, length, left + 1);
    flip(start, end);
  }

  /// Extends the paths by the columns of `row`, which a path of this length reaches. Returns the
  /// place in `unvisited_` of the column with the shortest path, on a tie one without a row.
  std::size_t nearest_column(std::size_t row, double length, std::size_t left) {
    const double* scores = scores_of(row);
    const double offset = length - row_prices_[row];
    double shortest = std::numeric_limits<double>::infinity();
    std::size_t nearest = 0;
    for (std::size_t place = 0; place < left; ++place) {
      const std::size_t column = unvisited_[place];
      const double through = offset - scores[column] - column_prices_[column];
      if (through < lengths_[column]) {
        lengths_[column] = through;
        previous_[column] = row;
      }
      const double candidate = lengths_[column];
      if (candidate < shortest || (candidate == shortest && row_of_[column] == kNone)) {
        shortest = candidate;
        nearest = place;
      }
    }
    return nearest;
  }

  /// Keeps the reduced costs at 0 or above after the path is used. The visited columns are those
  /// from `first_visited` on in `unvisited_`; the end of the path, visited last, is not among them.
  void update_prices(std::size_t start, double length, std::size_t first_visited) {
    row_prices_[start] += length;
    for (std::size_t place = first_visited; place < columns_; ++place) {
      const std::size_t column = unvisited_[place];
      const double change = length - lengths_[column];
      column_prices_[column] -= change;
      row_prices_[static_cast<std::size_t>(row_of_[column])] += change;
    }
  }

  /// Exchanges assigned and other pairs along the path that ends at this column.
  void flip(std::size_t start, std::size_t column) {
    for (;;) {
      const std::size_t row = previous_[column];
      const std::int64_t freed = column_of_[row];
      join(row, column);
      if (row == start) return;
      column = static_cast<std::size_t>(freed);
    }
  }

  const double* scores_;
  std::size_t columns_;
  std::vector<double> row_prices_, column_prices_;
  std::vector<std::int64_t> column_of_, row_of_;  // kNone: not assigned
  // Of the shortest paths from the row that is added.
  std::vector<double> lengths_;         // to each column
  std::vector<std::size_t> previous_;   // row before each column
  std::vector<std::size_t> unvisited_;  // columns; the visited ones are moved to the end
};

/// For scores [n, m] with n <= m.
std::vector<std::int64_t> assign_rows(const at::Tensor& scores) {
  const at::Tensor values = scores.contiguous();
  return Assigner(values.const_data_ptr<double>(), static_cast<std::size_t>(values.size(0)),
                  static_cast<std::size_t>(values.size(1)))
      .solve();
}

}  // namespace

std::vector<std::int64_t> assign(const at::Tensor& scores) {
  if (scores.dim() != 2 || !scores.is_floating_point() ||
      !at::isfinite(scores).all().item<bool>()) {
    throw Error(ErrorKind::kInternal, "assignment: expected a matrix of finite scores");
  }
  const at::Tensor values = scores.cpu().to(at::kDouble);
  if (values.size(0) <= values.size(1)) return assign_rows(values);
  std::vector<std::int64_t> columns(static_cast<std::size_t>(values.size(0)), kNone);
  const std::vector<std::int64_t> rows = assign_rows(values.t());
  for (std::size_t column = 0; column < rows.size(); ++column) {
    columns[static_cast<std::size_t>(rows[column])] = static_cast<std::int64_t>(column);
  }
  return columns;
}

}  // namespace sae::analysis
