// SPDX-License-Identifier: MIT
// Reader and writer of the IDX format.
#include "sae/format/idx.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>

#include "sae/base/error.h"
#include "sae/format/gzip.h"
#include "sae/format/shape.h"

namespace sae::format {
namespace {

constexpr std::uint8_t kUnsignedByte = 0x08;
constexpr std::size_t kMaxRank = 255;
constexpr std::int64_t kMaxSize = std::numeric_limits<std::uint32_t>::max();

// What a file with arrays of this rank holds, for messages.
std::string content_name(std::size_t rank) {
  if (rank == 1) return "labels";
  return rank == 3 ? "pixels" : "values";
}

// Reads one file front to back; every message begins with its name.
class IdxReader {
 public:
  IdxReader(const std::filesystem::path& path, std::size_t rank)
      : name_(path.string()), rank_(rank), source_(path) {}

  void read_magic() {
    const auto magic = read_header<4>();
    if (magic[0] != 0 || magic[1] != 0) fail("an IDX file", "other content");
    if (magic[2] != kUnsignedByte) {
      fail("values of type 8 (unsigned byte)", "type " + std::to_string(magic[2]));
    }
    if (magic[3] != rank_) {
      fail("rank " + std::to_string(rank_) + " (" + content_name(rank_) + ")",
           "rank " + std::to_string(magic[3]));
    }
  }

  std::vector<std::int64_t> read_shape() {
    std::vector<std::int64_t> shape(rank_);
    for (std::int64_t& size : shape) {
      for (const std::uint8_t byte : read_header<4>()) size = size * 256 + byte;
    }
    return shape;
  }

  // Refuses sizes that this file cannot hold, so that a damaged header takes no memory.
  std::size_t count_bytes(const std::vector<std::int64_t>& shape) const {
    // DEFLATE shrinks data by a factor of at most 1032 (https://zlib.net/zlib_tech.html).
    constexpr std::uint64_t kBestRatio = 1040;
    const std::optional<std::int64_t> count = count_values(shape);
    if (count == 0) fail("sizes of at least 1", shape_text(shape));
    if (!count || static_cast<std::uint64_t>(*count) / kBestRatio > source_.file_bytes()) {
      fail("sizes that a file of " + std::to_string(source_.file_bytes()) + " bytes can hold",
           shape_text(shape));
    }
    return static_cast<std::size_t>(*count);
  }

  std::vector<std::uint8_t> read_rest(std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    const std::string expected = std::to_string(count) + " bytes of " + content_name(rank_);
    const std::size_t found = source_.read(bytes);
    if (found < count) fail(expected, std::to_string(found) + " (file truncated?)");
    if (!source_.at_end()) fail(expected, "more bytes behind them");
    return bytes;
  }

 private:
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw Error(ErrorKind::kData, name_ + ": expected " + expected + ", found " + found);
  }

  template <std::size_t kBytes>
  std::array<std::uint8_t, kBytes> read_header() {
    std::array<std::uint8_t, kBytes> part{};
    if (source_.read(part) < kBytes) fail("an IDX header", "its beginning only (file truncated?)");
    return part;
  }

  std::string name_;
  std::size_t rank_;
  ByteSource source_;
};

void check_writable(const IdxArray& array) {
  const auto valid = [](std::int64_t size) { return size >= 1 && size <= kMaxSize; };
  const bool sizes_valid = std::all_of(array.shape.begin(), array.shape.end(), valid);
  const bool rank_valid = !array.shape.empty() && array.shape.size() <= kMaxRank;
  const auto bytes = static_cast<std::int64_t>(array.bytes.size());
  if (sizes_valid && rank_valid && count_values(array.shape) == bytes) return;
  throw Error(ErrorKind::kInternal, "idx: expected a shape of " + std::to_string(bytes) +
                                        " bytes, found " + shape_text(array.shape));
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path, int rank) {
  if (rank < 1 || rank > static_cast<int>(kMaxRank)) {
    throw Error(ErrorKind::kInternal,
                "idx: expected 1 to 255 dimensions, found " + std::to_string(rank));
  }
  IdxReader reader(path, static_cast<std::size_t>(rank));
  reader.read_magic();
  IdxArray array;
  array.shape = reader.read_shape();
  array.bytes = reader.read_rest(reader.count_bytes(array.shape));
  return array;
}

std::string idx_bytes(const IdxArray& array) {
  check_writable(array);
  std::string file{0, 0, kUnsignedByte, static_cast<char>(array.shape.size())};
  for (const std::int64_t size : array.shape) {
    for (const int shift : {24, 16, 8, 0}) file += static_cast<char>(size >> shift);
  }
  return file.append(array.bytes.begin(), array.bytes.end());
}

}  // namespace sae::format
