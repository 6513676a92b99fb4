// SPDX-License-Identifier: MIT
// sweep.json: what a sweep consists of.
#include "batch/sweep_file.h"

#include <algorithm>

#include "base/atomic_file.h"
#include "base/error.h"
#include "config/config_json.h"
#include "format/json.h"

namespace sae::batch {
namespace {

using format::Json;
using Settings = std::vector<config::Setting>;

constexpr int kSweepSchema = 1;

Json settings_json(const Settings& settings) {
  Json json = Json::object();
  for (const config::Setting& setting : settings) {
    json[setting.name] = setting.text ? Json(*setting.text) : Json(nullptr);
  }
  return json;
}

Settings settings_in(const Json& json, const std::string& place) {
  return config::read_config_file(json, place, ErrorKind::kCheckpoint).settings;
}

Sweep sweep_in(const Json& json, const std::filesystem::path& folder, const std::string& place) {
  Sweep sweep;
  sweep.folder = std::filesystem::absolute(folder).lexically_normal();
  sweep.directory = json.at("directory").get<std::string>();
  sweep.fixed = settings_in(json.at("fixed"), place);
  for (const Json& trial : json.at("trials")) {
    PlannedTrial planned{
        {trial.at("name").get<std::string>(), settings_in(trial.at("settings"), place)},
        settings_in(trial.at("implied"), place)};
    if (!trial.at("exit_code").is_null()) {
      planned.end = {trial["exit_code"].get<int>(), trial.at("seconds").get<double>()};
    }
    sweep.trials.push_back(std::move(planned));
  }
  return sweep;
}

}  // namespace

Settings Sweep::settings_of(const PlannedTrial& planned) const {
  Settings all = planned.trial.settings;
  const auto add = [&](const Settings& settings) {
    for (const config::Setting& setting : settings) {
      if (config::find_setting(all, setting.name) == nullptr) all.push_back(setting);
    }
  };
  add(fixed);
  add(planned.implied);
  return all;
}

std::optional<Sweep> read_sweep(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kSweepName;
  if (!std::filesystem::exists(path)) return std::nullopt;
  const std::string place = path.string();
  try {
    const Json json = format::read_json(path, ErrorKind::kCheckpoint);
    if (json.value("schema", 0) == kSweepSchema) return sweep_in(json, folder, place);
  } catch (const Json::exception&) {
    // No sweep; reported below.
  }
  throw Error(ErrorKind::kCheckpoint, place + ": expected a sweep of schema " +
                                          std::to_string(kSweepSchema) + ", found something else");
}

void write_sweep(const Sweep& sweep) {
  Json trials = Json::array();
  for (const PlannedTrial& planned : sweep.trials) {
    const auto& end = planned.end;
    trials.push_back({{"name", planned.trial.name},
                      {"settings", settings_json(planned.trial.settings)},
                      {"implied", settings_json(planned.implied)},
                      {"exit_code", end ? Json(end->exit_code) : Json(nullptr)},
                      {"seconds", end ? Json(end->seconds) : Json(nullptr)}});
  }
  const Json json = {{"schema", kSweepSchema},
                     {"directory", sweep.directory.string()},
                     {"fixed", settings_json(sweep.fixed)},
                     {"trials", trials}};
  base::write_atomically(sweep.folder / kSweepName, format::json_file(json));
}

void add_trials(Sweep& sweep, const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    const auto same = std::ranges::find_if(sweep.trials, [&](const PlannedTrial& planned) {
      return planned.trial.name == trial.name;
    });
    if (same == sweep.trials.end()) {
      sweep.trials.push_back({trial});
    } else if (settings_text(same->trial.settings) != settings_text(trial.settings)) {
      throw Error(ErrorKind::kUsage,
                  sweep.folder.string() + ": expected trial " + trial.name + " with " +
                      settings_text(same->trial.settings) + ", found " +
                      settings_text(trial.settings),
                  "choose another --out");
    }
  }
}

}  // namespace sae::batch
