// SPDX-License-Identifier: MIT
// Reads and writes the safetensors format.
#include "format/safetensors.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/file.h"
#include "format/json.h"
#include "format/little_endian.h"
#include "format/shape.h"

namespace sae::format {
namespace {

using base::quote;

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kHeaderAlignment = 8;
// The JSON reader takes no more.
constexpr std::uint64_t kMostHeaderBytes = std::uint64_t{16} << 20U;
constexpr const char* kMetadataKey = "__metadata__";
constexpr const char* kSealKey = "crc32";
/// Text before the checksum's digits in the header.
constexpr std::string_view kBeforeSeal = "\"crc32\":\"";
constexpr std::string_view kOpenSeal = "00000000";

// Bytes per value; nullopt for an unsupported dtype.
std::optional<std::int64_t> dtype_width(const std::string& dtype) {
  if (dtype == "U8") return 1;
  if (dtype == "F32") return 4;
  if (dtype == "F64" || dtype == "I64") return 8;
  return std::nullopt;
}

// Size of the whole array in bytes; nullopt if the dtype is unknown or the shape impossible.
std::optional<std::int64_t> data_bytes(const NamedArray& array) {
  const std::optional<std::int64_t> width = dtype_width(array.dtype);
  if (!width) return std::nullopt;
  std::vector<std::int64_t> sizes = array.shape;
  sizes.push_back(*width);
  return count_values(sizes);
}

void check_writable(const SafeTensors& file) {
  if (file.metadata.contains(kSealKey)) {
    throw Error(ErrorKind::kInternal, "safetensors: the metadata key 'crc32' is reserved");
  }
  // The JSON reader allows 4096 keys in an object, and the header adds one of its own.
  constexpr std::size_t kMost = 4095;
  if (std::max(file.metadata.size(), file.arrays.size()) > kMost) {
    throw Error(ErrorKind::kInternal, "safetensors: expected at most 4095 arrays and keys");
  }
  std::set<std::string> names{kMetadataKey};
  for (const NamedArray& array : file.arrays) {
    if (!names.insert(array.name).second) {
      throw Error(ErrorKind::kInternal, "safetensors: repeated name " + quote(array.name));
    }
    if (data_bytes(array) != static_cast<std::int64_t>(array.bytes.size())) {
      throw Error(ErrorKind::kInternal, "safetensors: " + quote(array.name) + ": expected " +
                                            shape_text(array.shape) + " of " + quote(array.dtype) +
                                            ", found " + std::to_string(array.bytes.size()) +
                                            " bytes");
    }
  }
}

// Checksum of a whole file whose checksum digits are at `place`.
std::string compute_seal(std::string_view bytes, std::size_t place) {
  std::uint32_t checksum = base::crc32_of(bytes.substr(0, place));
  checksum = base::crc32_of(kOpenSeal, checksum);
  return base::checksum_text(base::crc32_of(bytes.substr(place + kOpenSeal.size()), checksum));
}

// The header as text, padded.
std::string padded_text(const Json& header) {
  try {
    std::string text = header.dump();
    text.resize((text.size() + kHeaderAlignment - 1) / kHeaderAlignment * kHeaderAlignment, ' ');
    return text;
  } catch (const Json::exception&) {
    throw Error(ErrorKind::kInternal, "safetensors: expected names and metadata in UTF-8");
  }
}

Json entry_of(const NamedArray& array, std::uint64_t begin, std::uint64_t end) {
  return {{"dtype", array.dtype}, {"shape", array.shape}, {"data_offsets", {begin, end}}};
}

// The header with a zero checksum.
std::string header_text(const SafeTensors& file) {
  Json header = Json::object();
  // First, so that no other text in the header can look like the checksum.
  header[kMetadataKey][kSealKey] = kOpenSeal;
  for (const auto& [key, text] : file.metadata) header[kMetadataKey][key] = text;
  std::uint64_t begin = 0;
  for (const NamedArray& array : file.arrays) {
    const std::uint64_t end = begin + array.bytes.size();
    header[array.name] = entry_of(array, begin, end);
    begin = end;
  }
  return padded_text(header);
}

// An array and its data range from the header.
struct ArrayEntry {
  NamedArray array;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// Parses one file. Every error message begins with its name.
class SafeTensorsReader {
 public:
  SafeTensorsReader(const std::string& name, Seal seal) : name_(name), seal_(seal) {}

  SafeTensors read(std::string_view bytes) const {
    const std::string_view header_bytes = find_header(bytes);
    const std::string_view data = bytes.substr(kLengthBytes + header_bytes.size());
    const Json header = parse_json(header_bytes, name_ + ": header", ErrorKind::kCheckpoint);
    SafeTensors file;
    std::vector<ArrayEntry> entries;
    for (const auto& [key, value] : header.items()) {
      if (key == kMetadataKey) {
        file.metadata = parse_metadata(value);
      } else {
        entries.push_back(parse_entry(key, value));
      }
    }
    file.arrays = take_data(std::move(entries), data);
    check_seal(bytes, header_bytes, file.metadata.erase(kSealKey) > 0);
    return file;
  }

  // header: the bytes before `data_bytes` bytes of data.
  NamedArray read_only_array(std::string_view header, std::uint64_t data_bytes) const {
    std::vector<ArrayEntry> entries;
    const Json json = parse_json(header, name_ + ": header", ErrorKind::kCheckpoint);
    for (const auto& [key, value] : json.items()) {
      if (key != kMetadataKey) entries.push_back(parse_entry(key, value));
    }
    if (entries.size() != 1) fail("expected one array, found " + std::to_string(entries.size()));
    const ArrayEntry& only = entries.front();
    if (only.begin == 0 && std::cmp_equal(only.end, data_bytes)) return only.array;
    fail("expected " + std::to_string(only.end) + " bytes of data from byte 0, found " +
         std::to_string(data_bytes) + " (file truncated?)");
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kCheckpoint, name_ + ": " + problem);
  }

  std::string_view find_header(std::string_view bytes) const {
    if (bytes.size() < kLengthBytes) fail("expected at least 8 bytes, found fewer");
    const std::uint64_t length = read_little_endian(bytes, 0, kLengthBytes);
    bytes.remove_prefix(kLengthBytes);
    if (length > bytes.size()) {
      fail("expected a header of " + std::to_string(length) + " bytes, found " +
           std::to_string(bytes.size()) + " (file truncated?)");
    }
    if (!bytes.substr(0, length).starts_with('{')) fail("expected a header that begins with '{'");
    return bytes.substr(0, length);
  }

  // Checked last: the size checks give a clearer message for a truncated file.
  void check_seal(std::string_view bytes, std::string_view header, bool sealed) const {
    if (!sealed && seal_ == Seal::kOptional) return;
    const std::size_t found = header.find(kBeforeSeal);
    const std::size_t place = kLengthBytes + found + kBeforeSeal.size();
    if (!sealed || found == std::string_view::npos || place + kOpenSeal.size() > bytes.size()) {
      fail("expected the checksum 'crc32' in the metadata, as sae_train writes it, found none");
    }
    const std::string computed = compute_seal(bytes, place);
    const std::string_view written = bytes.substr(place, kOpenSeal.size());
    if (written == computed) return;
    fail("expected content with the checksum " + quote(written) + ", found " + computed +
         " (file damaged?)");
  }

  std::map<std::string, std::string> parse_metadata(const Json& value) const {
    const auto is_text = [](const Json& item) { return item.is_string(); };
    if (!value.is_object() || !std::all_of(value.begin(), value.end(), is_text)) {
      fail("expected text values in the metadata, found other values");
    }
    return value.get<std::map<std::string, std::string>>();
  }

  // Numbers of values or bytes: integers from 0 to 2^63 - 1.
  std::vector<std::int64_t> parse_counts(const Json& value, const std::string& place) const {
    const auto is_count = [](const Json& item) {
      return item.is_number_unsigned() && std::in_range<std::int64_t>(item.get<std::uint64_t>());
    };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), is_count)) {
      fail(place + ": expected a list of integers from 0, found " + quote(value.dump()));
    }
    return value.get<std::vector<std::int64_t>>();
  }

  ArrayEntry parse_entry(const std::string& name, const Json& value) const {
    const std::string place = quote(name);
    const bool complete = value.is_object() && value.size() == 3 && value.contains("dtype") &&
                          value.contains("shape") && value.contains("data_offsets");
    if (!complete) fail(place + ": expected dtype, shape and data_offsets");
    const Json& dtype = value["dtype"];
    if (!dtype.is_string() || !dtype_width(dtype.get<std::string>())) {
      fail(place + ": expected dtype F32, F64, I64 or U8, found " + quote(dtype.dump()));
    }
    NamedArray array{name, dtype, parse_counts(value["shape"], place + " shape"), {}};
    const auto offsets = parse_counts(value["data_offsets"], place + " data_offsets");
    const std::optional<std::int64_t> size = data_bytes(array);
    if (!size || offsets.size() != 2 || offsets[1] - offsets[0] != size) {
      fail(place + ": expected data_offsets that match shape and dtype, found " +
           quote(value["data_offsets"].dump()));
    }
    return {std::move(array), offsets[0], offsets[1]};
  }

  // Splits the data into the arrays' parts, which must be contiguous and cover all of it.
  std::vector<NamedArray> take_data(std::vector<ArrayEntry> entries, std::string_view data) const {
    // Empty arrays come before the array that begins at the same offset.
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::vector<NamedArray> arrays;
    std::int64_t taken = 0;
    for (auto& [array, begin, end] : entries) {
      if (begin != taken) {
        fail(quote(array.name) + ": expected data from byte " + std::to_string(taken) +
             ", found it from " + std::to_string(begin) +
             (begin < taken ? " (overlap)" : " (hole)"));
      }
      if (std::cmp_greater(end, data.size())) {
        fail("expected " + std::to_string(end) + " bytes of data for " + quote(array.name) +
             ", found " + std::to_string(data.size()) + " (file truncated?)");
      }
      array.bytes =
          data.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
      arrays.push_back(std::move(array));
      taken = end;
    }
    if (std::cmp_less(taken, data.size())) {
      fail("expected " + std::to_string(taken) + " bytes of data, found " +
           std::to_string(data.size()));
    }
    return arrays;
  }

  std::string name_;
  Seal seal_;
};

}  // namespace

std::string safetensors_bytes(const SafeTensors& file) {
  check_writable(file);
  const std::string header = header_text(file);
  std::size_t size = kLengthBytes + header.size();
  for (const NamedArray& array : file.arrays) size += array.bytes.size();
  std::string bytes;
  bytes.reserve(size);
  append_little_endian(bytes, header.size(), kLengthBytes);
  bytes += header;
  for (const NamedArray& array : file.arrays) bytes += array.bytes;
  const std::size_t place = bytes.find(kBeforeSeal) + kBeforeSeal.size();
  return bytes.replace(place, kOpenSeal.size(), compute_seal(bytes, place));
}

std::string safetensors_header(const std::string& name, const std::string& dtype,
                               const std::vector<std::int64_t>& shape,
                               const std::map<std::string, std::string>& metadata) {
  const NamedArray array{name, dtype, shape, {}};
  const std::optional<std::int64_t> size = data_bytes(array);
  if (!size) {
    throw Error(ErrorKind::kInternal,
                "safetensors: unexpected " + shape_text(shape) + " of " + quote(dtype));
  }
  Json header = Json::object();
  if (!metadata.empty()) header[kMetadataKey] = metadata;
  header[name] = entry_of(array, 0, static_cast<std::uint64_t>(*size));
  const std::string text = padded_text(header);
  std::string bytes;
  append_little_endian(bytes, text.size(), kLengthBytes);
  return bytes + text;
}

OnlyArray find_only_array(const std::filesystem::path& path) {
  const SafeTensorsReader reader(path.string(), Seal::kOptional);
  std::ifstream file = open_file(path, ErrorKind::kCheckpoint);
  const std::uint64_t file_bytes = std::filesystem::file_size(path);
  std::string start(kLengthBytes, '\0');
  file.read(start.data(), kLengthBytes);
  start.resize(static_cast<std::size_t>(file.gcount()));
  const std::uint64_t length =
      start.size() < kLengthBytes ? 0 : read_little_endian(start, 0, kLengthBytes);
  if (start.size() < kLengthBytes ||
      length > std::min(file_bytes - kLengthBytes, kMostHeaderBytes)) {
    throw Error(ErrorKind::kCheckpoint,
                path.string() + ": expected a safetensors file, found other content");
  }
  std::string header(length, '\0');
  file.read(header.data(), static_cast<std::streamsize>(length));
  const std::uint64_t data_at = kLengthBytes + length;
  return {reader.read_only_array(header, file_bytes - data_at), data_at};
}

SafeTensors parse_safetensors(std::string_view bytes, const std::string& name, Seal seal) {
  return SafeTensorsReader(name, seal).read(bytes);
}

}  // namespace sae::format
