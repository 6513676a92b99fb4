// SPDX-License-Identifier: MIT
// Text files that are larger than the memory for their values.
#include "format/file_text.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "base/error.h"
#include "format/gzip.h"

namespace sae::format {
namespace {

/// A file opened for reading.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  /// In bytes; 0 if unknown.
  std::size_t size() const {
    struct stat status {};
    return ::fstat(number_, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  }

 private:
  int number_;
};

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
  ::_exit(static_cast<int>(ErrorKind::kData));
}

}  // namespace

FileText::FileText(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // What it refuses is refused here.
  (void)ByteSource(path);
  const Descriptor file(path);
  const std::size_t size = file.size();
  void* mapped = MAP_FAILED;
  if (size <= max_bytes) mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (mapped != MAP_FAILED) {
    mapped_ = mapped;
    view_ = {static_cast<const char*>(mapped), size};
    if (!view_.starts_with("\x1f\x8b")) return;
  }
  unmap();
  content_ = read_content(path, max_bytes);
  view_ = content_;
}

FileText::~FileText() { unmap(); }

void FileText::unmap() {
  if (mapped_ != nullptr) ::munmap(mapped_, view_.size());
  mapped_ = nullptr;
}

void FileText::release(const char* end) const {
  if (mapped_ == nullptr) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto length = static_cast<std::size_t>(end - view_.data());
  ::madvise(mapped_, length - length % page, MADV_DONTNEED);
}

void report_shortened_files(const char* program) {
  reporting_program = program;
  struct sigaction action {};
  action.sa_sigaction = report_shortened_file;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace sae::format
