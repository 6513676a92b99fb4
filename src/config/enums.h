// SPDX-License-Identifier: MIT
// Enumerations of option values, each with a table of names.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

namespace sae::config {

/// The sparsity term; loss/penalties.h has the formulas.
enum class Penalty {
  kKl,
  kL1,
  kKlPerSample,
  kL1AllLayers,
  kL1Norm,
  kL0,
  kL0Target,
  kTanhL0,
  kGroup
};
/// kTopk, kTopkRelu and kBatchTopk are for the code only: the k largest units per sample stay (of
/// kBatchTopk in training the k·B largest of the B samples of a batch), the others become 0. So is
/// kJumprelu: values above the unit's learned threshold stay. kSoftThreshold: a sigmoid minus the
/// unit's learned threshold, or 0.
enum class Activation {
  kIdentity,
  kRelu,
  kSigmoid,
  kTanh,
  kTopk,
  kTopkRelu,
  kBatchTopk,
  kJumprelu,
  kSoftThreshold
};
/// The reconstruction term; loss/reconstruction.h has the formulas.
enum class Reconstruction { kMse, kHalfSse, kSse, kBce };
enum class OptimizerKind { kAdam, kAdamw, kSgd, kLbfgs, kCg };
/// Format of the data files; kAuto detects it by content.
enum class DataFormat { kAuto, kIdx, kNpy, kMat, kTable, kArff, kSvmlight, kImages };
/// Scaling of the values; data/transform.h has the formulas.
enum class Scale { kAuto, kUnit, kSymmetric, kStandardize, kMinmax, kRms, kNone };
enum class Whitening { kNone, kZca };
enum class PatchNorm { kNone, kUfldl };
/// Corruption of the input; data/noise.h has the formulas.
enum class Noise { kGaussian, kMask, kLeftHalf };
enum class Channels { kAuto, kGrey, kRgb };
/// The axis of an array that counts its rows.
enum class SampleAxis { kFirst, kLast };
/// Index of the first column in an SVMlight file.
enum class IndexBase { kAuto, kZero, kOne };
/// Whether the first row of a table names its columns.
enum class Header { kAuto, kYes, kNo };
enum class DecimalMark { kAuto, kPoint, kComma };
enum class ThousandsMark { kAuto, kNone, kComma, kPoint, kSpace };
/// What becomes of missing values: an error, their rows left out, or the mean of the column.
enum class Missing { kError, kDrop, kMean };
/// What becomes of columns of text: an error, a column of 0 and 1 for each text, or left out.
enum class Categories { kError, kOnehot, kDrop };
/// What becomes of texts in new data that the training data did not have: an error, or 0 in all
/// columns of their text column.
enum class NewTexts { kError, kZero };
enum class Init { kTorch, kUfldl, kXavier, kKaiming, kNormal, kSae };
/// Value of the pre_bias at the start, over the training rows.
enum class PreBiasStart { kMean, kGeometricMedian, kZero };
/// Norm of the decoder weight of each code unit: free, or 1 after every step.
enum class DecoderNorm { kFree, kUnit };
enum class Dtype { kFloat32, kFloat64 };
enum class LrSchedule { kConstant, kCosine, kStep };
enum class EngineChoice { kAuto, kFused, kAutograd };
enum class DeviceChoice { kAuto, kCpu, kCuda };
/// The training rows or the validation rows of a run.
enum class Part { kTrain, kValid };
/// The weights of a run: after the last finished epoch, or of that with the lowest val_mse.
enum class Weights { kLast, kBest };
/// The plot of `sae compare`: FVU against L0 or Hoyer with the Pareto front, the budget curves, or
/// the loss over epochs or seconds.
enum class RunPlot { kFrontL0, kFrontHoyer, kBudget, kEpochs, kSeconds };
enum class TableFormat { kText, kCsv, kJson, kMarkdown };
using base::LogLevel;
using base::ProgressMode;

template <class Enum>
struct EnumName {
  Enum value;
  std::string_view name;
};

/// Names as typed by the user; specialised for each enumeration.
template <class Enum>
inline constexpr auto kNames = nullptr;

template <>
inline constexpr auto kNames<Penalty> =
    std::to_array<EnumName<Penalty>>({{Penalty::kKl, "kl"},
                                      {Penalty::kL1, "l1"},
                                      {Penalty::kKlPerSample, "kl_per_sample"},
                                      {Penalty::kL1AllLayers, "l1_all_layers"},
                                      {Penalty::kL1Norm, "l1_norm"},
                                      {Penalty::kL0, "l0"},
                                      {Penalty::kL0Target, "l0_target"},
                                      {Penalty::kTanhL0, "tanh_l0"},
                                      {Penalty::kGroup, "group"}});
template <>
inline constexpr auto kNames<Activation> =
    std::to_array<EnumName<Activation>>({{Activation::kIdentity, "identity"},
                                         {Activation::kRelu, "relu"},
                                         {Activation::kSigmoid, "sigmoid"},
                                         {Activation::kTanh, "tanh"},
                                         {Activation::kTopk, "topk"},
                                         {Activation::kTopkRelu, "topk_relu"},
                                         {Activation::kBatchTopk, "batchtopk"},
                                         {Activation::kJumprelu, "jumprelu"},
                                         {Activation::kSoftThreshold, "soft_threshold"}});
template <>
inline constexpr auto kNames<Reconstruction> =
    std::to_array<EnumName<Reconstruction>>({{Reconstruction::kMse, "mse"},
                                             {Reconstruction::kHalfSse, "half_sse"},
                                             {Reconstruction::kSse, "sse"},
                                             {Reconstruction::kBce, "bce"}});
template <>
inline constexpr auto kNames<OptimizerKind> =
    std::to_array<EnumName<OptimizerKind>>({{OptimizerKind::kAdam, "adam"},
                                            {OptimizerKind::kAdamw, "adamw"},
                                            {OptimizerKind::kSgd, "sgd"},
                                            {OptimizerKind::kLbfgs, "lbfgs"},
                                            {OptimizerKind::kCg, "cg"}});
template <>
inline constexpr auto kNames<DataFormat> =
    std::to_array<EnumName<DataFormat>>({{DataFormat::kAuto, "auto"},
                                         {DataFormat::kIdx, "idx"},
                                         {DataFormat::kNpy, "npy"},
                                         {DataFormat::kMat, "mat"},
                                         {DataFormat::kTable, "table"},
                                         {DataFormat::kArff, "arff"},
                                         {DataFormat::kSvmlight, "svmlight"},
                                         {DataFormat::kImages, "images"}});
template <>
inline constexpr auto kNames<Scale> =
    std::to_array<EnumName<Scale>>({{Scale::kAuto, "auto"},
                                    {Scale::kUnit, "unit"},
                                    {Scale::kSymmetric, "symmetric"},
                                    {Scale::kStandardize, "standardize"},
                                    {Scale::kMinmax, "minmax"},
                                    {Scale::kRms, "rms"},
                                    {Scale::kNone, "none"}});
template <>
inline constexpr auto kNames<Whitening> =
    std::to_array<EnumName<Whitening>>({{Whitening::kNone, "none"}, {Whitening::kZca, "zca"}});
template <>
inline constexpr auto kNames<PatchNorm> =
    std::to_array<EnumName<PatchNorm>>({{PatchNorm::kNone, "none"}, {PatchNorm::kUfldl, "ufldl"}});
template <>
inline constexpr auto kNames<Noise> = std::to_array<EnumName<Noise>>(
    {{Noise::kGaussian, "gaussian"}, {Noise::kMask, "mask"}, {Noise::kLeftHalf, "left_half"}});
template <>
inline constexpr auto kNames<SampleAxis> = std::to_array<EnumName<SampleAxis>>(
    {{SampleAxis::kFirst, "first"}, {SampleAxis::kLast, "last"}});
template <>
inline constexpr auto kNames<IndexBase> = std::to_array<EnumName<IndexBase>>(
    {{IndexBase::kAuto, "auto"}, {IndexBase::kZero, "0"}, {IndexBase::kOne, "1"}});
template <>
inline constexpr auto kNames<Header> = std::to_array<EnumName<Header>>({{Header::kAuto, "auto"},
                                                                        {Header::kYes, "yes"},
                                                                        {Header::kNo, "no"}});
template <>
inline constexpr auto kNames<DecimalMark> = std::to_array<EnumName<DecimalMark>>(
    {{DecimalMark::kAuto, "auto"}, {DecimalMark::kPoint, "."}, {DecimalMark::kComma, ","}});
template <>
inline constexpr auto kNames<ThousandsMark> =
    std::to_array<EnumName<ThousandsMark>>({{ThousandsMark::kAuto, "auto"},
                                            {ThousandsMark::kNone, "none"},
                                            {ThousandsMark::kComma, ","},
                                            {ThousandsMark::kPoint, "."},
                                            {ThousandsMark::kSpace, "space"}});
template <>
inline constexpr auto kNames<Missing> = std::to_array<EnumName<Missing>>(
    {{Missing::kError, "error"}, {Missing::kDrop, "drop"}, {Missing::kMean, "mean"}});
template <>
inline constexpr auto kNames<Categories> = std::to_array<EnumName<Categories>>(
    {{Categories::kError, "error"}, {Categories::kOnehot, "onehot"}, {Categories::kDrop, "drop"}});
template <>
inline constexpr auto kNames<NewTexts> =
    std::to_array<EnumName<NewTexts>>({{NewTexts::kError, "error"}, {NewTexts::kZero, "zero"}});
template <>
inline constexpr auto kNames<Channels> = std::to_array<EnumName<Channels>>(
    {{Channels::kAuto, "auto"}, {Channels::kGrey, "grey"}, {Channels::kRgb, "rgb"}});
template <>
inline constexpr auto kNames<Init> = std::to_array<EnumName<Init>>({{Init::kTorch, "torch"},
                                                                    {Init::kUfldl, "ufldl"},
                                                                    {Init::kXavier, "xavier"},
                                                                    {Init::kKaiming, "kaiming"},
                                                                    {Init::kNormal, "normal"},
                                                                    {Init::kSae, "sae"}});
template <>
inline constexpr auto kNames<PreBiasStart> =
    std::to_array<EnumName<PreBiasStart>>({{PreBiasStart::kMean, "mean"},
                                           {PreBiasStart::kGeometricMedian, "geometric_median"},
                                           {PreBiasStart::kZero, "zero"}});
template <>
inline constexpr auto kNames<DecoderNorm> = std::to_array<EnumName<DecoderNorm>>(
    {{DecoderNorm::kFree, "free"}, {DecoderNorm::kUnit, "unit"}});
template <>
inline constexpr auto kNames<Dtype> =
    std::to_array<EnumName<Dtype>>({{Dtype::kFloat32, "float32"}, {Dtype::kFloat64, "float64"}});
template <>
inline constexpr auto kNames<LrSchedule> =
    std::to_array<EnumName<LrSchedule>>({{LrSchedule::kConstant, "constant"},
                                         {LrSchedule::kCosine, "cosine"},
                                         {LrSchedule::kStep, "step"}});
template <>
inline constexpr auto kNames<EngineChoice> =
    std::to_array<EnumName<EngineChoice>>({{EngineChoice::kAuto, "auto"},
                                           {EngineChoice::kFused, "fused"},
                                           {EngineChoice::kAutograd, "autograd"}});
template <>
inline constexpr auto kNames<DeviceChoice> = std::to_array<EnumName<DeviceChoice>>(
    {{DeviceChoice::kAuto, "auto"}, {DeviceChoice::kCpu, "cpu"}, {DeviceChoice::kCuda, "cuda"}});
template <>
inline constexpr auto kNames<ProgressMode> = std::to_array<EnumName<ProgressMode>>(
    {{ProgressMode::kAuto, "auto"}, {ProgressMode::kOn, "on"}, {ProgressMode::kOff, "off"}});
template <>
inline constexpr auto kNames<Weights> =
    std::to_array<EnumName<Weights>>({{Weights::kLast, "last"}, {Weights::kBest, "best"}});
template <>
inline constexpr auto kNames<Part> = std::to_array<EnumName<Part>>({{Part::kTrain, "train"},
                                                                    {Part::kValid, "valid"}});
template <>
inline constexpr auto kNames<RunPlot> =
    std::to_array<EnumName<RunPlot>>({{RunPlot::kFrontL0, "front_l0"},
                                      {RunPlot::kFrontHoyer, "front_hoyer"},
                                      {RunPlot::kBudget, "budget"},
                                      {RunPlot::kEpochs, "epochs"},
                                      {RunPlot::kSeconds, "seconds"}});
template <>
inline constexpr auto kNames<TableFormat> =
    std::to_array<EnumName<TableFormat>>({{TableFormat::kText, "text"},
                                          {TableFormat::kCsv, "csv"},
                                          {TableFormat::kJson, "json"},
                                          {TableFormat::kMarkdown, "markdown"}});
template <>
inline constexpr auto kNames<LogLevel> =
    std::to_array<EnumName<LogLevel>>({{LogLevel::kDebug, "debug"},
                                       {LogLevel::kInfo, "info"},
                                       {LogLevel::kWarning, "warning"},
                                       {LogLevel::kError, "error"},
                                       {LogLevel::kOff, "off"}});

/// Whether the activation keeps only the largest units of a sample or of a batch.
constexpr bool keeps_largest(Activation activation) {
  return activation == Activation::kTopk || activation == Activation::kTopkRelu ||
         activation == Activation::kBatchTopk;
}

/// Whether each sample keeps exactly k units.
constexpr bool keeps_largest_of_row(Activation activation) {
  return keeps_largest(activation) && activation != Activation::kBatchTopk;
}

/// Whether values above a threshold stay as they are, and the others become 0.
constexpr bool keeps_above(Activation activation) {
  return activation == Activation::kBatchTopk || activation == Activation::kJumprelu;
}

/// Whether each unit learns a threshold.
constexpr bool learns_threshold(Activation activation) {
  return activation == Activation::kJumprelu || activation == Activation::kSoftThreshold;
}

/// Whether the code has a threshold.
constexpr bool has_threshold(Activation activation) {
  return keeps_above(activation) || learns_threshold(activation);
}

/// Whether the activation implies the start of today's sparse autoencoders.
constexpr bool starts_as_sae(Activation activation) {
  return keeps_largest(activation) || activation == Activation::kJumprelu;
}

/// Whether the activation is for a code only.
constexpr bool is_for_codes(Activation activation) {
  return keeps_largest(activation) || has_threshold(activation);
}

/// Whether the penalty is in units of V, the loss of predicting the mean of the rows.
constexpr bool is_share_of_variance(Penalty penalty) {
  return penalty == Penalty::kL0 || penalty == Penalty::kL0Target || penalty == Penalty::kTanhL0;
}

/// Whether the penalty takes the norms of the decoder's weights, one for each code unit.
constexpr bool takes_norms(Penalty penalty) {
  return penalty == Penalty::kL1Norm || penalty == Penalty::kTanhL0;
}

/// Name of a value, as typed by the user.
template <class Enum>
std::string enum_name(Enum value) {
  const auto* found = std::ranges::find(kNames<Enum>, value, &EnumName<Enum>::value);
  return std::string(found->name);
}

/// Value of a name; nullopt if the enumeration has no such name.
template <class Enum>
std::optional<Enum> enum_value(std::string_view name) {
  const auto* found = std::ranges::find(kNames<Enum>, name, &EnumName<Enum>::name);
  if (found == kNames<Enum>.end()) return std::nullopt;
  return found->value;
}

/// All names of an enumeration, in order.
template <class Enum>
std::vector<std::string> enum_names() {
  std::vector<std::string> names;
  for (const auto& entry : kNames<Enum>) names.emplace_back(entry.name);
  return names;
}

}  // namespace sae::config
