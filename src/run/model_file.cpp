// SPDX-License-Identifier: MIT
// Model files.
#include "run/model_file.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "config/config_json.h"
#include "format/file.h"
#include "format/json.h"
#include "format/safetensors.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;

struct KindName {
  format::ColumnKind kind;
  const char* name;
};
constexpr std::array<KindName, 3> kKindNames = {{{format::ColumnKind::kNumber, "number"},
                                                 {format::ColumnKind::kDate, "date"},
                                                 {format::ColumnKind::kText, "text"}}};

/// Unnamed columns of numbers are told by their number alone.
bool has_meaning(const data::TableEncoding& encoding) {
  return std::ranges::any_of(encoding.columns(), [](const format::TableColumn& column) {
    return !column.name.empty() || column.kind != format::ColumnKind::kNumber;
  });
}

Json columns_json(const data::TableEncoding& encoding) {
  Json columns = Json::array();
  for (const format::TableColumn& column : encoding.columns()) {
    const auto kind = std::ranges::find(kKindNames, column.kind, &KindName::kind);
    Json saved = {{"name", column.name}, {"kind", kind->name}};
    if (column.kind == format::ColumnKind::kText) saved["texts"] = column.texts;
    columns.push_back(std::move(saved));
  }
  return columns;
}

format::TableColumn parse_column(const Json& saved) {
  format::TableColumn column;
  const auto kind =
      std::ranges::find(kKindNames, saved.at("kind").get<std::string>(),
                        [](const KindName& known) { return std::string(known.name); });
  if (kind == kKindNames.end()) throw Error(ErrorKind::kCheckpoint, "unknown kind");
  column.kind = kind->kind;
  column.name = saved.at("name").get<std::string>();
  if (column.kind == format::ColumnKind::kText) saved.at("texts").get_to(column.texts);
  return column;
}

/// Throws kCheckpoint on other content than columns_json writes.
data::TableEncoding parse_columns(const std::string& text, const std::string& path) {
  const std::string name = path + ": columns";
  const Json saved = format::parse_json(text, name, ErrorKind::kCheckpoint);
  std::vector<format::TableColumn> columns;
  try {
    for (const Json& column : saved) columns.push_back(parse_column(column));
  } catch (const std::exception&) {
    throw Error(
        ErrorKind::kCheckpoint,
        name + ": expected a list of columns with name and kind, found " + base::quote(text));
  }
  return data::TableEncoding(std::move(columns));
}

}  // namespace

std::string model_bytes(const model::NamedTensors& weights, const config::Config& config,
                        std::int64_t epoch, const data::Transform& transform) {
  format::SafeTensors file;
  file.metadata = {{"format", "sae_train model 1"},
                   {"epoch", std::to_string(epoch)},
                   {"tied", config.model.tied ? "yes" : "no"},
                   {"config", config::config_json(config, config::Scope::kMath).dump()}};
  if (has_meaning(transform.encoding())) {
    file.metadata["columns"] = columns_json(transform.encoding()).dump();
  }
  for (const auto& weight : weights) file.arrays.push_back(model::to_array(weight));
  for (const auto& [name, tensor] : transform.tensors()) {
    file.arrays.push_back(model::to_array({name, tensor}));
  }
  return format::safetensors_bytes(file);
}

ModelFile read_model(const fs::path& run, Weights which) {
  const fs::path path = run / (which == Weights::kLast ? kModelName : kBestName);
  if (!fs::exists(path)) {
    throw Error(ErrorKind::kCheckpoint, path.string() +
                                            ": expected the weights of a run, found "
                                            "none (no epoch was finished?)");
  }
  const std::string bytes = format::read_file(path, ErrorKind::kCheckpoint);
  const format::SafeTensors file =
      format::parse_safetensors(bytes, path.string(), format::Seal::kRequired);
  ModelFile model{path.string(), base::crc32_of(bytes), {}, {}, {}};
  if (const auto columns = file.metadata.find("columns"); columns != file.metadata.end()) {
    model.columns = parse_columns(columns->second, path.string());
  }
  for (const format::NamedArray& array : file.arrays) {
    model::NamedTensor named = model::from_array(array);
    if (named.name.starts_with("data.")) {
      model.transform.emplace_back(std::move(named.name), std::move(named.tensor));
    } else {
      model.weights.push_back(std::move(named));
    }
  }
  return model;
}

void load_weights(model::AutoencoderImpl& model, const fs::path& path) {
  const format::SafeTensors file = format::parse_safetensors(
      format::read_file(path, ErrorKind::kCheckpoint), path.string(), format::Seal::kOptional);
  model::NamedTensors saved;
  for (const format::NamedArray& array : file.arrays) {
    // A checkpoint also contains other arrays.
    if (array.name.starts_with("encoder.") || array.name.starts_with("decoder.")) {
      saved.push_back(model::from_array(array));
    }
  }
  model::restore(saved, model::parameters_of(model), path.string());
}

}  // namespace sae::run
