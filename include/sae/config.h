// SPDX-License-Identifier: MIT
// The configuration of a training run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "sae/export.h"

namespace sae {

/// Settings of a training run: the options of sae_train by name, without "--", with values as text
/// ("epochs" and "25"). docs/options.md lists them. Only warnings are logged on stderr unless
/// log_level is set. Copies are independent; threads may use different objects at once.
class SAE_API Config {
 public:
  /// All defaults.
  Config();

  /// The settings of a JSON file: a run's config.json or an object of options. Throws kUsage if the
  /// file cannot be read.
  static Config read(const std::filesystem::path& file);

  /// Sets an option, as if typed on the command line, and returns *this. An earlier value is
  /// replaced. Throws kUsage for unknown options and values that cannot be read. Ranges and options
  /// that exclude each other are checked when the configuration is used.
  Config& set(const std::string& option, const std::string& value);

  /// The effective value of an option: its default, the preset's or the set value. "off", "none",
  /// "auto" or the like means "not set", and so does an empty text for paths. Throws kUsage for
  /// unknown options, and with one line for each problem of the configuration.
  std::string get(const std::string& option) const;

  /// All effective values as JSON, which `read` accepts. Throws kUsage as `get` does.
  std::string json() const;

 private:
  friend struct ConfigAccess;
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace sae
