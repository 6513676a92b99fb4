// SPDX-License-Identifier: MIT
// The command `sae data`.
#include "cli/cmd_data.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isnan.h>

#include <concepts>
#include <filesystem>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/data_views.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "config/validate.h"
#include "data/column_summary.h"
#include "data/image_shape.h"
#include "data/row_files.h"
#include "data/source.h"
#include "machine/threads.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 10000;

struct DataOptions {
  config::DataConfig data;
  std::optional<std::string> out;
  bool force = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, DataOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // The files are arguments, all rows are shown, and the scale is the only preparation.
  const auto visit_some = [&](const config::Field& field, auto& value) {
    if (field.name() != "data" && field.name() != "classes") visit(field, value);
  };
  config::fields::visit_source(options.data, visit_some);
  config::fields::visit_preparation(options.data, [&](const config::Field& field, auto& value) {
    if (field.name() == "scale") visit(field, value);
  });
  // clang-format off
  visit(config::Field{"Output", "--out", "FILE", "write all rows after scaling to this .npy or .csv file", "none"}, options.out);
  visit(config::Field{"Output", "--force", "yes|no", "replace an existing file (plain --force means yes)", ""}, options.force);
  // clang-format on
}

bool ends_in(const std::string& text, std::string_view end) { return text.ends_with(end); }

void check_data_options(const DataOptions& options, const std::vector<std::string>& files) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  config::check_marks(options.data.table, problems);
  if (options.out && files.size() > 1) {
    problems.add("--out: expected one file of data, found " + std::to_string(files.size()));
  }
  if (options.out && !ends_in(*options.out, ".npy") && !ends_in(*options.out, ".csv")) {
    problems.add("--out: expected a name that ends in .npy or .csv, found " +
                 base::quote(*options.out));
  }
  problems.throw_if_any();
  if (options.out && !options.force && fs::exists(*options.out)) {
    throw Error(ErrorKind::kOutput, *options.out + ": expected a new name, found an existing file",
                "use --force to replace it");
  }
}

/// All rows, with those of a test set at the end.
data::Dataset read_all(const config::DataConfig& config) {
  data::Source source = data::read_source(config);
  if (!source.test) return std::move(source.train);
  base::log_info("data    the test set follows the " + base::format_count(source.train.rows()) +
                 " training rows");
  data::Dataset rows = std::move(source.train);
  rows.features = at::cat({rows.features, source.test->features});
  if (rows.labels.defined()) rows.labels = at::cat({rows.labels, source.test->labels});
  return rows;
}

/// What training would refuse is shown here, unless an option says what becomes of it.
config::DataConfig lenient(config::DataConfig config) {
  const config::DataFormat format = data::find_format(config);
  const bool may_have_texts =
      format == config::DataFormat::kTable || format == config::DataFormat::kArff;
  if (config.table.missing == config::Missing::kError) {
    config.table.missing = config::Missing::kMean;
  }
  if (may_have_texts && config.table.categories == config::Categories::kError) {
    config.table.categories = config::Categories::kOnehot;
  }
  return config;
}

void write_rows(data::Dataset rows, const data::Transform& transform, const std::string& out) {
  const bool wide = rows.features.scalar_type() == at::kDouble;
  if (!transform.tensors().empty()) {
    rows.features = transform.apply(rows.features, wide ? at::kDouble : at::kFloat);
  }
  base::write_atomically(out, ends_in(out, ".csv") ? csv_of(rows) : npy_of(rows),
                         base::Durability::kUnsynced);
  base::log_info("rows    " + base::format_count(rows.rows()) + " in " + out);
}

/// The features [N, D], with 0 in columns without any value, which training would refuse.
at::Tensor without_empty_columns(const at::Tensor& features) {
  // Such a column has no value in the first row, either.
  if (!at::isnan(features[0]).any().item<bool>()) return features;
  const at::Tensor empty = data::summarize_columns(features).missing == features.size(0);
  return features.masked_fill(empty, 0);
}

void show_file(const config::DataConfig& config, const DataOptions& options) {
  const data::Dataset rows = read_all(config);
  data::suggest_images(rows);
  const at::Tensor fitted = options.out ? rows.features : without_empty_columns(rows.features);
  const auto transform =
      data::Transform::fit(config, fitted, rows.full_scale, rows.content, rows.encoding);
  print(describe_rows(rows, transform, *config.data, options.data.table));
  if (options.out) write_rows(rows, transform, *options.out);
}

int describe_files(const Arguments& arguments) {
  DataOptions options = config::with_settings(DataOptions(), arguments.typed);
  check_data_options(options, arguments.runs);
  base::set_up_log(base::LogLevel::kInfo);
  machine::prepare_threads(base::available_cores());
  std::vector<std::string> files = arguments.runs;
  if (files.empty()) files.push_back(data::find_fashion_mnist().string());
  for (const std::string& file : files) {
    options.data.data = file;
    show_file(options.out ? options.data : lenient(options.data), options);
  }
  return 0;
}

}  // namespace

CommandLine data_line() {
  return {
      "sae data",
      "Shows what a file or folder of data contains and what training would make of it. Nothing "
      "is split: ranges\nand scaling are those of all rows.",
      "Example: sae data iris.csv --label_column species --out clean.npy --scale standardize",
      config::describe(DataOptions()),
      false,
      "FILE...",
      0,
      kMostFiles};
}

int describe_data(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(data_line(), words, describe_files);
}

}  // namespace sae::cli
