// SPDX-License-Identifier: MIT
// The file that a command writes.
#include "base/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/spool_file.h"
#include "base/write_all.h"

namespace sae::base {
namespace {

namespace fs = std::filesystem;

const FileSystem& the_file_system() {
  static const FileSystem system;
  return system;
}

[[noreturn]] void refuse_output(const std::string& name, const std::string& problem,
                                const std::string& hint = "") {
  throw Error(ErrorKind::kOutput, name + ": " + problem, hint);
}

[[noreturn]] void fail_output(const std::string& name) {
  refuse_output(name, "cannot write: " + std::generic_category().message(errno));
}

}  // namespace

bool is_standard_output(const std::string& place) { return place == "-" || place == "/dev/stdout"; }

bool is_special_output(const std::string& place) {
  std::error_code ignored;
  return is_standard_output(place) || fs::is_other(fs::status(place, ignored));
}

void expect_writable(const fs::path& path, ExistingFile existing) {
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (!fs::is_directory(folder, ignored)) {
    refuse_output(path.string(),
                  "expected an existing folder " + folder.string() + ", found nothing",
                  "create it with mkdir -p " + folder.string());
  }
  if (fs::is_directory(path, ignored)) {
    refuse_output(path.string(), "expected a file, found a folder");
  }
  if (existing == ExistingFile::kRefuse && fs::exists(fs::symlink_status(path, ignored))) {
    refuse_output(path.string(), "expected a new name, found an existing file",
                  "use --force to replace it");
  }
}

OutputFile::OutputFile(const std::string& place, ExistingFile existing)
    : name_(is_standard_output(place) ? "stdout" : place) {
  if (is_standard_output(place)) {
    special_ = Descriptor(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
  } else if (is_special_output(place)) {
    special_ = Descriptor(::open(place.c_str(), O_WRONLY | O_CLOEXEC));
  } else {
    expect_writable(place, existing);
    file_.emplace(place, the_file_system());
    return;
  }
  if (special_.number() < 0) fail_output(name_);
}

fs::path OutputFile::spool_folder() const {
  if (!is_regular()) return temporary_folder();
  const fs::path folder = fs::path(name_).parent_path();
  return folder.empty() ? "." : folder;
}

void OutputFile::write(std::string_view bytes) {
  if (file_) return file_->write(bytes);
  if (!write_all(special_.number(), bytes, the_file_system())) fail_output(name_);
}

void OutputFile::commit() {
  if (file_) return file_->commit(Durability::kUnsynced);
  if (!special_.close()) fail_output(name_);
}

}  // namespace sae::base
