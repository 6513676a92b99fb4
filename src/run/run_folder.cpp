// SPDX-License-Identifier: MIT
// A run folder: creating, locking and writing its files.
#include "run/run_folder.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/append_file.h"
#include "base/error.h"
#include "base/text.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/result_folder.h"
#include "run/summary_file.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

std::string run_name(const config::Config& config) {
  if (config.preset) return fs::path(config.preset.name).stem().string();
  return config.loss.sparse() ? enum_name(config.loss.penalty) : "not-sparse";
}

std::string local_time(const char* form) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), form, &parts);
  return text.data();
}

/// runs/<date-time>-<name>, with -2, -3, … appended if two runs start in the same second.
fs::path new_default_folder(const config::Config& config) {
  const std::string stem = "runs/" + local_time("%Y%m%d-%H%M%S") + "-" + run_name(config);
  fs::path path = stem;
  std::error_code ignored;
  for (int number = 2; fs::exists(path, ignored); ++number) {
    path = stem + "-" + std::to_string(number);
  }
  return path;
}

/// Refuses to replace a run; a run that was not finished can be resumed instead.
[[noreturn]] void refuse_run(const fs::path& path) {
  std::string found = "an unfinished run",
              hint = "use --force to replace it, or another --out to keep it";
  if (read_state(path) == train::EndState::kFinished) {
    found = "a finished run";
  } else if (read_config_file(path).imported()) {
    found = "an imported run";
  } else {
    hint = resume_command(path) + " resumes it; " + hint;
  }
  throw Error(ErrorKind::kOutput, path.string() + ": expected a new folder, found " + found, hint);
}

/// Refuses a folder that must not be written to. Called before anything is created.
void check_folder(const fs::path& path, bool force) {
  if (!fs::exists(fs::symlink_status(path))) return;
  if (!fs::is_directory(path)) {
    throw Error(ErrorKind::kOutput, path.string() + ": expected a folder, found a file");
  }
  if (holds_nothing(path)) return;
  if (!is_run(path)) {
    throw Error(ErrorKind::kOutput,
                path.string() + ": expected an empty folder or a run, found other files",
                force ? "--force replaces runs only" : "");
  }
  if (force) return;
  refuse_run(path);
}

/// The first part of a path that does not exist; empty if all parts exist.
fs::path first_missing(const fs::path& path) {
  fs::path whole;
  for (const fs::path& part : path.lexically_normal()) {
    whole /= part;
    if (!fs::exists(fs::symlink_status(whole))) return whole;
  }
  return {};
}

void make_folder(const fs::path& path, bool force) {
  std::error_code failed;
  check_folder(path, force);
  fs::create_directories(path, failed);
  if (failed || access(path.c_str(), W_OK | X_OK) != 0) {
    const std::string reason = failed ? failed.message() : "permission denied";
    throw Error(ErrorKind::kOutput, path.string() + ": cannot write: " + reason);
  }
}

/// Removes the files whose names `chosen` accepts. The lock is held, so no other process is
/// writing.
void remove_files(const fs::path& folder, bool (*chosen)(std::string_view)) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    if (!entry.is_directory() && chosen(name)) {
      found.push_back(entry.path());
    }
  }
  for (const fs::path& path : found) fs::remove(path);
}

/// Points runs/latest at a run in the folder runs.
void update_latest(const fs::path& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  const fs::path parent = absolute.parent_path();
  if (parent.filename() != "runs") return;
  const fs::path link = parent / "latest";
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(link)) && !fs::is_symlink(link)) return;
  const fs::path fresh = parent / (".latest-" + std::to_string(getpid()));
  fs::create_directory_symlink(absolute.filename(), fresh, ignored);
  fs::rename(fresh, link, ignored);
}

}  // namespace

bool holds_nothing(const fs::path& folder, std::string_view besides) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name != kLockName && name != besides && !base::is_temporary(name)) return false;
  }
  return true;
}

RunFolder::RunFolder(fs::path path, std::shared_ptr<const base::FileSystem> system)
    : path_(std::move(path)), system_(std::move(system)), lock_(path_ / kLockName) {
  remove_files(path_, is_left_over);
}

std::shared_ptr<const base::FileSystem> RunFolder::real_system() {
  return std::make_shared<base::FileSystem>();
}

RunFolder RunFolder::create(const config::Config& config, const Json& provenance,
                            std::shared_ptr<const base::FileSystem> system) {
  const fs::path path =
      config.output.out ? fs::path(*config.output.out) : new_default_folder(config);
  const fs::path made_from = first_missing(path);
  make_folder(path, config.output.force);
  RunFolder folder(path, std::move(system));
  folder.is_new_ = true;
  folder.made_from_ = made_from;
  if (config.output.force) {
    remove_results(folder.path_);
    remove_files(folder.path_, is_run_file);
  }
  folder.write(kConfigName, config_bytes(config, provenance));
  update_latest(folder.path_);
  return folder;
}

RunFolder RunFolder::reopen(const fs::path& path, std::shared_ptr<const base::FileSystem> system) {
  const fs::path named = path.has_filename() ? path : path.parent_path();
  const fs::path real =
      fs::is_symlink(named) ? named.parent_path() / fs::read_symlink(named) : named;
  if (!fs::is_directory(real)) {
    throw Error(ErrorKind::kCheckpoint, path.string() + ": expected the folder of a run");
  }
  return {real, std::move(system)};
}

void RunFolder::record_resume(const config::Config& config, const Json& provenance) const {
  Json whole = read_config_file(path_).provenance;
  if (!whole["resumed"].is_array()) whole["resumed"] = Json::array();
  whole["resumed"].push_back(provenance);
  write(kConfigName, config_bytes(config, whole));
  if (has(kSummaryName)) fs::remove(path_ / kSummaryName);
  update_latest(path_);
}

bool RunFolder::has(const std::string& name) const {
  return fs::exists(fs::symlink_status(path_ / name));
}

void RunFolder::write(const std::string& name, std::string_view bytes) const {
  base::write_atomically(path_ / name, bytes, base::Durability::kSynced, *system_);
}

void RunFolder::append(const std::string& name, std::size_t kept, std::string_view bytes) const {
  base::append_to(path_ / name, kept, bytes, *system_);
}

void RunFolder::write_picture(const std::string& name, const DrawPicture& draw) const {
  const fs::path path = path_ / name;
  const std::optional<std::string> bytes = draw_png(path.string(), draw);
  if (!bytes) return;
  if (fs::path(name).has_parent_path()) {
    const fs::path parent = path.parent_path();
    if (fs::is_symlink(parent)) {
      throw Error(ErrorKind::kOutput,
                  parent.string() + ": expected a folder, found a symbolic link");
    }
    // If this fails, writing the file reports the reason.
    std::error_code ignored;
    fs::create_directory(parent, ignored);
  }
  base::write_atomically(path, *bytes, base::Durability::kUnsynced, *system_);
}

void RunFolder::discard() const noexcept {
  std::error_code ignored;
  if (!is_new_ || fs::exists(path_ / kCheckpointName, ignored)) return;
  try {
    remove_files(path_, is_run_file);
    remove_files(path_, is_left_over);
    const fs::path latest = fs::absolute(path_).lexically_normal().parent_path() / "latest";
    if (fs::is_symlink(latest) && fs::equivalent(latest, path_)) fs::remove(latest);
  } catch (const std::exception&) {
    return;  // --force replaces the files that remain
  }
  fs::remove(path_ / kReconstructionsName, ignored);
  fs::remove(path_ / kLockName, ignored);
  if (made_from_.empty()) return;
  // Stops at the first folder that is not empty.
  fs::path folder = path_.lexically_normal();
  while (fs::remove(folder, ignored) && folder != made_from_) folder = folder.parent_path();
}

std::string resume_command(const fs::path& run) {
  return "sae_train --resume " + base::shell_word(run.string());
}

}  // namespace sae::run
