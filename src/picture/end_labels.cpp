// SPDX-License-Identifier: MIT
// Labels of curves beside a chart, at the right ends of the curves.
#include "picture/end_labels.h"

#include <algorithm>
#include <cstddef>

namespace sae::picture {
namespace {

/// Neighbouring labels that touch, all moved by the same rule.
struct Block {
  double sum;
  std::size_t count;

  double mean() const { return sum / static_cast<double>(count); }
};

/// The non-decreasing sequence nearest to `values` (isotonic regression by pooling neighbours).
std::vector<double> non_decreasing(const std::vector<double>& values) {
  std::vector<Block> blocks;
  for (const double value : values) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  std::vector<double> result;
  for (const Block& block : blocks) result.insert(result.end(), block.count, block.mean());
  return result;
}

}  // namespace

std::vector<double> spread(const std::vector<double>& wanted, double space, double low,
                           double high) {
  if (wanted.size() < 2) space = 0;
  const auto steps = static_cast<double>(std::max<std::size_t>(wanted.size(), 2) - 1);
  space = std::min(space, (high - low) / steps);
  // Without the least distances, the positions only have to keep their order.
  const auto offset = [&](std::size_t i) { return static_cast<double>(i) * space; };
  std::vector<double> places;
  for (std::size_t i = 0; i < wanted.size(); ++i) places.push_back(wanted[i] - offset(i));
  places = non_decreasing(places);
  const double most = wanted.empty() ? high : high - offset(wanted.size() - 1);
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i] = std::clamp(places[i], low, std::max(low, most)) + offset(i);
  }
  return places;
}

void draw_end_labels(Canvas& canvas, const PlotArea& area, std::vector<EndLabel> labels,
                     const EndLabelStyle& style, double width) {
  constexpr double kSmallestEndName = 14;
  std::ranges::stable_sort(labels, {}, [](const EndLabel& label) { return label.end.y; });
  std::vector<double> wanted;
  for (const EndLabel& label : labels) wanted.push_back(label.end.y);
  const std::vector<double> places =
      spread(wanted, style.space, area.top, area.bottom - style.space / 2);
  const double x = area.right + 26;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const EndLabel& label = labels[i];
    const double y = places[i];
    canvas.line({{label.end.x + 14, label.end.y}, {area.right + 4, label.end.y}, {x - 6, y}},
                {label.line, 1.5});
    canvas.text({x, y - style.name_size * 15 / 29}, label.name,
                {.size = fitting_size(label.name, width - x - 10, style.name_size, kSmallestEndName,
                                      Weight::kBold),
                 .colour = label.text,
                 .weight = Weight::kBold});
    canvas.text({x, y + 0.64 * style.value_size}, label.value,
                {.size = style.value_size, .colour = label.text});
  }
}

}  // namespace sae::picture
