// SPDX-License-Identifier: MIT
// The trials of a sweep: every combination of the values of its options.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "batch/trial.h"

namespace sae::batch {

/// The values that an option of sae_train takes in the trials, in their usual form. A text that is
/// one value of the option is that value: "512,64" of --layers. Otherwise commas separate values
/// (".01,.05"), or it is a range: "lin:A:B:N" or "log:A:B:N", N >= 2 values from A to B at equal
/// distances or ratios, rounded to four digits, to whole numbers for an option that takes those.
/// Throws kUsage with what was expected.
std::vector<std::string> option_values(const config::Setting& typed);

/// The setting with its value in the usual form, for an option of one value. Throws kUsage.
config::Setting usual_setting(const config::Setting& typed);

/// A combination of settings for each row of a CSV file with a column per option, or each object of
/// a JSON list. An empty field or null leaves the option as it is without it. Throws kUsage if the
/// file cannot be read, has no row, or names an unknown option or an invalid value.
std::vector<std::vector<config::Setting>> read_trial_settings(const std::filesystem::path& path);

/// The trials: for each of `rows` (one without settings if there are none), every combination of
/// the values of `typed`, the last option changing fastest. The same option may be typed several
/// times: its values are joined. In a trial, options have the order of the help. Throws kUsage if
/// two trials are equal, an option is both typed and in a row, and if there are more than 10,000.
std::vector<Trial> make_trials(const std::vector<config::Setting>& typed,
                               const std::vector<std::vector<config::Setting>>& rows);

}  // namespace sae::batch
