// SPDX-License-Identifier: MIT
// Opening, reading and mapping files.
#include "format/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include "base/atomic_file.h"
#include "base/descriptor.h"

namespace sae::format {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_to_read(const fs::path& path, ErrorKind kind, const std::error_code& error) {
  throw Error(kind, path.string() + ": cannot read: " + error.message());
}

std::error_code last_error() { return {errno, std::generic_category()}; }

void check_regular(const fs::path& path, ErrorKind kind) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::status_known(status)) fail_to_read(path, kind, error);
  if (!fs::exists(status)) throw Error(kind, path.string() + ": expected a file, found none");
  // Opening a pipe would block until a writer opens it.
  if (!fs::is_regular_file(status)) {
    throw Error(kind, path.string() + ": expected a regular file, found " +
                          (fs::is_directory(status) ? "a folder" : "something else"));
  }
}

// Of the process: a handler receives nothing else.
const char* reporting_program = "";

// Only calls that are allowed in a handler. BUS_ADRERR: the page is not in the file any more.
void report_shortened_file(int signal_number, siginfo_t* info, void*) {
  if (info->si_code != BUS_ADRERR) {
    ::signal(signal_number, SIG_DFL);
    return;
  }
  constexpr const char* kProblem =
      ": error: expected a table that nobody changes, found one that was shortened while it was "
      "read\n";
  for (const char* text : {reporting_program, kProblem}) {
    if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) break;
  }
  base::remove_temporaries();
  ::_exit(static_cast<int>(ErrorKind::kData));
}

}  // namespace

std::ifstream open_file(const fs::path& path, ErrorKind kind) {
  check_regular(path, kind);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail_to_read(path, kind, last_error());
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
                          " bytes, found a different size (is it being written?)");
  }
  return content;
}

std::string read_file(const fs::path& path, ErrorKind kind) {
  return read_file(path, std::numeric_limits<std::uint64_t>::max(), kind);
}

void MappedFile::Unmap::operator()(const void* begin) const noexcept {
  ::munmap(const_cast<void*>(begin), size);
}

MappedFile::MappedFile(const fs::path& path, ErrorKind kind) {
  check_regular(path, kind);
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct ::stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    fail_to_read(path, kind, last_error());
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;  // mmap rejects length 0
  void* begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (begin == MAP_FAILED) fail_to_read(path, kind, last_error());
  mapping_ = {begin, Unmap{size}};
  bytes_ = {static_cast<const char*>(begin), size};
}

void MappedFile::release(const char* end) const noexcept {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto length = static_cast<std::size_t>(end - bytes_.data());
  ::madvise(const_cast<char*>(bytes_.data()), length - length % page, MADV_DONTNEED);
}

void report_shortened_files(const char* program) {
  reporting_program = program;
  struct sigaction action {};
  action.sa_sigaction = report_shortened_file;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace sae::format
