// SPDX-License-Identifier: MIT
// Names of the files in run folders.
#include "run/file_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/atomic_file.h"
#include "base/text.h"

namespace sae::run {
namespace {

constexpr auto kRunFiles = std::to_array<std::string_view>(
    {kConfigName, kMetricsName, kSummaryName, kCheckpointName, kModelName, kBestName, kLossPlotName,
     kFeaturesName, kReportName, kReportDataName, kEventsName});
constexpr std::string_view kTrainingPrefix = "train_";
constexpr std::string_view kEpochPrefix = "epoch_";
constexpr std::string_view kPictureSuffix = ".png";
constexpr std::size_t kLeastDigits = 4;

/// Removes `prefix` from `name`; false if `name` does not start with it.
bool take_prefix(std::string_view& name, std::string_view prefix) {
  const bool found = name.starts_with(prefix);
  if (found) name.remove_prefix(prefix.size());
  return found;
}

bool take_folder(std::string_view& name) {
  return take_prefix(name, std::string(kReconstructionsName) + "/");
}

bool is_reconstruction(std::string_view name) {
  if (!take_folder(name)) return false;
  take_prefix(name, kTrainingPrefix);
  if (!take_prefix(name, kEpochPrefix) || !name.ends_with(kPictureSuffix)) return false;
  name.remove_suffix(kPictureSuffix.size());
  return name.size() >= kLeastDigits &&
         std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

/// W_enc, b_dec, …, or encoder.0.weight and the like.
bool is_tensor_name(std::string_view name) {
  constexpr auto kOneLayer = std::to_array<std::string_view>({"W_enc", "b_enc", "W_dec", "b_dec"});
  if (std::ranges::find(kOneLayer, name) != kOneLayer.end()) return true;
  const std::vector<std::string> parts = base::split(name, '.');
  return parts.size() == 3 && (parts[0] == "encoder" || parts[0] == "decoder") &&
         base::parse_integer(parts[1]).has_value() && (parts[2] == "weight" || parts[2] == "bias");
}

}  // namespace

std::string reconstruction_name(Shown shown, std::int64_t epoch) {
  const std::string digits = std::to_string(epoch);
  std::string name = std::string(kReconstructionsName) + "/";
  if (shown == Shown::kTraining) name += kTrainingPrefix;
  name += kEpochPrefix;
  name.append(kLeastDigits - std::min(kLeastDigits, digits.size()), '0');
  return name + digits + std::string(kPictureSuffix);
}

bool is_run_file(std::string_view name) {
  return std::ranges::find(kRunFiles, name) != kRunFiles.end() || is_reconstruction(name);
}

bool is_export_file(std::string_view name) {
  constexpr auto kKnown = std::to_array<std::string_view>(
      {kNetworkName, kOnnxName, kForeignConfigName, kSaeLensWeightsName});
  if (std::ranges::find(kKnown, name) != kKnown.end()) return true;
  for (const std::string_view end : {".npy", ".csv"}) {
    if (name.ends_with(end)) return is_tensor_name(name.substr(0, name.size() - end.size()));
  }
  return false;
}

bool is_left_over(std::string_view name) {
  take_folder(name);
  return base::is_temporary(name);
}

}  // namespace sae::run
