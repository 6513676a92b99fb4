// SPDX-License-Identifier: MIT
// Reads codes from files.
#include "data/code_files.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "data/missing.h"
#include "data/readers.h"
#include "format/delimited.h"
#include "format/file_text.h"
#include "format/npy.h"
#include "format/npz.h"
#include "format/safetensors.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_codes(const fs::path& path, const std::string& expected,
                               const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, path.string() + ": expected " + expected + ", found " + found,
              hint);
}

Dataset codes_without_rows(std::int64_t width, at::ScalarType type) {
  Dataset about;
  about.features = at::empty({0, width}, type);
  about.shape = shape_of_numbers(width);
  return about;
}

/// float32 if it holds all values of the type.
at::ScalarType type_of_codes(format::NumberType type) {
  const bool fits = format::number_bytes(type) <= 2 || type == format::NumberType::kFloat32;
  return fits ? at::kFloat : at::kDouble;
}

/// "[4, 3]".
std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> sizes;
  for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
  return "[" + base::join(sizes, ", ") + "]";
}

/// The next values [rows, width].
at::Tensor read_next_codes(format::ArrayReader& reader, std::int64_t rows, std::int64_t width) {
  const at::Tensor codes = at::empty({rows, width}, type_of_codes(reader.header().type));
  const auto count = static_cast<std::size_t>(codes.numel());
  if (codes.scalar_type() == at::kDouble) {
    reader.read_next(std::span(codes.mutable_data_ptr<double>(), count));
  } else {
    reader.read_next(std::span(codes.mutable_data_ptr<float>(), count));
  }
  return codes;
}

/// The only array of a safetensors file.
class SafetensorsCodes final : public RowStream {
 public:
  explicit SafetensorsCodes(const fs::path& path) : SafetensorsCodes(path, find(path)) {}

  void read(std::int64_t rows, const Visit& visit) const override {
    format::ArrayReader reader = open();
    reader.skip_checksum();
    visit_blocks(rows, visit, [&](std::int64_t, std::int64_t count) {
      return read_next_codes(reader, count, width());
    });
  }

 private:
  SafetensorsCodes(const fs::path& path, format::OnlyArray found)
      : RowStream(codes_without_rows(found.array.shape[1],
                                     found.array.dtype == "F64" ? at::kDouble : at::kFloat),
                  found.array.shape[0], path.string()),
        found_(std::move(found)) {}

  static format::OnlyArray find(const fs::path& path) {
    try {
      format::OnlyArray found = format::find_only_array(path);
      const bool floating = found.array.dtype == "F32" || found.array.dtype == "F64";
      if (floating && found.array.shape.size() == 2 && found.array.shape[0] > 0) return found;
      refuse_codes(path, "one array [rows, units] of F32 or F64",
                   shape_text(found.array.shape) + " of " + found.array.dtype);
    } catch (const Error& error) {
      throw Error(ErrorKind::kData, error.what(), error.hint());
    }
  }

  format::ArrayReader open() const {
    format::ByteSource source{fs::path(place_)};
    std::vector<std::uint8_t> header(found_.data_at);
    source.read(header);
    const bool wide = about_.features.scalar_type() == at::kDouble;
    return {
        place_,
        std::move(source),
        {wide ? format::NumberType::kFloat64 : format::NumberType::kFloat32, found_.array.shape}};
  }

  format::OnlyArray found_;
};

/// A matrix of compressed rows in an archive.
class SparseCodes final : public RowStream {
 public:
  explicit SparseCodes(const fs::path& path) : SparseCodes(path, read_integers(path, "shape")) {}

  void read(std::int64_t rows, const Visit& visit) const override {
    if (starts_.back() == 0) return read_zeros(rows, visit);
    format::ArrayReader values = open(place_, "data"), columns = open(place_, "indices");
    values.skip_checksum();
    columns.skip_checksum();
    visit_blocks(rows, visit, [&](std::int64_t start, std::int64_t count) {
      return read_block(values, columns, start, count);
    });
  }

 private:
  SparseCodes(const fs::path& path, const std::vector<std::int64_t>& shape)
      : RowStream(codes_without_rows(width_in(path, shape), at::kFloat), shape[0], path.string()),
        starts_(read_integers(path, "indptr")) {
    check_format();
    const bool valid =
        std::ssize(starts_) == rows_ + 1 && starts_.front() == 0 && std::ranges::is_sorted(starts_);
    if (!valid) {
      refuse_codes(path, "indptr with " + std::to_string(rows_ + 1) + " ascending numbers from 0",
                   "other numbers");
    }
    if (starts_.back() == 0) return;
    const format::ArrayReader values = open(path, "data");
    if (values.count() != starts_.back() || open(path, "indices").count() != starts_.back()) {
      refuse_codes(path, std::to_string(starts_.back()) + " values, as indptr says",
                   std::to_string(values.count()));
    }
    about_.features = at::empty({0, width()}, type_of_codes(values.header().type));
  }

  static format::ArrayReader open(const fs::path& path, const std::string& array) {
    return format::open_npy_numbers(format::open_array({path, array}),
                                    path.string() + ": " + array);
  }

  static std::vector<std::int64_t> read_integers(const fs::path& path, const std::string& array) {
    format::ArrayReader reader = open(path, array);
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(reader.count()));
    reader.read(std::span(numbers));
    return numbers;
  }

  static std::int64_t width_in(const fs::path& path, const std::vector<std::int64_t>& shape) {
    if (shape.size() == 2 && shape[0] > 0 && shape[1] > 0) return shape[1];
    refuse_codes(path, "a matrix with rows and columns", "the shape " + shape_text(shape));
  }

  /// The columns of a CSC matrix are in arrays of the same names.
  void check_format() const {
    format::ByteSource source = format::open_array({place_, "format"});
    std::array<std::uint8_t, 4096> bytes{};
    std::string text(bytes.begin(),
                     bytes.begin() + static_cast<std::ptrdiff_t>(source.read(bytes)));
    std::erase(text, '\0');
    if (text.ends_with("csr")) return;
    refuse_codes(place_, "a matrix of compressed rows (CSR)",
                 base::quote(text.substr(text.size() - std::min<std::size_t>(text.size(), 3))),
                 "convert it with x.tocsr()");
  }

  void read_zeros(std::int64_t rows, const Visit& visit) const {
    visit_blocks(rows, visit, [&](std::int64_t, std::int64_t count) {
      return at::zeros({count, width()}, about_.features.options());
    });
  }

  at::Tensor read_block(format::ArrayReader& values, format::ArrayReader& columns,
                        std::int64_t start, std::int64_t count) const {
    const auto* first = starts_.data() + start;
    const std::int64_t size = first[count] - first[0];
    const at::Tensor codes = at::zeros({count, width()}, about_.features.options());
    if (size == 0) return codes;
    const at::Tensor found = read_next_codes(values, 1, size).to(at::kDouble);
    std::vector<std::int64_t> places(static_cast<std::size_t>(size));
    columns.read_next(std::span(places));
    const auto* value = found.const_data_ptr<double>();
    for (std::int64_t row = 0; row < count; ++row) {
      for (std::int64_t i = first[row] - first[0]; i < first[row + 1] - first[0]; ++i) {
        const std::int64_t column = places[static_cast<std::size_t>(i)];
        if (column < 0 || column >= width()) {
          refuse_codes(place_, "column indices from 0 to " + std::to_string(width() - 1),
                       std::to_string(column));
        }
        add(codes, row * width() + column, value[i]);
      }
    }
    return codes;
  }

  /// A column that occurs twice counts with the sum of its values.
  static void add(const at::Tensor& codes, std::int64_t place, double value) {
    if (codes.scalar_type() == at::kDouble) {
      codes.mutable_data_ptr<double>()[place] += value;
    } else {
      codes.mutable_data_ptr<float>()[place] += static_cast<float>(value);
    }
  }

  std::vector<std::int64_t> starts_;  // of each row, and the end
};

/// Codes whose values are checked.
class FiniteCodes final : public RowStream {
 public:
  explicit FiniteCodes(std::unique_ptr<const RowStream> codes)
      : RowStream(codes->about(), codes->rows(), codes->place()), codes_(std::move(codes)) {}

  void read(std::int64_t rows, const Visit& visit) const override {
    codes_->read(rows, [&](Dataset block) {
      expect_finite(block, place_, "codes must be finite: replace nan before decoding");
      return visit(std::move(block));
    });
  }

 private:
  std::unique_ptr<const RowStream> codes_;
};

bool is_sparse(const fs::path& path) {
  if (!format::is_zip(path)) return false;
  try {
    format::open_array({path, "indptr"});
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool is_safetensors(const fs::path& path) {
  constexpr std::size_t kLength = 8;
  std::array<char, kLength + 1> start{};
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return start[kLength] == '{' && start[kLength - 1] == '\0';
}

/// A table may have one more column, which counts the rows.
void check_columns_of(const fs::path& path, std::int64_t width) {
  const format::FileText text(path, kMostTableBytes);
  format::DelimitedReader first_row(text.view(), path.string());
  const auto found = first_row.next() ? std::ssize(first_row.fields()) : 0;
  if (found == width || found == width + 1) return;
  refuse_codes(path, "codes of " + std::to_string(width) + " units",
               "rows of " + std::to_string(found) + " values");
}

std::unique_ptr<const RowStream> open_any(const fs::path& path, std::int64_t width) {
  const format::ArrayPlace place = format::find_array(path);
  std::error_code unreadable;  // which the reader reports
  if (!fs::exists(place.file, unreadable) && !unreadable) {
    refuse_codes(path, "a file of codes", "nothing");
  }
  if (is_sparse(path)) return std::make_unique<SparseCodes>(path);
  if (is_safetensors(path)) return std::make_unique<SafetensorsCodes>(path);
  WantedRows wanted;
  wanted.config.data = path.string();
  wanted.config.table.missing = config::Missing::kMean;  // FiniteCodes refuses nan
  wanted.division = SplitMode::kNone;
  if (find_file_format(place) == config::DataFormat::kTable) {
    check_columns_of(path, width);
    wanted.known = TableEncoding(std::vector<format::TableColumn>(static_cast<std::size_t>(width)));
  }
  return open_rows(wanted);
}

}  // namespace

std::unique_ptr<const RowStream> open_codes(const fs::path& path, std::int64_t width) {
  auto codes = open_any(path, width);
  if (codes->width() == width) return std::make_unique<FiniteCodes>(std::move(codes));
  refuse_codes(path, "codes of " + std::to_string(width) + " units",
               "rows of " + std::to_string(codes->width()) + " values");
}

}  // namespace sae::data
