// SPDX-License-Identifier: MIT
// Reads zip files with .npy members.
#include "format/npz.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/file.h"
#include "format/little_endian.h"
#include "format/mat.h"

namespace sae::format {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEntryMark = "PK\1\2", kMemberMark = "PK\3\4", kEndMark = "PK\5\6";
constexpr std::uint64_t kEntryBytes = 46, kMemberBytes = 30, kEndBytes = 22;
constexpr std::uint64_t kLongestComment = 65535;
constexpr std::string_view kEnd64Mark = "PK\6\6", kLocatorMark = "PK\6\7";
constexpr std::uint64_t kEnd64Bytes = 56, kLocatorBytes = 20;
// A size or offset that is in the zip64 field instead.
constexpr std::uint64_t kInZip64 = 0xffffffff;
constexpr std::uint64_t kLargeNumbers = 1;
constexpr std::uint64_t kStored = 0, kDeflated = 8;
constexpr std::string_view kNpySuffix = ".npy";

// A member's entry in the archive's directory.
struct ZipEntry {
  std::string name;
  std::uint64_t flags = 0;
  std::uint64_t method = 0;
  std::uint64_t crc = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t plain_bytes = 0;
  std::uint64_t header_at = 0;
};

// The end of the directory: what it says of the directory.
struct DirectoryEnd {
  std::uint64_t count_here, count;  // entries in this file and in all
  std::uint64_t bytes, directory_at;
  std::uint64_t disks;  // 0: one file
};

// Finds members. Every error message begins with the file name.
class ZipFile {
 public:
  explicit ZipFile(const fs::path& path)
      : name_(path.string()),
        file_(open_file(path, ErrorKind::kData)),
        file_bytes_(fs::file_size(path)) {
    read_directory(read_end(find_end()));
  }

  const std::vector<ZipEntry>& entries() const noexcept { return entries_; }

  [[noreturn]] void fail(const std::string& expected, const std::string& found,
                         const std::string& hint = "") const {
    throw Error(ErrorKind::kData, name_ + ": expected " + expected + ", found " + found, hint);
  }

  std::uint64_t find_data(const ZipEntry& entry) {
    const std::string header = read(entry.header_at, kMemberBytes);
    if (!header.starts_with(kMemberMark) || read_little_endian(header, 8, 2) != entry.method) {
      fail("a member where the directory of the archive says", "other content");
    }
    const std::uint64_t begin = entry.header_at + kMemberBytes + read_little_endian(header, 26, 2) +
                                read_little_endian(header, 28, 2);
    const std::uint64_t end = member_end(entry);
    if (begin > end || entry.packed_bytes > end - begin) {
      fail("members that do not overlap", base::quote(entry.name) + " overlapping the next");
    }
    return begin;
  }

  const std::string& name() const noexcept { return name_; }
  std::ifstream take_file() { return std::move(file_); }

 private:
  std::string read(std::uint64_t at, std::uint64_t size) {
    if (at > file_bytes_ || size > file_bytes_ - at) {
      fail("an archive of at least " + std::to_string(at) + " bytes and " + std::to_string(size) +
               " more",
           std::to_string(file_bytes_) + " (file truncated?)");
    }
    std::string bytes(size, '\0');
    file_.seekg(static_cast<std::streamoff>(at));
    file_.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!file_) fail(std::to_string(file_bytes_) + " bytes", "fewer (is it being written?)");
    return bytes;
  }

  // The end-of-directory record, which a comment may follow.
  std::string find_end() {
    const std::uint64_t size = std::min(file_bytes_, kEndBytes + kLongestComment);
    const std::string tail = read(file_bytes_ - size, size);
    for (std::size_t at = tail.rfind(kEndMark); at != std::string::npos;
         at = at == 0 ? std::string::npos : tail.rfind(kEndMark, at - 1)) {
      if (tail.size() - at < kEndBytes) continue;
      if (at + kEndBytes + read_little_endian(tail, at + 20, 2) != tail.size()) continue;
      end_at_ = file_bytes_ - size + at;
      return tail.substr(at, kEndBytes);
    }
    fail("an archive with a directory at its end", "none (file truncated?)");
  }

  // Of the end-of-directory record, or of the one for large numbers, which a locator before it
  // gives the place of.
  DirectoryEnd read_end(const std::string& end) {
    if (end_at_ >= kLocatorBytes) {
      const std::string locator = read(end_at_ - kLocatorBytes, kLocatorBytes);
      if (locator.starts_with(kLocatorMark)) return read_end64(locator);
    }
    return {read_little_endian(end, 8, 2), read_little_endian(end, 10, 2),
            read_little_endian(end, 12, 4), read_little_endian(end, 16, 4),
            read_little_endian(end, 4, 4)};
  }

  DirectoryEnd read_end64(const std::string& locator) {
    const std::uint64_t at = read_little_endian(locator, 8, 8);
    const std::string end = read(at, kEnd64Bytes);
    const std::uint64_t size = read_little_endian(end, 4, 8);
    if (!end.starts_with(kEnd64Mark) || size + 12 != end_at_ - kLocatorBytes - at) fail_end();
    end_at_ = at;
    return {read_little_endian(end, 24, 8), read_little_endian(end, 32, 8),
            read_little_endian(end, 40, 8), read_little_endian(end, 48, 8),
            read_little_endian(end, 16, 8)};
  }

  void read_directory(const DirectoryEnd& end) {
    directory_at_ = end.directory_at;
    if (end.disks != 0 || end.count_here != end.count || end.bytes / kEntryBytes < end.count ||
        directory_at_ > end_at_ || end.bytes != end_at_ - directory_at_) {
      fail_end();
    }
    const std::string directory = read(directory_at_, end.bytes);
    std::string_view rest = directory;
    for (std::uint64_t i = 0; i < end.count; ++i) add_entry(rest);
  }

  // Removes the first entry from `rest` and stores it.
  void add_entry(std::string_view& rest) {
    if (rest.size() < kEntryBytes || !rest.starts_with(kEntryMark)) fail_entry();
    ZipEntry entry;
    entry.flags = read_little_endian(rest, 8, 2);
    entry.method = read_little_endian(rest, 10, 2);
    entry.crc = read_little_endian(rest, 16, 4);
    entry.packed_bytes = read_little_endian(rest, 20, 4);
    entry.plain_bytes = read_little_endian(rest, 24, 4);
    entry.header_at = read_little_endian(rest, 42, 4);
    const std::uint64_t name = read_little_endian(rest, 28, 2);
    const std::uint64_t extra = read_little_endian(rest, 30, 2);
    const std::uint64_t size = kEntryBytes + name + extra + read_little_endian(rest, 32, 2);
    if (size > rest.size()) fail_entry();
    entry.name = rest.substr(kEntryBytes, name);
    read_large_numbers(entry, zip64_numbers(rest.substr(kEntryBytes + name, extra)));
    entries_.push_back(std::move(entry));
    rest.remove_prefix(size);
  }

  // The content of the zip64 field among the extra fields; empty without one.
  static std::string_view zip64_numbers(std::string_view extra) {
    while (extra.size() >= 4) {
      const std::uint64_t kind = read_little_endian(extra, 0, 2);
      const std::uint64_t size = read_little_endian(extra, 2, 2);
      extra.remove_prefix(4);
      if (kind == kLargeNumbers) return extra.substr(0, size);
      extra.remove_prefix(std::min<std::uint64_t>(size, extra.size()));
    }
    return {};
  }

  // The field has only the numbers that the entry lacks, in this order.
  void read_large_numbers(ZipEntry& entry, std::string_view numbers) const {
    for (std::uint64_t* number : {&entry.plain_bytes, &entry.packed_bytes, &entry.header_at}) {
      if (*number != kInZip64) continue;
      if (numbers.size() < 8) {
        fail("sizes and offset of " + base::quote(entry.name) + " in a zip64 field", "none");
      }
      *number = read_little_endian(numbers, 0, 8);
      numbers.remove_prefix(8);
    }
  }

  // Offset at which the next member or the directory begins.
  std::uint64_t member_end(const ZipEntry& entry) const {
    std::uint64_t end = directory_at_;
    for (const ZipEntry& other : entries_) {
      if (&other != &entry && other.header_at >= entry.header_at) {
        end = std::min(end, other.header_at);
      }
    }
    return end;
  }

  [[noreturn]] void fail_entry() const {
    fail("as many entries as the directory of the archive says", "other content");
  }

  [[noreturn]] void fail_end() const {
    fail("an archive in one file, as NumPy writes it", "a directory that does not match");
  }

  std::string name_;
  std::ifstream file_;
  std::uint64_t file_bytes_;
  std::uint64_t end_at_ = 0, directory_at_ = 0;
  std::vector<ZipEntry> entries_;
};

// Content of one member, with the length from the directory.
class MemberStream : public ByteSource::Stream {
 public:
  MemberStream(ZipFile zip, const ZipEntry& entry, std::uint64_t data_at)
      : name_(zip.name() + ": " + base::excerpt(entry.name)),
        file_(zip.take_file()),
        deflated_(entry.method == kDeflated),
        crc_(static_cast<std::uint32_t>(entry.crc)),
        packed_left_(entry.packed_bytes),
        left_(entry.plain_bytes) {
    file_.seekg(static_cast<std::streamoff>(data_at));
    // A negative window size selects raw DEFLATE without a header.
    if (deflated_ && ::inflateInit2(&inflater_, -15) != Z_OK) throw std::bad_alloc();
  }

  ~MemberStream() override {
    if (deflated_) ::inflateEnd(&inflater_);
  }

  MemberStream(const MemberStream&) = delete;
  MemberStream& operator=(const MemberStream&) = delete;

  std::size_t read(std::span<std::uint8_t> target) override {
    const std::size_t size = std::min<std::uint64_t>(target.size(), left_);
    const std::span<std::uint8_t> part = target.first(size);
    if (deflated_) {
      inflate(part);
    } else {
      read_file(part);
    }
    left_ -= size;
    found_crc_ = base::crc32(part, found_crc_);
    return size;
  }

  bool at_end() override {
    if (left_ > 0) return false;
    if (found_crc_ == crc_) return true;
    throw Error(ErrorKind::kData, name_ + ": the checksum is wrong (file damaged?)");
  }

  void expect_room(std::uint64_t bytes, const std::string& content) const override {
    if (bytes <= left_) return;
    throw Error(ErrorKind::kData, name_ + ": expected " + std::to_string(bytes) +
                                      " bytes of values (" + content + "), found " +
                                      std::to_string(left_));
  }

 private:
  void read_file(std::span<std::uint8_t> target) {
    file_.read(reinterpret_cast<char*>(target.data()), static_cast<std::streamsize>(target.size()));
    if (!file_) throw Error(ErrorKind::kData, name_ + ": cannot read");
  }

  void inflate(std::span<std::uint8_t> target) {
    constexpr std::size_t kMostAtOnce = 1U << 30U;  // zlib uses 32-bit counts
    while (!target.empty()) {
      if (inflater_.avail_in == 0) refill();
      const std::size_t size = std::min(target.size(), kMostAtOnce);
      inflater_.next_out = target.data();
      inflater_.avail_out = static_cast<unsigned>(size);
      const int result = ::inflate(&inflater_, Z_NO_FLUSH);
      target = target.subspan(size - inflater_.avail_out);
      if (result == Z_OK || (result == Z_STREAM_END && target.empty())) continue;
      throw Error(ErrorKind::kData, name_ + ": damaged compressed data");
    }
  }

  void refill() {
    const std::size_t size = std::min<std::uint64_t>(buffer_.size(), packed_left_);
    read_file(std::span(buffer_).first(size));
    packed_left_ -= size;
    inflater_.next_in = buffer_.data();
    inflater_.avail_in = static_cast<unsigned>(size);
  }

  std::string name_;
  std::ifstream file_;
  bool deflated_;
  std::uint32_t crc_, found_crc_ = 0;
  std::uint64_t packed_left_, left_;
  std::array<std::uint8_t, 1 << 16> buffer_;
  z_stream inflater_{};
};

bool is_array(const ZipEntry& entry) { return entry.name.ends_with(kNpySuffix); }

std::string array_name(const ZipEntry& entry) {
  return entry.name.substr(0, entry.name.size() - kNpySuffix.size());
}

// "a, b and 5 more", for messages.
std::string name_arrays(const std::vector<ZipEntry>& entries) {
  constexpr std::size_t kMostNames = 10;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const ZipEntry& entry : entries) {
    if (is_array(entry) && ++count <= kMostNames) names.push_back(base::excerpt(array_name(entry)));
  }
  const std::string more =
      count > kMostNames ? " and " + std::to_string(count - kMostNames) + " more" : "";
  return base::join(names, ", ") + more;
}

const ZipEntry& choose_entry(const ZipFile& zip, const std::string& array) {
  const std::vector<ZipEntry>& entries = zip.entries();
  const auto count = std::ranges::count_if(entries, is_array);
  if (count == 0) zip.fail("an archive of NumPy arrays (.npz)", "another archive");
  if (array.empty()) {
    if (count == 1) return *std::ranges::find_if(entries, is_array);
    zip.fail("one array", std::to_string(count) + ": " + name_arrays(entries),
             "name one after a colon, as in " + zip.name() + ":" +
                 base::excerpt(array_name(*std::ranges::find_if(entries, is_array))));
  }
  const auto found = std::ranges::find_if(entries, [&](const ZipEntry& entry) {
    return is_array(entry) && (array_name(entry) == array || entry.name == array);
  });
  if (found != entries.end()) return *found;
  zip.fail("an array " + base::quote(array), name_arrays(entries));
}

void check_entry(const ZipFile& zip, const ZipEntry& entry) {
  const std::string name = base::quote(entry.name);
  if ((entry.flags & 1U) != 0) zip.fail(name + " without a password", "an encrypted member");
  if (entry.method != kStored && entry.method != kDeflated) {
    zip.fail(name + " stored or deflated", "method " + std::to_string(entry.method));
  }
  const bool possible = entry.method == kStored
                            ? entry.plain_bytes == entry.packed_bytes
                            : entry.plain_bytes / kBestDeflateRatio <= entry.packed_bytes;
  if (!possible) {
    zip.fail("consistent sizes of " + name, std::to_string(entry.packed_bytes) + " bytes for " +
                                                std::to_string(entry.plain_bytes));
  }
}

}  // namespace

bool is_zip(const fs::path& path) {
  std::array<char, 4> start{};
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string_view bytes(start.data(), start.size());
  return bytes == kMemberMark || bytes == kEndMark;
}

ArrayPlace find_array(const fs::path& place) {
  std::error_code ignored;
  const std::string text = place.string();
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || fs::exists(place, ignored)) return {place, ""};
  const fs::path file = text.substr(0, colon);
  return is_zip(file) || is_mat(file) ? ArrayPlace{file, text.substr(colon + 1)}
                                      : ArrayPlace{place, ""};
}

ByteSource open_array(const ArrayPlace& place) {
  if (!is_zip(place.file)) return ByteSource(place.file);
  ZipFile zip(place.file);
  const ZipEntry& entry = choose_entry(zip, place.array);
  check_entry(zip, entry);
  const std::uint64_t data_at = zip.find_data(entry);
  return ByteSource(std::make_unique<MemberStream>(std::move(zip), entry, data_at));
}

}  // namespace sae::format
