// SPDX-License-Identifier: MIT
// The files of `sae export`, and their readers for `sae import`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/enums.h"
#include "format/safetensors.h"
#include "run/plain_network.h"

namespace sae::run {

/// A format in which other programs read a network. kSaelens is a folder of sae-lens, version 6.
enum class ExportFormat { kSafetensors, kNpy, kOnnx, kSaelens, kCsv };

/// A file to write.
struct ExportedFile {
  std::string name;
  std::string bytes;
};

/// network.safetensors: exchanged_tensors, and in the metadata "network" the text of network_json.
std::vector<ExportedFile> safetensors_files(const PlainNetwork& network);
/// NAME.npy for each of exchanged_tensors.
std::vector<ExportedFile> npy_files(const PlainNetwork& network);
/// NAME.csv for each of exchanged_tensors: a header line of column numbers from 0, then a line for
/// each row of a matrix, or one line of a vector. Each number reads back to the same value.
std::vector<ExportedFile> csv_files(const PlainNetwork& network);

/// Reads network.safetensors, whatever its name. Throws kData if it cannot be read, is damaged or
/// was not written by safetensors_files.
PlainNetwork read_safetensors_export(const std::filesystem::path& file);
/// Reads a folder of npy_files or csv_files; `network` is the network_json in its export.json. Each
/// file of the format must be one of its tensors. Throws kData.
PlainNetwork read_npy_export(const std::filesystem::path& folder, const format::Json& network);
PlainNetwork read_csv_export(const std::filesystem::path& folder, const format::Json& network);

/// Parses a safetensors file of any program. Throws kData if it cannot be read or is damaged.
format::SafeTensors read_tensors_file(const std::filesystem::path& file);
/// Its tensors, in their order.
model::NamedTensors tensors_in(const format::SafeTensors& file);

}  // namespace sae::run

namespace sae::config {

template <>
inline constexpr auto kNames<run::ExportFormat> =
    std::to_array<EnumName<run::ExportFormat>>({{run::ExportFormat::kSafetensors, "safetensors"},
                                                {run::ExportFormat::kNpy, "npy"},
                                                {run::ExportFormat::kOnnx, "onnx"},
                                                {run::ExportFormat::kSaelens, "saelens"},
                                                {run::ExportFormat::kCsv, "csv"}});

}  // namespace sae::config
