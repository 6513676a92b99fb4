// SPDX-License-Identifier: MIT
// Names of the files in run folders and result folders.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sae::run {

inline constexpr const char* kConfigName = "config.json";
inline constexpr const char* kMetricsName = "metrics.csv";
inline constexpr const char* kSummaryName = "summary.json";
inline constexpr const char* kCheckpointName = "checkpoint.safetensors";
inline constexpr const char* kModelName = "model.safetensors";
inline constexpr const char* kBestName = "best.safetensors";
inline constexpr const char* kLossPlotName = "loss.png";
inline constexpr const char* kFeaturesName = "features.png";
/// TensorBoard finds event files by "tfevents" in their names.
inline constexpr const char* kEventsName = "events.out.tfevents.sae_train";
inline constexpr const char* kReconstructionsName = "reconstructions";  ///< a folder
inline constexpr const char* kReportName = "report.html";
inline constexpr const char* kReportDataName = "report.json";
inline constexpr const char* kLockName = ".lock";  ///< held by the process that writes the folder

// Results of `sae classify`, `sae cluster` and `sae anomaly`.
inline constexpr const char* kAccuracyName = "accuracy.csv";
inline constexpr const char* kConfusionTableName = "confusion.csv";
inline constexpr const char* kConfusionPictureName = "confusion.png";
inline constexpr const char* kClassifierName = "model.safetensors";
inline constexpr const char* kAssignmentsName = "assignments.csv";
inline constexpr const char* kCentroidsName = "centroids.png";
inline constexpr const char* kErrorsTableName = "anomaly.csv";
inline constexpr const char* kErrorsPictureName = "anomaly.png";
inline constexpr const char* kUnitsTableName = "units.csv";
inline constexpr const char* kUnitsPictureName = "units.png";

// Results of `sae export`.
inline constexpr const char* kExportRecordName = "export.json";
inline constexpr const char* kNetworkName = "network.safetensors";
inline constexpr const char* kOnnxName = "model.onnx";
// Files of other programs.
inline constexpr const char* kForeignConfigName = "cfg.json";  ///< of sae-lens and eai-sparsify
inline constexpr const char* kSaeLensWeightsName = "sae_weights.safetensors";
inline constexpr const char* kSparsifyWeightsName = "sae.safetensors";

/// Which rows a picture of reconstructions shows.
enum class Shown { kValidation, kTraining };

/// reconstructions/epoch_0005.png or reconstructions/train_epoch_0005.png, relative to the run.
std::string reconstruction_name(Shown shown, std::int64_t epoch);

/// True if runs write a file of this name, relative to the run: one of kConfigName to
/// kReportDataName,
/// or a picture of reconstructions. --force removes these files and no others.
bool is_run_file(std::string_view name);

/// True if `sae export` writes a file of this name, besides kExportRecordName.
bool is_export_file(std::string_view name);

/// True if this file, named relative to the run, is a temporary file of a killed process.
bool is_left_over(std::string_view name);

}  // namespace sae::run
