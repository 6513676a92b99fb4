// SPDX-License-Identifier: MIT
// Writes the rows of a matrix block by block.
#include "data/matrix_writer.h"

#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/spool_file.h"
#include "base/text.h"
#include "data/row_files.h"
#include "format/csv.h"
#include "format/npy.h"
#include "format/npz_writer.h"
#include "format/safetensors.h"

namespace sae::data {
namespace {

using format::NumberType;

std::string dtype_in_file(at::ScalarType type) {
  if (type == at::kByte) return "U8";
  return type == at::kFloat ? "F32" : "F64";
}

std::vector<std::int64_t> shape_in_file(const MatrixPlan& plan) {
  std::vector<std::int64_t> shape = {plan.rows};
  shape.insert(shape.end(), plan.row_shape.begin(), plan.row_shape.end());
  return shape;
}

std::int64_t values_of_row(const MatrixPlan& plan) {
  return std::accumulate(plan.row_shape.begin(), plan.row_shape.end(), std::int64_t{1},
                         std::multiplies<>());
}

std::string_view bytes_of(const at::Tensor& values) {
  return {static_cast<const char*>(values.const_data_ptr()), values.nbytes()};
}

template <class Number>
std::string_view bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

/// Calls `visit` with a pointer to the values of a contiguous tensor.
template <class Visit>
void with_values(const at::Tensor& rows, const Visit& visit) {
  if (rows.scalar_type() == at::kByte) {
    visit(rows.const_data_ptr<std::uint8_t>());
  } else if (rows.scalar_type() == at::kFloat) {
    visit(rows.const_data_ptr<float>());
  } else {
    visit(rows.const_data_ptr<double>());
  }
}

/// A header, then the values as they are in memory.
class DenseWriter final : public MatrixWriter {
 public:
  DenseWriter(base::OutputFile& file, const MatrixPlan& plan, std::string_view header)
      : MatrixWriter(file, plan) {
    file_.write(header);
  }

  MatrixBlock prepare(const at::Tensor& rows) const override {
    MatrixBlock block;
    block.rows = rows.contiguous();
    return block;
  }
  void write(const MatrixBlock& block) override { file_.write(bytes_of(block.rows)); }
};

class CsvWriter final : public MatrixWriter {
 public:
  CsvWriter(base::OutputFile& file, const MatrixPlan& plan) : MatrixWriter(file, plan) {
    std::vector<std::string> names;
    for (const std::string& name : plan_.columns) names.push_back(format::csv_field(name));
    if (!names.empty()) file_.write(base::join(names, ",") + "\n");
  }

  MatrixBlock prepare(const at::Tensor& rows) const override {
    MatrixBlock block;
    const at::Tensor values = rows.contiguous();
    with_values(values, [&](const auto* value) {
      for (std::int64_t row = 0; row < values.size(0); ++row) {
        for (std::int64_t i = 0; i < values.size(1); ++i) {
          block.text += csv_number(*value++);
          block.text += ',';
        }
        block.text.back() = '\n';
      }
    });
    return block;
  }

  void write(const MatrixBlock& block) override { file_.write(block.text); }
};

/// Compressed rows. An archive has one array after another, so two of them wait on disk.
class SparseWriter final : public MatrixWriter {
 public:
  SparseWriter(base::OutputFile& file, const MatrixPlan& plan)
      : MatrixWriter(file, plan), values_(file.spool_folder()), columns_(file.spool_folder()) {}

  MatrixBlock prepare(const at::Tensor& rows) const override {
    MatrixBlock block;
    const at::Tensor dense = rows.contiguous();
    with_values(dense, [&](const auto* row) {
      for (std::int64_t i = 0; i < dense.size(0); ++i, row += dense.size(1)) {
        block.row_counts.push_back(add_row(row, dense.size(1), block));
      }
    });
    return block;
  }

  void write(const MatrixBlock& block) override {
    values_.write(block.values);
    columns_.write(block.columns);
    values_checksum_ = base::crc32_of(block.values, values_checksum_);
    columns_checksum_ = base::crc32_of(block.columns, columns_checksum_);
    for (const std::int64_t count : block.row_counts) starts_.push_back(starts_.back() + count);
  }

  /// The arrays are in the order in which SciPy writes them.
  void finish() override {
    format::NpzWriter archive([this](std::string_view bytes) { file_.write(bytes); });
    const auto copy = [&](std::string_view bytes) { archive.write_values(bytes); };
    archive.begin_array("indices", NumberType::kInt32, {starts_.back()}, columns_checksum_);
    columns_.read(copy);
    write_starts(archive);
    archive.add_text("format", "csr");
    const std::vector<std::int64_t> shape = {plan_.rows, values_of_row(plan_)};
    archive.begin_array("shape", NumberType::kInt64, {2}, base::crc32_of(shape));
    archive.write_values(bytes_of(shape));
    archive.begin_array("data", number_type(plan_.type), {starts_.back()}, values_checksum_);
    values_.read(copy);
    archive.finish();
  }

  std::int64_t sparse_values() const override { return starts_.back(); }

 private:
  /// Returns the number of values that are not 0.
  template <class Value>
  static std::int64_t add_row(const Value* row, std::int64_t width, MatrixBlock& block) {
    constexpr std::int64_t kStep = 16;
    std::int64_t count = 0;
    for (std::int64_t begin = 0; begin < width; begin += kStep) {
      const std::int64_t end = std::min(begin + kStep, width);
      int any = 0;
      for (std::int64_t i = begin; i < end; ++i) any |= row[i] != Value(0) ? 1 : 0;
      if (any == 0) continue;
      for (std::int64_t i = begin; i < end; ++i) {
        if (row[i] == Value(0)) continue;
        const auto column = static_cast<std::int32_t>(i);
        block.values.append(reinterpret_cast<const char*>(row + i), sizeof(Value));
        block.columns.append(reinterpret_cast<const char*>(&column), sizeof(column));
        ++count;
      }
    }
    return count;
  }

  /// In int32 if it holds them, as SciPy chooses.
  void write_starts(format::NpzWriter& archive) const {
    const std::vector<std::int64_t> shape = {std::ssize(starts_)};
    if (starts_.back() > std::numeric_limits<std::int32_t>::max()) {
      archive.begin_array("indptr", NumberType::kInt64, shape, base::crc32_of(starts_));
      return archive.write_values(bytes_of(starts_));
    }
    const std::vector<std::int32_t> small(starts_.begin(), starts_.end());
    archive.begin_array("indptr", NumberType::kInt32, shape, base::crc32_of(small));
    archive.write_values(bytes_of(small));
  }

  base::SpoolFile values_, columns_;
  std::uint32_t values_checksum_ = 0, columns_checksum_ = 0;
  std::vector<std::int64_t> starts_ = {0};
};

}  // namespace

MatrixWriter::MatrixWriter(base::OutputFile& file, MatrixPlan plan)
    : file_(file), plan_(std::move(plan)) {}

std::unique_ptr<MatrixWriter> MatrixWriter::create(base::OutputFile& file, const MatrixPlan& plan) {
  switch (plan.format) {
    case MatrixFormat::kNpy:
      return std::make_unique<DenseWriter>(
          file, plan, format::npy_header(number_type(plan.type), shape_in_file(plan)));
    case MatrixFormat::kSafetensors:
      return std::make_unique<DenseWriter>(
          file, plan,
          format::safetensors_header(plan.array_name, dtype_in_file(plan.type), shape_in_file(plan),
                                     plan.metadata));
    case MatrixFormat::kCsv:
      return std::make_unique<CsvWriter>(file, plan);
    case MatrixFormat::kSparse:
      return std::make_unique<SparseWriter>(file, plan);
  }
  throw Error(ErrorKind::kInternal, "matrix: unknown format");
}

}  // namespace sae::data
