// SPDX-License-Identifier: MIT
// The configuration as JSON.
#include "config/config_json.h"

#include "base/error.h"
#include "base/text.h"
#include "config/values.h"

namespace sae::config {
namespace {

using format::Json;

template <class T>
Json to_json(const Field& field, const T& value) {
  constexpr bool kHasJson = std::is_constructible_v<Json, T>;
  if constexpr (std::is_enum_v<T> || !kHasJson) {
    return ValueText<T>::format(field, value);
  } else {
    return value;
  }
}

template <class T>
Json to_json(const Field& field, const std::optional<T>& value) {
  return value ? to_json(field, *value) : Json(nullptr);
}

/// The options of a run. Before there was --split_seed, the seed also drew the validation rows.
Json with_split_seed(Json options) {
  if (!options.contains("split_seed") && options.contains("seed")) {
    options["split_seed"] = options["seed"];
  }
  return options;
}

/// Parses one config file. Every error message begins with its name.
class ConfigFileReader {
 public:
  ConfigFileReader(std::string name, ErrorKind kind) : name_(std::move(name)), kind_(kind) {}

  ConfigFile read(const Json& document) const {
    ConfigFile file;
    const Json options = config_object(document);
    for (const auto& [key, value] : options.items()) {
      file.settings.push_back({key, std::nullopt});
      if (!value.is_null()) file.settings.back().text = setting_text(value, key);
    }
    if (document.contains("schema")) file.schema = document["schema"].get<int>();
    return file;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(kind_, name_ + ": " + problem);
  }

  [[noreturn]] void refuse_value(const std::string& found, const std::string& key) const {
    fail(base::excerpt(key) + ": expected a number, a word or a list, found " + found);
  }

  /// Converts a JSON value to command-line text.
  std::string setting_text(const Json& value, const std::string& key) const {
    switch (value.type()) {
      case Json::value_t::string:
        return value.get<std::string>();
      case Json::value_t::boolean:
        return value.get<bool>() ? "yes" : "no";
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
        return value.dump();
      case Json::value_t::number_float:
        return base::format_number(value.get<double>());
      case Json::value_t::array: {
        std::vector<std::string> parts;
        for (const Json& item : value) {
          if (item.is_array()) refuse_value("a list in a list", key);
          parts.push_back(setting_text(item, key));
        }
        return base::join(parts, ",");
      }
      case Json::value_t::null:
      case Json::value_t::object:
      case Json::value_t::binary:
      case Json::value_t::discarded:
        break;
    }
    refuse_value(value.type_name(), key);
  }

  Json config_object(const Json& document) const {
    if (!document.is_object()) {
      fail("expected a JSON object of options, found " + std::string(document.type_name()));
    }
    if (!document.contains("schema")) return document;
    if (!is_known_schema(document["schema"])) {
      fail("expected schema 1 or " + std::to_string(kConfigSchema) + ", found " +
           base::excerpt(document["schema"].dump()));
    }
    if (!document.contains("config") || !document["config"].is_object()) {
      fail("expected an object \"config\", found none");
    }
    return with_split_seed(document["config"]);
  }

  std::string name_;
  ErrorKind kind_;
};

}  // namespace

Json config_json(const Config& config, Scope up_to) {
  Json json = Json::object();
  visit_fields(config, [&](const Field& field, const auto& value) {
    if (field.scope <= up_to) json[field.name()] = to_json(field, value);
  });
  return json;
}

ConfigFile parse_config_file(const std::string& text, const std::string& name, ErrorKind kind) {
  return read_config_file(format::parse_json(text, name, kind), name, kind);
}

ConfigFile read_config_file(const Json& document, const std::string& name, ErrorKind kind) {
  return ConfigFileReader(name, kind).read(document);
}

ConfigFile load_config_file(const std::filesystem::path& path) {
  return read_config_file(format::read_json(path, ErrorKind::kUsage), path.string(),
                          ErrorKind::kUsage);
}

bool is_known_schema(const Json& schema) { return schema == 1 || schema == kConfigSchema; }

std::vector<std::string> find_differences(const Config& config, const Json& saved) {
  Json before = config_json(Config(), Scope::kMath);
  before.update(with_split_seed(saved));
  const Json now = config_json(config, Scope::kMath);
  std::vector<std::string> lines;
  for (const auto& [name, value] : before.items()) {
    const Json found = now.contains(name) ? now[name] : Json("no such option");
    if (found != value) {
      lines.push_back("--" + name + ": expected " + value.dump() + " as in the run, found " +
                      found.dump());
    }
  }
  return lines;
}

}  // namespace sae::config
