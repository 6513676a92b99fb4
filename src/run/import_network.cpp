// SPDX-License-Identifier: MIT
// Reads a network that another program, or `sae export`, wrote.
#include "run/import_network.h"

#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "run/config_file.h"
#include "run/export_files.h"
#include "run/file_names.h"
#include "run/foreign_networks.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

[[noreturn]] void refuse_import(const fs::path& path, const std::string& expected,
                                const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, path.string() + ": expected " + expected + ", found " + found,
              hint);
}

/// Throws kData if the system cannot find it out.
fs::file_type type_of(const fs::path& path) {
  std::error_code failed;
  const fs::file_type type = fs::status(path, failed).type();
  if (type != fs::file_type::none) return type;
  throw Error(ErrorKind::kData, path.string() + ": cannot read: " + failed.message());
}

bool has(const fs::path& folder, const char* name) {
  return type_of(folder / name) != fs::file_type::not_found;
}

ExportFormat format_of(const Json& record, const fs::path& path) {
  const auto found = record.find("format");
  if (found != record.end() && found->is_string()) {
    if (const auto format = config::enum_value<ExportFormat>(found->get<std::string>())) {
      return *format;
    }
  }
  refuse_import(path, "a format (safetensors, npy, csv or saelens)",
                found == record.end() ? "none" : base::excerpt(found->dump()));
}

ImportedNetwork read_export(const fs::path& folder) {
  const fs::path path = folder / kExportRecordName;
  const Json record = format::read_json(path, ErrorKind::kData);
  if (!record.is_object()) refuse_import(path, "the record of sae export", "another file");
  const Json network = record.value("network", Json());
  const ExportFormat format = format_of(record, path);
  const std::string kind = "sae export " + config::enum_name(format);
  switch (format) {
    case ExportFormat::kSafetensors:
      return {read_safetensors_export(folder / kNetworkName), kind};
    case ExportFormat::kNpy:
      return {read_npy_export(folder, network), kind};
    case ExportFormat::kCsv:
      return {read_csv_export(folder, network), kind};
    case ExportFormat::kSaelens:
      return {read_saelens(folder), kind};
    case ExportFormat::kOnnx:
      break;
  }
  refuse_import(folder, "a network as safetensors, npy, csv or saelens", "one as onnx",
                "import another export of the same run, or use the run itself");
}

ImportedNetwork read_from_folder(const fs::path& folder) {
  if (has(folder, kExportRecordName)) return read_export(folder);
  if (has(folder, kSaeLensWeightsName)) return {read_saelens(folder), "sae-lens"};
  if (has(folder, kSparsifyWeightsName)) return {read_sparsify(folder), "eai-sparsify"};
  if (has(folder, kNetworkName)) {
    return {read_safetensors_export(folder / kNetworkName), "sae export safetensors"};
  }
  if (is_run(folder)) {
    refuse_import(folder, "a network of another program", "a run",
                  "use the run as it is: every command takes its folder");
  }
  refuse_import(folder,
                "a folder of sae export (export.json), sae-lens (sae_weights.safetensors) or "
                "eai-sparsify (sae.safetensors)",
                "none of these files");
}

}  // namespace

ImportedNetwork read_network(const fs::path& path) {
  const fs::file_type type = type_of(path);
  if (type == fs::file_type::directory) return read_from_folder(path);
  if (type == fs::file_type::not_found) {
    refuse_import(path, "a folder or a safetensors file", "nothing");
  }
  const std::string name = path.filename().string();
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (name == kSaeLensWeightsName) return {read_saelens(folder), "sae-lens"};
  if (name == kSparsifyWeightsName) return {read_sparsify(folder), "eai-sparsify"};
  if (path.extension() == ".safetensors") {
    return {read_safetensors_export(path), "sae export safetensors"};
  }
  refuse_import(path, "a folder, or a file that ends in .safetensors", "another file",
                "files of other formats are read together: name their folder");
}

}  // namespace sae::run
