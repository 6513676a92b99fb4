// SPDX-License-Identifier: MIT
// Rows in memory as a stream.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "data/row_stream.h"

namespace sae::test {

/// The rows of a data set at the place "x".
class MemoryRows final : public data::RowStream {
 public:
  /// announced: number of rows that the stream seems to have.
  MemoryRows(data::Dataset rows, std::int64_t announced)
      : RowStream(rows, announced, "x"), all_(std::move(rows)) {
    row_names_ = std::exchange(all_.row_names, {});
    all_.row_ids = data::ids_of(all_);
  }

  void read(std::int64_t rows, const Visit& visit) const override {
    for (std::int64_t start = 0; start < all_.rows(); start += rows) {
      const std::int64_t count = std::min(rows, all_.rows() - start);
      data::Dataset block = all_;
      block.features = all_.features.narrow(0, start, count);
      block.row_ids = all_.row_ids.narrow(0, start, count);
      if (all_.labels.defined()) block.labels = all_.labels.narrow(0, start, count);
      if (!visit(std::move(block))) return;
    }
  }

 private:
  data::Dataset all_;
};

inline std::unique_ptr<const data::RowStream> stream_of(data::Dataset rows) {
  const std::int64_t count = rows.rows();
  return std::make_unique<MemoryRows>(std::move(rows), count);
}

}  // namespace sae::test
