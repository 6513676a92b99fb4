// SPDX-License-Identifier: MIT
// The configuration of a training run, from its settings.
#include "session/effective_config.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "config/validate.h"
#include "run/config_file.h"

namespace sae::session {
namespace {

/// Settings from the config file, or from the run to resume.
config::ConfigFile file_settings(const std::optional<config::ConfigFile>& file,
                                 const std::vector<config::Setting>& typed) {
  const config::Setting* resumed = config::find_setting(typed, "resume");
  const std::string run = resumed == nullptr ? "" : resumed->text.value_or(std::string());
  // An empty --resume is refused later, together with other invalid values.
  if (run.empty()) return file.value_or(config::ConfigFile());
  if (file) {
    throw Error(ErrorKind::kUsage,
                "--config cannot be combined with --resume, which uses the run's own settings");
  }
  return run::read_config_file(run).settings;
}

/// A path that does not depend on the current folder or on links such as runs/latest.
std::string lasting_path(const std::string& path) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path)).string();
}

void fix_paths(std::optional<std::vector<std::string>>& runs) {
  if (!runs) return;
  for (std::string& run : *runs) run = lasting_path(run);
}

/// --force would remove the runs that the codes come from.
void refuse_own_codes(const config::Config& config) {
  if (!config.data.encode_with || !config.output.out) return;
  const std::string out = lasting_path(*config.output.out);
  if (std::ranges::find(*config.data.encode_with, out) == config.data.encode_with->end()) return;
  throw Error(ErrorKind::kUsage,
              "--encode_with: expected a run other than the folder of --out, found " + out);
}

}  // namespace

config::Resolved resolve_settings(const std::optional<config::ConfigFile>& file,
                                  const std::vector<config::Setting>& typed) {
  config::Resolved resolved = config::resolve(file_settings(file, typed), typed);
  for (std::string& problem : config::validate(resolved.config, resolved.sources)) {
    resolved.problems.push_back(std::move(problem));
  }
  if (!resolved.problems.empty()) throw UsageErrors(resolved.problems);
  return resolved;
}

config::Config effective_config(const std::optional<config::ConfigFile>& file,
                                const std::vector<config::Setting>& typed) {
  config::Resolved resolved = resolve_settings(file, typed);
  base::set_up_log(resolved.config.output.log_level, resolved.config.output.progress);
  for (const std::string& note : resolved.notes) base::log_info(note);
  for (const std::string& idle : config::find_idle_options(resolved.config, resolved.sources)) {
    base::log_warning(idle);
  }
  fix_paths(resolved.config.data.encode_with);
  refuse_own_codes(resolved.config);
  return resolved.config;
}

}  // namespace sae::session
