// SPDX-License-Identifier: MIT
// Opening and reading files.
#include "sae/format/file.h"

#include <cerrno>
#include <system_error>

namespace sae::format {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_to_read(const fs::path& path, ErrorKind kind, const std::error_code& error) {
  throw Error(kind, path.string() + ": cannot read: " + error.message());
}

}  // namespace

std::ifstream open_file(const fs::path& path, ErrorKind kind) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::status_known(status)) fail_to_read(path, kind, error);
  if (!fs::exists(status)) throw Error(kind, path.string() + ": expected a file, found none");
  // Opening a pipe would wait for its writer.
  if (!fs::is_regular_file(status)) {
    throw Error(kind, path.string() + ": expected a regular file, found " +
                          (fs::is_directory(status) ? "a folder" : "something else"));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail_to_read(path, kind, {errno, std::generic_category()});
  return stream;
}

std::string read_file(const fs::path& path, std::uint64_t max_bytes, ErrorKind kind) {
  std::ifstream stream = open_file(path, kind);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) fail_to_read(path, kind, error);
  if (size > max_bytes) {
    throw Error(kind, path.string() + ": expected at most " + std::to_string(max_bytes) +
                          " bytes, found " + std::to_string(size));
  }
  std::string content(size, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(size));
  if (!stream || stream.peek() != std::ifstream::traits_type::eof()) {
    throw Error(kind, path.string() + ": expected " + std::to_string(size) +
                          " bytes, found another number (is it being written?)");
  }
  return content;
}

}  // namespace sae::format
