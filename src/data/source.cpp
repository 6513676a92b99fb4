// SPDX-License-Identifier: MIT
// Detects and reads the data at --data.
#include "data/source.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "config/values.h"
#include "data/class_choice.h"
#include "data/image_shape.h"
#include "data/missing.h"
#include "data/readers.h"
#include "data/table_files.h"
#include "format/npz.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using config::DataFormat;

/// Whether to read the test set of a folder.
enum class FolderTest { kNo, kIfPresent, kYes };

constexpr const char* kDistributionFolder = "/usr/share/datasets/fashion-mnist";

/// Root of the checkout, for its data folder: the program is build/<preset>/bin/sae_train.
fs::path checkout_folder() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::path() : program.parent_path() / "../../../data/fashion-mnist";
}

fs::path path_of(const config::DataConfig& config) {
  return config.data ? fs::path(*config.data) : find_fashion_mnist();
}

DataFormat format_at(const fs::path& path, DataFormat typed) {
  std::error_code failed;
  const fs::file_status status = fs::status(format::find_array(path).file, failed);
  if (!fs::status_known(status)) {
    throw Error(ErrorKind::kData, path.string() + ": cannot read: " + failed.message());
  }
  if (!fs::exists(status)) {
    throw Error(ErrorKind::kData,
                path.string() + ": expected a file or folder of data, found nothing", kFetchHint);
  }
  if (typed != DataFormat::kAuto) return typed;
  if (!fs::is_directory(path, failed)) return find_file_format(format::find_array(path));
  return is_mnist_folder(path) ? DataFormat::kIdx : DataFormat::kImages;
}

[[noreturn]] void refuse_kind(const fs::path& path, const std::string& expected) {
  throw Error(ErrorKind::kData, path.string() + ": expected " + expected + ", found " +
                                    (fs::is_directory(path) ? "a folder" : "a file"));
}

void expect_folder(const fs::path& path, const std::string& expected) {
  if (!fs::is_directory(path)) refuse_kind(path, expected);
}

void expect_file(const fs::path& path, const std::string& expected) {
  if (fs::is_directory(path)) refuse_kind(path, expected);
}

Source read_idx_source(const fs::path& path, const config::DataConfig& config, FolderTest test) {
  Source source;
  if (!fs::is_directory(path)) {
    source.train = read_idx(path, config.sample_axis);
    return source;
  }
  warn_of_transposed_images(path, config);
  source.train = read_mnist_part(path, "train");
  const bool reads =
      test == FolderTest::kYes || (test == FolderTest::kIfPresent && has_mnist_part(path, "t10k"));
  if (reads) source.test = read_mnist_part(path, "t10k");
  return source;
}

Source read_image_source(const fs::path& path, const config::DataConfig& config) {
  expect_folder(path, "a folder of PNG, JPEG, BMP or PNM files");
  ImageFiles files = read_image_files(path, config);
  Source source;
  source.changes = files.changes;
  if (!config.patches) {
    source.train = stack_images(files);
    return source;
  }
  source.images = std::move(files.images);
  source.train.fingerprint = files.fingerprint;
  return source;
}

bool is_table(DataFormat format) {
  return format == DataFormat::kTable || format == DataFormat::kArff ||
         format == DataFormat::kSvmlight;
}

config::DataKind kind_of(DataFormat format, bool folder) {
  using config::DataKind;
  switch (format) {
    case DataFormat::kIdx:
      return folder ? DataKind::kIdxFolder : DataKind::kArray;
    case DataFormat::kImages:
      return DataKind::kImageFiles;
    case DataFormat::kArff:
      return DataKind::kArff;
    case DataFormat::kSvmlight:
      return DataKind::kSvmlight;
    case DataFormat::kAuto:
    case DataFormat::kTable:
      return DataKind::kTextTable;
    case DataFormat::kNpy:
    case DataFormat::kMat:
      break;
  }
  return DataKind::kArray;
}

/// The values of the options of the source as texts, by name.
std::map<std::string, std::string> texts_of(const config::DataConfig& config) {
  std::map<std::string, std::string> texts;
  config::fields::visit_source(
      config, [&]<class Value>(const config::Field& field, const Value& value) {
        texts[field.name()] = config::ValueText<Value>::format(field, value);
      });
  return texts;
}

/// Throws if an option belongs to another data format.
void check_options_fit_format(const config::DataConfig& config, DataFormat format,
                              const fs::path& path) {
  const auto refuse = [&](const std::string& option, const char* expected) {
    throw Error(ErrorKind::kUsage, option + ": expected " + expected + ", found " +
                                       enum_name(format) + " in " + path.string());
  };
  const config::DataKind kind = kind_of(format, fs::is_directory(path));
  const std::map<std::string, std::string> typed = texts_of(config), defaults = texts_of({});
  config::fields::visit_source(config, [&](const config::Field& field, const auto&) {
    if (!field.data || typed.at(field.name()) == defaults.at(field.name())) return;
    const bool fits = std::ranges::find(field.data->kinds, kind) != field.data->kinds.end();
    if (!fits) refuse("--" + field.name(), field.data->name);
  });
  if (config.image_shape && config.window) refuse("--image_shape", "rows of a table or array");
  // Grey is what others are.
  if (config.channels == config::Channels::kRgb && kind != config::DataKind::kImageFiles) {
    refuse("--channels", "image files");
  }
}

Source read_format(const fs::path& path, DataFormat format, const config::DataConfig& config,
                   const TableEncoding& known, FolderTest test) {
  Source source;
  switch (format) {
    case DataFormat::kAuto:
      break;
    case DataFormat::kIdx:
      return read_idx_source(path, config, test);
    case DataFormat::kImages:
      return read_image_source(path, config);
    case DataFormat::kNpy:
      expect_file(path, "a .npy file");
      source.train = read_npy(path, config.sample_axis);
      break;
    case DataFormat::kMat:
      expect_file(path, "a MATLAB file");
      source.train = read_mat(path, config.sample_axis);
      break;
    case DataFormat::kTable:
    case DataFormat::kArff:
    case DataFormat::kSvmlight:
      expect_file(path, "a table");
      source.train = read_table(path, format, config, known);
      break;
  }
  return source;
}

/// Does what --image_shape and --transpose say.
void make_images(Source& source, const config::DataConfig& config) {
  if (config.image_shape) shape_as_images(source.train, *config.image_shape, source.place);
  if (!config.transpose) return;
  transpose_images(source.train, source.place);
  if (source.test) transpose_images(*source.test, source.place);
}

/// Reads the data at a path, without --labels.
Source read_place(const fs::path& path, const config::DataConfig& config,
                  const TableEncoding& known, FolderTest test) {
  const DataFormat format = format_at(path, config.format);
  check_options_fit_format(config, format, path);
  Source source = read_format(path, format, config, known, test);
  if (source.train.reordered) {
    source.changes.emplace_back("now arrays of [N, channels, height, width] are images");
  }
  source.place = path.string();
  // A table's reader has done it.
  if (!is_table(format)) {
    apply_missing(source.train, config.table.missing, source.place);
    if (source.test) apply_missing(*source.test, config.table.missing, source.place);
  }
  if (source.images.empty()) make_images(source, config);
  return source;
}

/// Reads rows to validate or test on. They may lack the label column.
Dataset read_second(const std::string& place, config::DataConfig config,
                    const TableEncoding& columns) {
  config.patches.reset();  // they are cut from images of one size here
  try {
    return read_place(place, config, columns, FolderTest::kNo).train;
  } catch (const Error&) {
    if (!std::exchange(config.label_column, std::nullopt)) throw;
    try {
      Dataset rows = read_place(place, config, columns, FolderTest::kNo).train;
      base::log_info("labels  " + place + " has no label column: its rows have no labels");
      return rows;
    } catch (const Error&) {
    }
    throw;
  }
}

void share_all_classes(Source& source) {
  if (source.valid) share_classes(source.train, *source.valid);
  if (!source.test) return;
  share_classes(source.train, *source.test);
  // The test set may have added classes.
  if (source.valid) share_classes(source.train, *source.valid);
}

}  // namespace

fs::path find_fashion_mnist() {
  const char* from_environment = std::getenv("SAE_DATA");
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  for (const fs::path& folder :
       {fs::path("data/fashion-mnist"), checkout_folder(), fs::path(kDistributionFolder)}) {
    if (is_mnist_folder(folder)) return folder;
  }
  throw Error(ErrorKind::kData,
              "no FashionMNIST found in ./data/fashion-mnist, the checkout's "
              "data folder or the distribution's folder",
              kFetchHint);
}

config::DataFormat find_format(const config::DataConfig& config) {
  return format_at(path_of(config), config.format);
}

void warn_of_transposed_images(const fs::path& folder, const config::DataConfig& config) {
  if (config.transpose || !mnist_prefix(folder).starts_with("emnist-")) return;
  base::log_warning("EMNIST's images are transposed: turn them with --transpose yes");
}

void check_options_fit(const config::DataConfig& config) {
  const fs::path path = path_of(config);
  check_options_fit_format(config, format_at(path, config.format), path);
}

Source read_source(const config::DataConfig& config, const TableEncoding& known) {
  const FolderTest test = config.test_data                    ? FolderTest::kNo
                          : config.valid || config.valid_data ? FolderTest::kIfPresent
                                                              : FolderTest::kYes;
  Source source = read_place(path_of(config), config, known, test);
  const TableEncoding& columns = source.train.encoding;
  if (config.test_data) source.test = read_second(*config.test_data, config, columns);
  if (config.valid_data) source.valid = read_second(*config.valid_data, config, columns);
  if (config.labels) {
    if (!source.images.empty()) {
      throw Error(ErrorKind::kUsage, "--labels has no effect with --patches of image files");
    }
    read_labels(*config.labels, source.train);
  }
  share_all_classes(source);
  return source;
}

}  // namespace sae::data
