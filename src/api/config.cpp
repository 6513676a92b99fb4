// SPDX-License-Identifier: MIT
// The public Config.
#include "sae/config.h"

#include <algorithm>
#include <type_traits>

#include "api/config_state.h"
#include "api/guarded.h"
#include "base/text.h"
#include "config/config_json.h"
#include "config/settings.h"
#include "session/effective_config.h"

namespace sae {
namespace {

Error unknown_option(const std::string& name) {
  const auto near = base::nearest(name, config::field_names());
  return {ErrorKind::kUsage, "unknown option " + base::quote(name),
          near ? "did you mean '" + *near + "'?" : ""};
}

void put(std::vector<config::Setting>& settings, const std::string& name,
         const std::string& value) {
  const auto found = std::ranges::find(settings, name, &config::Setting::name);
  if (found == settings.end()) {
    settings.push_back({name, value});
  } else {
    found->text = value;
  }
}

}  // namespace

Config::Config() : state_(std::make_shared<const State>(State{{}, {{"log_level", "warning"}}})) {}

Config Config::read(const std::filesystem::path& file) {
  return api::guarded([&] {
    State state = *Config().state_;
    state.file = config::load_config_file(file);
    Config config;
    config.state_ = std::make_shared<const State>(std::move(state));
    return config;
  });
}

Config& Config::set(const std::string& option, const std::string& value) {
  config::Config scratch;
  const config::Assigned assigned = config::assign(
      {option, value}, [&](auto&& visitor) { config::visit_fields(scratch, visitor); });
  if (!assigned.known) throw unknown_option(option);
  if (assigned.problem) throw Error(ErrorKind::kUsage, *assigned.problem);
  State state = *state_;
  put(state.typed, option, value);
  state_ = std::make_shared<const State>(std::move(state));
  return *this;
}

std::string Config::get(const std::string& option) const {
  return api::guarded([&] {
    const config::Config config = session::resolve_settings(state_->file, state_->typed).config;
    std::optional<std::string> text;
    config::visit_fields(config, [&](const config::Field& field, const auto& value) {
      using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
      if (field.name() == option) text = Text::format(field, value);
    });
    if (!text) throw unknown_option(option);
    return *text;
  });
}

std::string Config::json() const {
  return api::guarded([&] {
    const config::Config config = session::resolve_settings(state_->file, state_->typed).config;
    return config::config_json(config, config::Scope::kRun).dump(2);
  });
}

}  // namespace sae
