// SPDX-License-Identifier: MIT
// Reads the data elements of a variable and inflates them on the way.
#include "format/mat_element.h"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <utility>

#include "base/error.h"
#include "format/gzip.h"

namespace sae::format {

std::uint32_t mat_word(std::string_view bytes, std::uint64_t at, ByteOrder order) {
  std::uint32_t word = 0;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const std::uint64_t next = order == ByteOrder::kBig ? i : 3 - i;
    word = word << 8U | static_cast<unsigned char>(bytes[at + next]);
  }
  return word;
}

void MatElement::EndInflate::operator()(z_stream* inflater) const noexcept {
  ::inflateEnd(inflater);
  delete inflater;
}

MatElement::MatElement(std::string name, std::shared_ptr<const MappedFile> file,
                       std::string_view bytes, bool compressed, ByteOrder order)
    : name_(std::move(name)),
      file_(std::move(file)),
      bytes_(bytes),
      order_(order),
      left_(kMatTagBytes) {
  if (compressed) {
    auto inflater = std::make_unique<z_stream>();
    if (::inflateInit(inflater.get()) != Z_OK) throw std::bad_alloc();
    // zlib does not write through next_in.
    inflater->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    inflater->avail_in = static_cast<unsigned>(bytes.size());
    inflater_.reset(inflater.release());
  }
  const std::uint32_t type = read_word(), size = read_word();
  if (type != kMatMatrix) {
    fail("a variable (miMATRIX)", "an element of type " + std::to_string(type));
  }
  const bool possible =
      compressed ? size / kBestDeflateRatio <= bytes.size() : size <= bytes_.size();
  if (!possible) {
    fail("consistent sizes", std::to_string(bytes.size()) + " bytes for " + std::to_string(size));
  }
  left_ = size;
}

void MatElement::fail(const std::string& expected, const std::string& found) const {
  throw Error(ErrorKind::kData, name_ + ": expected " + expected + ", found " + found);
}

void MatElement::fail_damaged() const {
  throw Error(ErrorKind::kData, name_ + ": damaged compressed data");
}

void MatElement::inflate(std::span<std::uint8_t> target) {
  constexpr std::size_t kMostAtOnce = 1U << 30U;  // zlib uses 32-bit counts
  while (!target.empty()) {
    const std::size_t size = std::min(target.size(), kMostAtOnce);
    inflater_->next_out = target.data();
    inflater_->avail_out = static_cast<unsigned>(size);
    const int result = ::inflate(inflater_.get(), Z_NO_FLUSH);
    target = target.subspan(size - inflater_->avail_out);
    if (result != Z_OK && (result != Z_STREAM_END || !target.empty())) fail_damaged();
  }
}

void MatElement::read(std::span<std::uint8_t> target) {
  if (target.size() > left_ || (!inflater_ && target.size() > bytes_.size())) {
    fail("more content", "the end of the variable (file damaged?)");
  }
  left_ -= target.size();
  if (inflater_) return inflate(target);
  std::copy_n(bytes_.begin(), target.size(), target.begin());
  bytes_.remove_prefix(target.size());
}

std::uint32_t MatElement::read_word() {
  std::array<std::uint8_t, 4> word;
  read(word);
  if (order_ == ByteOrder::kBig) std::reverse(word.begin(), word.end());
  return std::bit_cast<std::uint32_t>(word);
}

MatTag MatElement::read_tag() {
  const std::uint32_t start = read_word();
  MatTag tag;
  if (start >> 16U != 0) {  // a small element: its length, its type and up to 4 bytes of data
    tag = {start & 0xffffU, start >> 16U, 0};
    if (tag.bytes > 4) fail("up to 4 bytes in a small data element", std::to_string(tag.bytes));
    tag.padding = 4 - tag.bytes;
  } else {
    tag = {start, read_word(), 0};
    tag.padding = (8 - tag.bytes % 8) % 8;
  }
  if (tag.bytes > left_) {
    fail("a data element of " + std::to_string(tag.bytes) + " bytes",
         std::to_string(left_) + " left in the variable");
  }
  return tag;
}

std::string MatElement::read_data(const MatTag& tag, std::uint64_t most,
                                  const std::string& content) {
  if (tag.bytes > most) {
    fail(content + " of at most " + std::to_string(most) + " bytes", std::to_string(tag.bytes));
  }
  std::string data(tag.bytes, '\0');
  read({reinterpret_cast<std::uint8_t*>(data.data()), data.size()});
  skip_padding(tag);
  return data;
}

void MatElement::skip_padding(const MatTag& tag) {
  std::array<std::uint8_t, 8> unused;
  read(std::span(unused).first(std::min(tag.padding, left_)));
}

bool MatElement::at_end() {
  if (left_ > 0) return false;
  if (!inflater_) return true;
  std::array<std::uint8_t, 1> more;
  inflater_->next_out = more.data();
  inflater_->avail_out = 1;
  const int result = ::inflate(inflater_.get(), Z_NO_FLUSH);
  if (inflater_->avail_out == 0) fail("the end of the variable", "more compressed data");
  if (result != Z_STREAM_END) fail_damaged();
  return true;
}

}  // namespace sae::format
