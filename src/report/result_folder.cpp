// SPDX-License-Identifier: MIT
// The folder of a command's results.
#include "sae/report/result_folder.h"

#include <unistd.h>

#include <system_error>
#include <utility>

#include "sae/base/atomic_file.h"
#include "sae/base/error.h"
#include "sae/format/file.h"

namespace sae::report {
namespace {

namespace filesystem = std::filesystem;

constexpr int kResultSchema = 1;
constexpr std::uint64_t kMostRecordBytes = 16U << 20U;

[[noreturn]] void refuse_place(const filesystem::path& path, const std::string& problem,
                               const std::string& hint = "") {
  throw Error(ErrorKind::kOutput, path.string() + ": " + problem, hint);
}

bool holds_something(const filesystem::path& path) {
  return filesystem::exists(filesystem::symlink_status(path)) &&
         (!filesystem::is_directory(path) || !filesystem::is_empty(path));
}

/// Whether the folder's record is one of this command.
bool is_result(const filesystem::path& path, const std::string& command) {
  try {
    const std::string name = (path / (command + ".json")).string();
    const format::Json json = format::parse_json(
        format::read_file(name, kMostRecordBytes, ErrorKind::kOutput), name, ErrorKind::kOutput);
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

/// The folder that --out names, emptied of earlier results where --force says so.
filesystem::path prepared(const ResultPlace& place) {
  const filesystem::path path = *place.out;
  if (!holds_something(path)) return path;
  if (!filesystem::is_directory(path)) refuse_place(path, "expected a folder, found a file");
  if (!is_result(path, place.command)) {
    refuse_place(path,
                 "expected an empty folder or results of " + place.command + ", found other files",
                 place.force ? "--force replaces results of the same command only" : "");
  }
  if (!place.force) {
    refuse_place(path, "expected a new folder, found results of " + place.command,
                 "--force replaces them; another --out keeps them");
  }
  std::error_code ignored;
  for (const std::string& name : place.files) filesystem::remove(path / name, ignored);
  filesystem::remove(path / (place.command + ".json"), ignored);
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
  return {path, place.command};
}

void ResultFolder::write_record(const format::Json& content) const {
  format::Json json = {{"schema", kResultSchema}, {"command", command_}};
  json.update(content);
  write(command_ + ".json", json.dump(2) + "\n");
}

void ResultFolder::write(const std::string& name, std::string_view bytes) const {
  base::write_atomically(path_ / name, bytes, base::Durability::kSynced);
}

void ResultFolder::write_picture(const std::string& name, const format::Image& image) const {
  base::write_atomically(path_ / name, format::png_bytes(image), base::Durability::kUnsynced);
}

}  // namespace sae::report
