// SPDX-License-Identifier: MIT
// The files of `sae export`, and their readers for `sae import`.
#include "run/export_files.h"

#include <ATen/ops/atleast_1d.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <functional>
#include <span>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "format/csv.h"
#include "format/file.h"
#include "format/npy.h"
#include "format/safetensors.h"
#include "model/autoencoder.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

constexpr const char* kNetworkKey = "network";  ///< in the metadata of network.safetensors
constexpr const char* kThreshold = "threshold";
constexpr const char* kNpyEnd = ".npy";
constexpr const char* kCsvEnd = ".csv";

/// Whether the file has the threshold of a batchtopk code: one number, as an array [1].
bool is_one_number(const fs::path& path, const config::ModelConfig& config) {
  return path.stem() == kThreshold && config.code_activation == config::Activation::kBatchTopk;
}

std::string npy_of(const at::Tensor& scalar_or_array) {
  const at::Tensor tensor = at::atleast_1d(scalar_or_array);
  const bool single = tensor.scalar_type() == at::kFloat;
  return format::npy_bytes(
      {single ? format::NumberType::kFloat32 : format::NumberType::kFloat64, tensor.sizes().vec(),
       std::as_bytes(
           std::span(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()))});
}

std::string csv_of(const at::Tensor& tensor) {
  const at::Tensor rows = (tensor.dim() == 2 ? tensor : tensor.reshape({1, -1})).to(at::kDouble);
  format::CsvTable table;
  for (std::int64_t i = 0; i < rows.size(1); ++i) table.columns.push_back(std::to_string(i));
  const std::span values(rows.const_data_ptr<double>(), static_cast<std::size_t>(rows.numel()));
  for (std::size_t at = 0; at < values.size(); at += table.columns.size()) {
    const auto row = values.subspan(at, table.columns.size());
    table.rows.emplace_back(row.begin(), row.end());
  }
  return format::csv_text(table);
}

template <class Number>
at::Tensor read_values(format::ArrayReader& reader, at::ScalarType type) {
  const at::Tensor tensor = at::empty(reader.header().shape, type);
  reader.read(
      std::span(tensor.mutable_data_ptr<Number>(), static_cast<std::size_t>(reader.count())));
  return tensor;
}

at::Tensor read_npy_tensor(const fs::path& path) {
  format::ArrayReader reader = format::open_npy_numbers(format::ByteSource(path), path.string());
  if (reader.header().layout == format::Layout::kColumnMajor && reader.header().shape.size() > 1) {
    throw Error(ErrorKind::kData,
                path.string() +
                    ": expected an array in C order, found one in "
                    "Fortran order",
                "save it with numpy.ascontiguousarray");
  }
  const format::NumberType type = reader.header().type;
  if (type == format::NumberType::kFloat32) return read_values<float>(reader, at::kFloat);
  if (type == format::NumberType::kFloat64) return read_values<double>(reader, at::kDouble);
  throw Error(ErrorKind::kData,
              path.string() + ": expected float32 or float64, found another type");
}

/// A matrix, or a vector if its name says so.
at::Tensor read_csv_tensor(const fs::path& path, at::ScalarType type) {
  const format::CsvTable table =
      format::parse_csv(format::read_file(path, ErrorKind::kData), path.string());
  const auto height = static_cast<std::int64_t>(table.rows.size());
  const auto width = static_cast<std::int64_t>(table.columns.size());
  const at::Tensor tensor = at::empty({height, width}, at::kDouble);
  auto* next = tensor.mutable_data_ptr<double>();
  for (const std::vector<double>& row : table.rows) next = std::ranges::copy(row, next).out;
  const std::string name = path.stem().string();
  const bool vector = name == kThreshold || name.starts_with("b_") || name.ends_with(".bias");
  return (vector && height == 1 ? tensor.squeeze(0) : tensor).to(type);
}

/// The tensors in the files of a folder that end in `end`, in the order of their names.
model::NamedTensors read_folder(const fs::path& folder, const std::string& end,
                                const std::function<at::Tensor(const fs::path&)>& read) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    if (entry->path().extension() == end) paths.push_back(entry->path());
  }
  if (failed) {
    throw Error(ErrorKind::kData, folder.string() + ": cannot read: " + failed.message());
  }
  std::ranges::sort(paths);
  model::NamedTensors tensors;
  for (const fs::path& path : paths) tensors.push_back({path.stem().string(), read(path)});
  return tensors;
}

/// The network that `json`, read from `record`, describes.
PlainNetwork described_network(const Json& json, const std::string& record,
                               const config::ModelConfig& config,
                               const model::NamedTensors& tensors, const std::string& file) {
  PlainNetwork network = from_exchanged(config, tensors, file);
  check_width(network, json, record);
  return network;
}

}  // namespace

std::vector<ExportedFile> safetensors_files(const PlainNetwork& network) {
  format::SafeTensors file;
  file.metadata = {{"format", "pt"}, {kNetworkKey, network_json(network).dump()}};
  for (const auto& tensor : exchanged_tensors(network)) {
    file.arrays.push_back(model::to_array(tensor));
  }
  return {{kNetworkName, format::safetensors_bytes(file)}};
}

std::vector<ExportedFile> npy_files(const PlainNetwork& network) {
  std::vector<ExportedFile> files;
  for (const auto& [name, tensor] : exchanged_tensors(network)) {
    files.push_back({name + kNpyEnd, npy_of(tensor)});
  }
  return files;
}

std::vector<ExportedFile> csv_files(const PlainNetwork& network) {
  std::vector<ExportedFile> files;
  for (const auto& [name, tensor] : exchanged_tensors(network)) {
    files.push_back({name + kCsvEnd, csv_of(tensor)});
  }
  return files;
}

PlainNetwork read_safetensors_export(const fs::path& file) {
  const format::SafeTensors saved = read_tensors_file(file);
  const auto network = saved.metadata.find(kNetworkKey);
  if (network == saved.metadata.end()) {
    throw Error(ErrorKind::kData,
                file.string() +
                    ": expected a file of sae export, with its network in the metadata, "
                    "found none",
                "files of sae-lens and eai-sparsify are read together with their cfg.json: name "
                "their folder");
  }
  const Json json = format::parse_json(network->second, file.string(), ErrorKind::kData);
  return described_network(json, file.string(), parse_network_json(json, file.string()),
                           tensors_in(saved), file.string());
}

PlainNetwork read_npy_export(const fs::path& folder, const Json& network) {
  const std::string record = (folder / kExportRecordName).string();
  const auto config = parse_network_json(network, record);
  const auto read = [&](const fs::path& path) {
    const at::Tensor tensor = read_npy_tensor(path);
    return is_one_number(path, config) ? tensor.squeeze() : tensor;
  };
  return described_network(network, record, config, read_folder(folder, kNpyEnd, read),
                           folder.string());
}

PlainNetwork read_csv_export(const fs::path& folder, const Json& network) {
  const std::string record = (folder / kExportRecordName).string();
  const auto config = parse_network_json(network, record);
  const auto read = [&](const fs::path& path) {
    if (is_one_number(path, config)) return read_csv_tensor(path, at::kDouble).squeeze();
    return read_csv_tensor(path, model::scalar_type(config.dtype));
  };
  return described_network(network, record, config, read_folder(folder, kCsvEnd, read),
                           folder.string());
}

format::SafeTensors read_tensors_file(const fs::path& file) {
  try {
    return format::parse_safetensors(format::read_file(file, ErrorKind::kData), file.string(),
                                     format::Seal::kOptional);
  } catch (const Error& error) {
    throw Error(ErrorKind::kData, error.what(), error.hint());
  }
}

model::NamedTensors tensors_in(const format::SafeTensors& file) {
  model::NamedTensors tensors;
  for (const format::NamedArray& array : file.arrays) tensors.push_back(model::from_array(array));
  return tensors;
}

}  // namespace sae::run
