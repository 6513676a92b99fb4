// SPDX-License-Identifier: MIT
// Writes the rows of a matrix block by block.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/output_file.h"

namespace sae::data {

enum class MatrixFormat {
  kNpy,
  kCsv,          ///< a header, then a line for each row; numbers with all their digits
  kSafetensors,  ///< one array
  kSparse,       ///< compressed rows (CSR) in a .npz archive, as scipy.sparse.save_npz writes them
};

/// What is written.
struct MatrixPlan {
  MatrixFormat format = MatrixFormat::kNpy;
  at::ScalarType type = at::kFloat;     ///< uint8, float32 or float64
  std::int64_t rows = 0;                ///< N
  std::vector<std::int64_t> row_shape;  ///< of each row, as [D] or [height, width, channels]
  std::vector<std::string> columns{};   ///< CSV: names; empty: no header
  std::string array_name{};             ///< safetensors
  std::map<std::string, std::string> metadata{};  ///< safetensors
};

/// Some rows as they are in the file.
struct MatrixBlock {
  at::Tensor rows;                       ///< [B, D], contiguous; npy and safetensors
  std::string text;                      ///< CSV
  std::string values, columns;           ///< sparse: bytes of the values and of int32 indices
  std::vector<std::int64_t> row_counts;  ///< sparse: number of values in each row
};

/// Writes all rows of a matrix in their order. Memory does not grow with their number, but for 8
/// bytes a row of a sparse file, whose values are kept on disk until the end (OutputFile's
/// spool_folder).
class MatrixWriter {
 public:
  /// The file must outlive this object, and is committed by the caller.
  static std::unique_ptr<MatrixWriter> create(base::OutputFile& file, const MatrixPlan& plan);

  virtual ~MatrixWriter() = default;
  MatrixWriter(const MatrixWriter&) = delete;
  MatrixWriter& operator=(const MatrixWriter&) = delete;

  /// Rows [B, D] of the plan's type as they are in the file. Several threads may call it at once.
  virtual MatrixBlock prepare(const at::Tensor& rows) const = 0;
  /// Appends a block. Throws kOutput.
  virtual void write(const MatrixBlock& block) = 0;
  /// Ends the file after the last row. Throws kOutput.
  virtual void finish() {}
  /// Number of values in a sparse file so far; 0 for others.
  virtual std::int64_t sparse_values() const { return 0; }

 protected:
  MatrixWriter(base::OutputFile& file, MatrixPlan plan);

  base::OutputFile& file_;
  MatrixPlan plan_;
};

}  // namespace sae::data
