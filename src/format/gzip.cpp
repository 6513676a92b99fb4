// SPDX-License-Identifier: MIT
// Decompresses with zlib, block by block.
#include "format/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <new>
#include <string>
#include <utility>

#include "base/error.h"
#include "format/file.h"

namespace sae::format {
namespace {

// Yields the file's content in blocks. A gzip file is a sequence of members, each with a checksum.
class FileStream : public ByteSource::Stream {
 public:
  explicit FileStream(const std::filesystem::path& path)
      : name_(path.string()),
        file_(open_file(path, ErrorKind::kData)),
        file_bytes_(std::filesystem::file_size(path)) {
    refill();
    if (input_.empty()) fail("expected data, found an empty file");
    compressed_ = input_.size() > 1 && input_[0] == 0x1f && input_[1] == 0x8b;
    if (!compressed_ && path.extension() == ".gz") {
      fail("expected gzip data, found something else",
           "a file that is not compressed needs another name");
    }
    // 15: largest window; 16: require a gzip header and its checksum.
    if (compressed_ && ::inflateInit2(&inflater_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }

  ~FileStream() override {
    if (compressed_) ::inflateEnd(&inflater_);
  }

  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  std::size_t read(std::span<std::uint8_t> target) override {
    std::size_t filled = 0;
    while (filled < target.size() && prepare()) {
      const std::size_t count = std::min(target.size() - filled, ready_.size());
      std::copy_n(ready_.begin(), count, target.begin() + static_cast<std::ptrdiff_t>(filled));
      ready_ = ready_.subspan(count);
      filled += count;
    }
    bytes_read_ += filled;
    return filled;
  }

  bool at_end() override {
    if (prepare()) return false;
    if (in_member_) fail("compressed data ends too early (file truncated?)");
    return true;
  }

  void expect_room(std::uint64_t bytes, const std::string& content) const override {
    if (compressed_) {
      if (bytes / kBestDeflateRatio <= file_bytes_) return;
      fail("expected sizes that a file of " + std::to_string(file_bytes_) +
           " bytes can hold, found " + content);
    }
    const std::uint64_t left = file_bytes_ - std::min(bytes_read_, file_bytes_);
    if (bytes <= left) return;
    fail("expected " + std::to_string(bytes) + " bytes of values (" + content + "), found " +
         std::to_string(left) + " (file truncated?)");
  }

 private:
  [[noreturn]] void fail(const std::string& problem, const std::string& hint = "") const {
    throw Error(ErrorKind::kData, name_ + ": " + problem, hint);
  }

  bool refill() {
    file_.read(reinterpret_cast<char*>(buffer_.data()),
               static_cast<std::streamsize>(buffer_.size()));
    if (file_.bad()) fail("cannot read");
    input_ = std::span(buffer_).first(static_cast<std::size_t>(file_.gcount()));
    return !input_.empty();
  }

  // Makes content available; returns false at the end and where compressed data is truncated.
  bool prepare() {
    while (ready_.empty() && (!input_.empty() || refill())) {
      ready_ = compressed_ ? inflate_some() : std::exchange(input_, {});
    }
    return !ready_.empty();
  }

  std::span<const std::uint8_t> inflate_some() {
    if (!in_member_) {
      // Tapes, disks and some tools pad with zeros, which gzip itself ignores too.
      const auto member = std::find_if(input_.begin(), input_.end(), [](auto b) { return b != 0; });
      input_ = input_.subspan(static_cast<std::size_t>(member - input_.begin()));
      if (input_.empty()) return {};
      ::inflateReset(&inflater_);
    }
    in_member_ = true;
    inflater_.next_in = input_.data();
    inflater_.avail_in = static_cast<unsigned>(input_.size());
    inflater_.next_out = content_.data();
    inflater_.avail_out = static_cast<unsigned>(content_.size());
    const int result = ::inflate(&inflater_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) {
      fail(std::string("damaged gzip data: ") + (inflater_.msg ? inflater_.msg : "bad stream"));
    }
    if (result == Z_STREAM_END) in_member_ = false;
    input_ = input_.last(inflater_.avail_in);
    return std::span(content_).first(content_.size() - inflater_.avail_out);
  }

  static constexpr std::size_t kPieceBytes = 1 << 16;

  std::string name_;
  std::ifstream file_;
  std::uint64_t file_bytes_;
  std::uint64_t bytes_read_ = 0;  // of the decompressed content
  std::array<std::uint8_t, kPieceBytes> buffer_;
  std::array<std::uint8_t, kPieceBytes> content_;
  std::span<std::uint8_t> input_;        // file bytes read but not yet used
  std::span<const std::uint8_t> ready_;  // content bytes available but not yet returned
  z_stream inflater_{};
  bool compressed_ = false;
  bool in_member_ = false;
};

}  // namespace

ByteSource::ByteSource(const std::filesystem::path& path)
    : stream_(std::make_unique<FileStream>(path)) {}

std::string read_content(const std::filesystem::path& path, std::uint64_t max_bytes) {
  ByteSource source(path);
  std::string content;
  content.reserve(std::min<std::uint64_t>(std::filesystem::file_size(path), max_bytes));
  std::array<std::uint8_t, 1 << 16> piece;
  while (!source.at_end()) {
    const std::size_t count = source.read(piece);
    content.append(reinterpret_cast<const char*>(piece.data()), count);
    if (content.size() <= max_bytes) continue;
    throw Error(ErrorKind::kData, path.string() + ": expected at most " +
                                      std::to_string(max_bytes) + " bytes, found more");
  }
  return content;
}

}  // namespace sae::format
