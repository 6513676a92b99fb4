// SPDX-License-Identifier: MIT
// The cards of `sae show` as text.
#include "cli/show_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <string_view>

#include "base/text.h"
#include "data/values.h"
#include "model/autoencoder.h"
#include "picture/pictures.h"
#include "picture/tiles.h"

namespace sae::cli {
namespace {

using base::format_fixed;
using format::Json;

constexpr std::size_t kShownRows = 8;
constexpr std::int64_t kListed = 10;
constexpr int kWidestPicture = 40;

/// A number with four significant digits.
std::string brief(double value) {
  if (value == 0 || !std::isfinite(value)) return base::format_number(value);
  const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return base::format_number(std::round(value * scale) / scale);
}

std::string percent(double share) { return brief(100 * share) + " %"; }

/// A member as text; empty if it is missing or null.
std::string text_of(const Json& object, const char* name) {
  const Json value = object.is_object() ? object.value(name, Json()) : Json();
  if (value.is_string()) return base::printable(value.get<std::string>());
  return value.is_number() ? brief(value.get<double>()) : "";
}

/// The same with a dash for nothing.
std::string figure_of(const Json& object, const char* name) {
  const std::string text = text_of(object, name);
  return text.empty() ? "–" : text;
}

/// The list under a name; empty if there is none.
Json list_of(const Json& report, const char* name) {
  const Json list = report.is_object() ? report.value(name, Json()) : Json();
  return list.is_array() ? list : Json::array();
}

/// Features of a window's rows repeat the columns.
std::string column_name(const std::vector<std::string>& names, std::int64_t column) {
  if (names.empty()) return "column " + std::to_string(column);
  return names[static_cast<std::size_t>(column) % names.size()];
}

/// Shown values on a scale from 0 to 1.
at::Tensor brightness(const report::Display& display, const at::Tensor& shown) {
  constexpr double kLargest = 255;
  return display.to_bytes(shown).to(at::kFloat) / kLargest;
}

picture::CaptionedPicture captioned(const std::string& caption, const at::Tensor& values,
                                    const report::Display& display, const Terminal& terminal) {
  const picture::Tiles tiles = picture::shrink(picture::to_tiles(values, display.shown_shape()),
                                               std::min(kWidestPicture, terminal.columns));
  return {caption, picture::text_picture(tiles, 0, terminal.style), tiles.width};
}

std::string row_names(const data::Dataset& rows, std::span<const std::int64_t> chosen) {
  const data::Dataset taken = data::take_rows(
      rows, at::tensor(std::vector<std::int64_t>(chosen.begin(), chosen.end()), at::kLong));
  const std::vector<std::string> ids = data::id_texts(taken), classes = data::class_texts(taken);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    names.push_back(classes.empty() ? ids[i] : ids[i] + " (" + classes[i] + ")");
  }
  return base::printable(base::join(names, ", "));
}

/// Rows with a heading: pictures where the rows are images, otherwise their names.
std::string example_rows(const std::string& heading, const std::vector<std::int64_t>& all,
                         const ShownUnit& shown, const report::Display& display,
                         const Terminal& terminal) {
  const auto chosen = std::span(all).first(std::min(kShownRows, all.size()));
  std::string text = "\n" + heading + ": ";
  if (chosen.empty()) return text + "none\n";
  text += row_names(shown.rows, chosen) + "\n";
  if (!display.is_image()) return text;
  std::vector<picture::CaptionedPicture> pictures;
  for (const std::int64_t row : chosen) {
    const at::Tensor values =
        brightness(display, display.shown(shown.rows.features.narrow(0, row, 1)));
    pictures.push_back(captioned(row_names(shown.rows, {{row}}), values, display, terminal));
  }
  return text + picture::beside(pictures, terminal.columns);
}

/// The columns that a unit of a table changes most.
std::string changed_columns(const ShownUnit& shown) {
  const at::Tensor unit = at::tensor({shown.unit}, at::kLong);
  const at::Tensor changes = picture::unit_changes(shown.run.model(), unit)[0].to(at::kDouble);
  const std::int64_t count = std::min(kListed, changes.size(0));
  std::string text = "\nlargest changes of the output:\n";
  for (const auto column :
       data::to_vector<std::int64_t>(std::get<1>(at::topk(changes.abs(), count, 0)))) {
    const std::string name = column_name(shown.rows.column_names, column);
    text += "  " + base::fit_width(name, 24) + "  " + brief(changes[column].item<double>()) + "\n";
  }
  return text;
}

std::string unit_pictures(const ShownUnit& shown, const report::Display& display,
                          const Terminal& terminal) {
  const at::Tensor unit = at::tensor({shown.unit}, at::kLong);
  const at::Tensor changes = display.directions(picture::unit_changes(shown.run.model(), unit));
  const at::Tensor looks =
      picture::unit_images(shown.run.model(), unit, shown.run.transform()).to(at::kFloat);
  std::vector<picture::CaptionedPicture> pictures = {
      captioned("adds to the output", picture::around_grey(changes), display, terminal)};
  if (looks.sizes() == changes.sizes() && shown.run.model().network().code == 0) {
    pictures.push_back(captioned("looks for", picture::around_grey(looks), display, terminal));
  }
  return "\n" + picture::beside(pictures, terminal.columns);
}

std::string value_table(const ShownRow& shown, const report::Display& display) {
  const at::Tensor original = display.shown(shown.target), output = display.shown(shown.output);
  std::string text = "\n" + base::fit_width("column", 24) + "      original  reconstruction\n";
  for (std::int64_t i = 0; i < original.size(1); ++i) {
    const std::string name = column_name(shown.columns, i);
    const std::string a = brief(original[0][i].item<double>());
    const std::string b = brief(output[0][i].item<double>());
    text.append(base::fit_width(name, 24)).append(a.size() < 14 ? 14 - a.size() : 1, ' ').append(a);
    text.append(b.size() < 16 ? 16 - b.size() : 1, ' ').append(b).append("\n");
  }
  return text;
}

std::string units_of_row(const ShownRow& shown) {
  const std::int64_t count = std::min(kListed, shown.code.size(0));
  const at::Tensor units = std::get<1>(at::topk(shown.contributions.abs(), count, 0));
  const double largest = std::max(shown.contributions.abs().max().item<double>(), 1e-12);
  std::string text = "\nits units, by contribution (distance from rest times decoder norm):\n";
  for (const auto unit : data::to_vector<std::int64_t>(units)) {
    const auto contribution = shown.contributions[unit].item<double>();
    constexpr double kBar = 30;
    const auto length =
        static_cast<std::size_t>(std::lround(kBar * std::abs(contribution) / largest));
    if (length == 0) continue;
    text += "  unit " + base::fit_width(std::to_string(unit), 6) + "  code " +
            base::fit_width(brief(shown.code[unit].item<double>()), 10) + "  " +
            std::string(length, contribution < 0 ? '-' : '+') + "\n";
  }
  return text;
}

std::string figure_lines(const Json& figures) {
  std::string text;
  for (const Json& figure : figures) {
    const std::string grade = text_of(figure, "grade");
    const std::string value =
        figure_of(figure, "value") + (grade.empty() ? "" : " (" + grade + ")");
    text += base::fit_width(figure_of(figure, "name"), 16) + "  " + base::fit_width(value, 18) +
            "  " + text_of(figure, "meaning") + "\n";
  }
  return text;
}

std::string baseline_lines(const Json& baselines) {
  if (baselines.empty()) return "";
  std::string text = "compared with simple baselines:\n";
  for (const Json& baseline : baselines) {
    text += "  " + base::fit_width(figure_of(baseline, "name"), 24) + "  FVU " +
            figure_of(baseline, "fvu") + "\n";
  }
  return text;
}

std::string budget_lines(const Json& budget) {
  if (budget.empty()) return "";
  std::string text = "FVU with k units per sample:\n ";
  for (const Json& point : budget) {
    text.append(" ").append(figure_of(point, "k")).append(": ");
    text.append(figure_of(point, "fvu")).append(" ");
  }
  return text + "\n";
}

}  // namespace

Terminal find_terminal() {
  Terminal terminal;
  winsize size{};
  const bool is_terminal = isatty(STDOUT_FILENO) != 0;
  if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.columns = size.ws_col;
  }
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread sets it
    return std::string_view(value == nullptr ? "" : value);
  };
  const std::string_view colours = variable("COLORTERM");
  const bool many = colours == "truecolor" || colours == "24bit";
  if (is_terminal && many && variable("NO_COLOR").empty()) {
    terminal.style = picture::CharacterStyle::kColour;
  }
  return terminal;
}

std::string run_card(const Json& report) {
  const Json verdict = report.value("verdict", Json()), twins = report.value("twins", Json());
  std::vector<std::string> parts = {figure_lines(list_of(report, "card"))};
  if (const std::string sentence = text_of(verdict, "sentence"); !sentence.empty()) {
    const std::string advice = text_of(verdict, "advice");
    parts.push_back("verdict: " + sentence + "\n" +
                    (advice.empty() ? "" : "try next: " + advice + "\n"));
  }
  parts.push_back(baseline_lines(list_of(report, "baselines")));
  parts.push_back(budget_lines(list_of(report, "budget")));
  const std::string units = text_of(twins, "units"), distinct = text_of(twins, "distinct");
  if (!units.empty() && !distinct.empty()) {
    parts.push_back(units + " units, " + distinct + " distinct\n");
  }
  std::erase(parts, "");
  return base::join(parts, "\n");
}

std::string unit_card(const ShownUnit& shown, const report::Display& display,
                      const Terminal& terminal) {
  const analysis::UnitSummary& summary = shown.summary;
  const auto value = [&](const at::Tensor& values) { return values[shown.unit].item<double>(); };
  std::string text = "unit " + std::to_string(shown.unit) + ": active in " +
                     percent(value(summary.table.rate)) + " of the rows, mean " +
                     brief(value(summary.table.mean)) + ", largest " +
                     brief(value(summary.table.largest)) + ", decoder norm " +
                     brief(value(summary.decoder_norms)) + "\nimportance " +
                     brief(value(summary.importance.total)) +
                     ": rise of the mean squared error when it rests at its mean (on " +
                     base::format_count(summary.importance.rows) + " rows)\n";
  text += display.is_image() ? unit_pictures(shown, display, terminal) : changed_columns(shown);
  const auto rows = [&](const std::string& heading, const std::vector<std::int64_t>& chosen) {
    return example_rows(heading, chosen, shown, display, terminal);
  };
  text += rows("strongest rows", shown.examples.strongest);
  text += rows("drawn from the rows in which it is active", shown.examples.active);
  text += rows("near misses", shown.examples.near_misses);
  text += "\nmost similar units:";
  for (std::int64_t i = 0; i < summary.similar.units.size(1); ++i) {
    text.append(" ").append(
        std::to_string(summary.similar.units[shown.unit][i].item<std::int64_t>()));
    text +=
        " (cosine " + format_fixed(summary.similar.cosines[shown.unit][i].item<double>(), 2) + ")";
  }
  return text + "\n";
}

std::string row_card(const ShownRow& shown, const report::Display& display,
                     const Terminal& terminal) {
  const double error = (shown.output - shown.target).square().mean().item<double>();
  std::string text =
      "row " + base::printable(shown.name) + ": mean squared error " + brief(error) + "\n";
  if (!display.is_image()) return text + value_table(shown, display) + units_of_row(shown);
  const at::Tensor original = display.shown(shown.target), output = display.shown(shown.output);
  const auto bright = [&](const std::string& caption, const at::Tensor& values) {
    return captioned(caption, brightness(display, values), display, terminal);
  };
  std::vector<picture::CaptionedPicture> pictures = {bright("original", original)};
  if (!shown.input.is_same(shown.target)) {
    pictures.push_back(bright("noisy input", display.shown(shown.input)));
  }
  pictures.push_back(bright("reconstruction", output));
  pictures.push_back(
      captioned("error", picture::around_grey(output - original), display, terminal));
  return text + "\n" + picture::beside(pictures, terminal.columns) + units_of_row(shown);
}

}  // namespace sae::cli
