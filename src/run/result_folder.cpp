// SPDX-License-Identifier: MIT
// The output folder of a command on trained runs.
#include "run/result_folder.h"

#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"

namespace sae::run {
namespace {

namespace filesystem = std::filesystem;

constexpr int kResultSchema = 1;

[[noreturn]] void refuse_place(const filesystem::path& path, const std::string& problem,
                               const std::string& hint = "") {
  throw Error(ErrorKind::kOutput, path.string() + ": " + problem, hint);
}

bool holds_something(const filesystem::path& path) {
  return filesystem::exists(filesystem::symlink_status(path)) &&
         (!filesystem::is_directory(path) || !filesystem::is_empty(path));
}

/// True if the folder contains a valid record of this command.
bool is_result(const filesystem::path& path, const std::string& command) {
  try {
    const format::Json json = format::read_json(path / (command + ".json"), ErrorKind::kOutput);
    return json.is_object() && json.value("command", "") == command &&
           json.value("schema", 0) == kResultSchema;
  } catch (const Error&) {
    return false;
  } catch (const format::Json::exception&) {
    return false;
  }
}

filesystem::path unused(const filesystem::path& stem) {
  filesystem::path path = stem;
  for (int number = 2; holds_something(path); ++number) {
    path = stem.string() + "-" + std::to_string(number);
  }
  return path;
}

/// Removes the record last: until then it identifies the command that wrote the files.
void clear_results(const filesystem::path& path, const ResultKind& kind) {
  std::error_code ignored;
  for (const std::string_view name : kind.files) {
    if (!name.empty()) filesystem::remove(path / name, ignored);
  }
  if (kind.writes != nullptr) {
    std::vector<filesystem::path> found;
    for (const filesystem::directory_entry& entry : filesystem::directory_iterator(path)) {
      const bool own = entry.is_regular_file() && kind.writes(entry.path().filename().string());
      if (own) found.push_back(entry.path());
    }
    for (const filesystem::path& file : found) filesystem::remove(file, ignored);
  }
  filesystem::remove(path / (std::string(kind.command) + ".json"), ignored);
}

/// True if the command uses folders of this name by default.
bool is_named_after(const filesystem::path& path, std::string_view command) {
  const std::string name = path.filename().string();
  return name == command || name.starts_with(std::string(command) + "-");
}

/// The folder named by --out; removes earlier results if --force is given.
filesystem::path prepared(const ResultPlace& place) {
  const filesystem::path path = *place.out;
  if (!holds_something(path)) return path;
  if (!filesystem::is_directory(path)) refuse_place(path, "expected a folder, found a file");
  const std::string command(place.kind.command);
  if (!is_result(path, command)) {
    refuse_place(path, "expected an empty folder or results of " + command + ", found other files",
                 place.force ? "--force replaces results of the same command only" : "");
  }
  if (!place.force) {
    refuse_place(path, "expected a new folder, found results of " + command,
                 "use --force to replace them, or another --out to keep them");
  }
  clear_results(path, place.kind);
  return path;
}

}  // namespace

ResultFolder::ResultFolder(filesystem::path path, std::string command)
    : path_(std::move(path)), command_(std::move(command)) {}

ResultFolder ResultFolder::create(const ResultPlace& place) {
  const filesystem::path path = place.out ? prepared(place) : unused(place.stem);
  std::error_code failed;
  filesystem::create_directories(path, failed);
  if (failed || access(path.c_str(), W_OK | X_OK) != 0) {
    refuse_place(path, "cannot write: " + (failed ? failed.message() : "permission denied"));
  }
  return {path, std::string(place.kind.command)};
}

void remove_results(const filesystem::path& run) {
  std::vector<filesystem::path> folders;
  for (const filesystem::directory_entry& entry : filesystem::directory_iterator(run)) {
    if (!entry.is_symlink() && entry.is_directory()) folders.push_back(entry.path());
  }
  for (const filesystem::path& path : folders) {
    for (const ResultKind& kind : kResultKinds) {
      if (!is_named_after(path, kind.command) || !is_result(path, std::string(kind.command))) {
        continue;
      }
      clear_results(path, kind);
      if (filesystem::is_empty(path)) filesystem::remove(path);
    }
  }
}

std::string ResultFolder::write_record(const format::Json& content) const {
  format::Json json = {{"schema", kResultSchema}, {"command", command_}};
  json.update(content);
  std::string bytes = format::json_file(json);
  write(command_ + ".json", bytes);
  return bytes;
}

void ResultFolder::write(const std::string& name, std::string_view bytes) const {
  base::write_atomically(path_ / name, bytes, base::Durability::kSynced);
}

void ResultFolder::write_picture(const std::string& name, const DrawPicture& draw) const {
  const std::optional<std::string> bytes = draw_png((path_ / name).string(), draw);
  if (bytes) base::write_atomically(path_ / name, *bytes, base::Durability::kUnsynced);
}

}  // namespace sae::run
