// SPDX-License-Identifier: MIT
// config.json of a run folder.
#include "run/config_file.h"

#include <vector>

#include "base/error.h"
#include "config/config_json.h"
#include "config/validate.h"
#include "format/file.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

constexpr std::uint64_t kMostConfigBytes = 16U << 20U;

Json read_document(const fs::path& path) {
  const std::string text = format::read_file(path, kMostConfigBytes, ErrorKind::kCheckpoint);
  return format::parse_json(text, path.string(), ErrorKind::kCheckpoint);
}

}  // namespace

int ConfigFile::schema() const { return settings.schema.value_or(config::kConfigSchema); }

config::Config ConfigFile::config() const {
  const config::Resolved resolved = config::resolve(settings, {});
  std::vector<std::string> problems = resolved.problems;
  if (problems.empty()) problems = config::validate(resolved.config, resolved.sources);
  if (problems.empty()) return resolved.config;
  throw Error(ErrorKind::kCheckpoint, path + ": " + problems.front());
}

std::string ConfigFile::train_fingerprint() const {
  const Json::json_pointer place("/data/train_fingerprint");
  if (!provenance.contains(place) || !provenance[place].is_string()) return "";
  return provenance[place].get<std::string>();
}

ConfigFile read_config_file(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw Error(ErrorKind::kCheckpoint, folder.string() + ": expected the folder of a run, found " +
                                            (fs::exists(folder) ? "a file" : "nothing"));
  }
  const std::string path = (folder / kConfigName).string();
  const Json document = read_document(path);
  ConfigFile file{path, config::read_config_file(document, path, ErrorKind::kCheckpoint), {}, {}};
  file.options = file.settings.schema ? document["config"] : document;
  file.provenance = Json::object();
  if (const auto found = document.find("provenance");
      found != document.end() && found->is_object()) {
    file.provenance = *found;
  }
  return file;
}

bool is_run(const fs::path& folder) {
  try {
    const Json document = read_document(folder / kConfigName);
    return document.is_object() && document.contains("config") && document.contains("schema") &&
           config::is_known_schema(document["schema"]);
  } catch (const Error&) {
    return false;
  }
}

std::string config_bytes(const config::Config& config, const Json& provenance) {
  return format::json_file({{"schema", config::kConfigSchema},
                            {"config", config::config_json(config, config::Scope::kRun)},
                            {"provenance", provenance}});
}

}  // namespace sae::run
