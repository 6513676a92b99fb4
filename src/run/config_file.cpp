// SPDX-License-Identifier: MIT
// config.json of a run folder.
#include "run/config_file.h"

#include <vector>

#include "base/error.h"
#include "config/config_json.h"
#include "config/validate.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

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
  const Json document = format::read_json(path, ErrorKind::kCheckpoint);
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
    const Json document = format::read_json(folder / kConfigName, ErrorKind::kCheckpoint);
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
