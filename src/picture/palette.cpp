// SPDX-License-Identifier: MIT
// Colours that distinguish the series of a chart.
#include "picture/palette.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace sae::picture {
namespace {

constexpr std::size_t kMostInLegend = 12;

std::uint8_t mixed(std::uint8_t from, std::uint8_t to, double share) {
  return static_cast<std::uint8_t>(std::lround(from + share * (to - from)));
}

Colour mixed(Colour from, Colour to, double share) {
  return {mixed(from.red, to.red, share), mixed(from.green, to.green, share),
          mixed(from.blue, to.blue, share)};
}

/// Relative luminance of WCAG 2.1: 0 black, 1 white.
double luminance(Colour colour) {
  const auto linear = [](std::uint8_t value) {
    const double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

struct OptionText {
  std::string name;
  std::string value;
};
using OptionTexts = std::vector<OptionText>;

/// The options in a label; empty if it has another form.
OptionTexts options_in(const std::string& label) {
  OptionTexts options;
  for (const std::string& part : base::split(label, ',')) {
    const std::string_view text = base::trimmed(part);
    const std::size_t mark = text.find_first_of(" =");
    if (mark == std::string_view::npos || mark == 0) return {};
    options.push_back(
        {std::string(text.substr(0, mark)), std::string(base::trimmed(text.substr(mark + 1)))});
  }
  return options;
}

/// The options in each label; empty unless all labels have the same ones, in the same order.
std::vector<OptionTexts> common_options(const std::vector<std::string>& labels) {
  std::vector<OptionTexts> all;
  for (const std::string& label : labels) {
    all.push_back(options_in(label));
    const auto same_names = [](const OptionText& a, const OptionText& b) {
      return a.name == b.name;
    };
    if (all.back().empty() || !std::ranges::equal(all.front(), all.back(), same_names)) return {};
  }
  return all;
}

/// The values of an option, each once. Numbers are sorted; words keep their order.
struct OptionValues {
  std::vector<std::string> values;
  bool numbers = true;
};

OptionValues values_of(const std::vector<OptionTexts>& series, std::size_t option) {
  OptionValues found;
  for (const OptionTexts& options : series) {
    const std::string& value = options[option].value;
    if (!base::parse_number(value)) found.numbers = false;
    if (std::ranges::find(found.values, value) == found.values.end()) found.values.push_back(value);
  }
  if (found.numbers) {
    std::ranges::stable_sort(found.values, {},
                             [](const std::string& text) { return *base::parse_number(text); });
  }
  return found;
}

/// Indices of at most kMostInLegend of `count` values, evenly spaced, with the first and the last.
std::vector<std::size_t> legend_places(std::size_t count) {
  const std::size_t shown = std::min(count, kMostInLegend);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < shown; ++i) {
    places.push_back(shown < 2 ? 0 : (i * (count - 1) + (shown - 1) / 2) / (shown - 1));
  }
  return places;
}

std::vector<Colour> sequential_colours(std::size_t count) {
  std::vector<Colour> colours;
  for (std::size_t i = 0; i < count; ++i) {
    colours.push_back(
        sequential_colour(count < 2 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1)));
  }
  return colours;
}

SeriesColours colours_by_option(const std::vector<OptionTexts>& series, std::size_t option) {
  const OptionValues known = values_of(series, option);
  const std::vector<Colour> colours = known.numbers ? sequential_colours(known.values.size())
                                                    : colours_by_order(known.values.size());
  SeriesColours result;
  for (const OptionTexts& options : series) {
    const auto place = std::ranges::find(known.values, options[option].value);
    result.colours.push_back(colours[static_cast<std::size_t>(place - known.values.begin())]);
  }
  for (const std::size_t place : legend_places(known.values.size())) {
    std::string text = series.front()[option].name;
    result.legend.push_back({text.append(" ").append(known.values[place]), colours[place]});
  }
  return result;
}

/// The option by which to colour, if there are several.
std::optional<std::size_t> telling_option(const std::vector<OptionTexts>& series) {
  std::optional<std::size_t> best;
  std::pair<bool, std::size_t> best_rank;
  for (std::size_t option = 0; option < series.front().size(); ++option) {
    const OptionValues known = values_of(series, option);
    const std::pair<bool, std::size_t> rank = {known.numbers, known.values.size()};
    if (known.values.size() < 2 || known.values.size() > kOkabeIto.size()) continue;
    if (best && rank >= best_rank) continue;
    best = option;
    best_rank = rank;
  }
  return best;
}

}  // namespace

Colour sequential_colour(double share) {
  constexpr std::array<Colour, 4> kStops = {
      {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}}};
  const double place = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const auto stop = std::min(static_cast<std::size_t>(place), kStops.size() - 2);
  return mixed(kStops[stop], kStops[stop + 1], place - static_cast<double>(stop));
}

Colour text_colour(Colour colour) {
  constexpr double kLeastContrast = 4.5;
  const Colour start = colour;
  for (double black = 0; black <= 1; black += 0.05) {
    colour = mixed(start, kBlack, black);
    if (1.05 / (luminance(colour) + 0.05) >= kLeastContrast) break;
  }
  return colour;
}

Colour pale_colour(Colour colour) { return mixed(colour, kWhite, 0.55); }

SeriesColours colours_by_label(const std::vector<std::string>& labels) {
  const std::vector<OptionTexts> series = common_options(labels);
  const bool one_option = !series.empty() && series.front().size() == 1;
  if (one_option && values_of(series, 0).numbers && labels.size() > 1) {
    return colours_by_option(series, 0);
  }
  SeriesColours result{std::vector<Colour>(labels.size(), kOkabeIto.front()), {}};
  if (labels.size() > 1 && labels.size() <= kOkabeIto.size()) {
    result.colours = colours_by_order(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      result.legend.push_back({labels[i], result.colours[i]});
    }
  } else if (!series.empty()) {
    if (const auto option = telling_option(series)) return colours_by_option(series, *option);
  }
  return result;
}

std::vector<Colour> colours_by_order(std::size_t count) {
  if (count > kOkabeIto.size()) return sequential_colours(count);
  return {kOkabeIto.begin(), kOkabeIto.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace sae::picture
