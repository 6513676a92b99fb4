// SPDX-License-Identifier: MIT
// A confusion matrix as text, table and picture.
#include "picture/confusion_views.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/chart.h"

namespace sae::picture {
namespace {

constexpr std::size_t kMostNameLetters = 12;
constexpr double kMatrixTop = 150;
constexpr double kMatrixMargin = 40;
constexpr double kFewestSide = 760;
constexpr std::size_t kMostClassesInPicture = 4000;
constexpr double kCellOfMany = 18;      // unless the matrix would exceed kMatrixBudget
constexpr double kMatrixBudget = 2400;  // side in pixels; with more classes, one pixel per class
constexpr double kMatrixNameSize = 22;
constexpr double kSmallestName = 11;   // below, not every class is named
constexpr double kLeastRuledCell = 8;  // smaller cells would be hidden by their grid lines

void check_count(const train::Confusion& confusion, std::size_t most) {
  if (confusion.names.size() <= most) return;
  throw Error(ErrorKind::kInternal, "confusion: expected at most " + std::to_string(most) +
                                        " classes, found " +
                                        std::to_string(confusion.names.size()));
}

std::string short_name(const std::string& name) {
  const std::string plain = base::printable(name);
  if (plain.size() <= kMostNameLetters) return plain;
  return std::string(base::whole_characters(plain, kMostNameLetters - 1)) + "~";
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

/// Share of the true class's rows; 0 if it has none.
double share_of_truth(const train::Confusion& confusion, std::size_t truth, std::size_t predicted) {
  const auto rows = static_cast<double>(std::max<std::int64_t>(confusion.rows_of(truth), 1));
  return static_cast<double>(confusion.counts[truth][predicted]) / rows;
}

/// From white to the blue of the loss curves.
Colour blue_shade(double share) {
  const auto mix = [&](double full) {
    return static_cast<std::uint8_t>(std::lround(255 + share * (full - 255)));
  };
  return {mix(0), mix(96), mix(160)};
}

struct MatrixLayout {
  double left = 0;
  double cell = 0;
  std::size_t classes = 0;

  double x(std::size_t column) const { return left + cell * static_cast<double>(column); }
  static double y(std::size_t row, double cell) {
    return kMatrixTop + cell * static_cast<double>(row);
  }
  double end() const { return y(classes, cell); }
};

MatrixLayout lay_out(const train::Confusion& confusion) {
  double widest = 0;
  for (const std::string& name : confusion.names) {
    widest = std::max(widest, text_width(short_name(name), kMatrixNameSize));
  }
  const auto classes = confusion.names.size();
  const auto share = [&](double side) { return std::floor(side / static_cast<double>(classes)); };
  const double cell =
      std::max({share(kFewestSide), std::min(kCellOfMany, share(kMatrixBudget)), 1.0});
  return {std::ceil(kMatrixMargin + 44 + widest), cell, classes};
}

void fill_cells(format::Image& image, const MatrixLayout& at, const train::Confusion& confusion) {
  const auto cell = static_cast<int>(at.cell);
  for (std::size_t truth = 0; truth < at.classes; ++truth) {
    for (std::size_t predicted = 0; predicted < at.classes; ++predicted) {
      const auto x = static_cast<int>(at.x(predicted));
      const auto y = static_cast<int>(MatrixLayout::y(truth, at.cell));
      fill_box(image, {x, y, x + cell, y + cell},
               blue_shade(share_of_truth(confusion, truth, predicted)));
    }
  }
}

void write_counts(Canvas& canvas, const MatrixLayout& at, const train::Confusion& confusion) {
  for (std::size_t truth = 0; truth < at.classes; ++truth) {
    for (std::size_t predicted = 0; predicted < at.classes; ++predicted) {
      const std::int64_t count = confusion.counts[truth][predicted];
      if (count == 0) continue;
      const std::string text = std::to_string(count);
      const bool dark = share_of_truth(confusion, truth, predicted) > 0.5;
      canvas.text({at.x(predicted) + at.cell / 2, MatrixLayout::y(truth, at.cell) + at.cell / 2},
                  text,
                  {.size = fitting_size(text, at.cell - 6, 24, 8),
                   .colour = dark ? kWhite : kInk,
                   .align = Align::kCentre});
    }
  }
}

void rule_cells(Canvas& canvas, const MatrixLayout& at) {
  const std::size_t step = at.cell < kLeastRuledCell ? at.classes : 1;
  for (std::size_t line = 0; line <= at.classes; line += step) {
    const double x = at.x(line), y = MatrixLayout::y(line, at.cell);
    canvas.line({{at.x(0), y}, {at.x(at.classes), y}}, {kGridGrey, 1});
    canvas.line({{x, kMatrixTop}, {x, at.end()}}, {kGridGrey, 1});
  }
}

void draw_names(Canvas& canvas, const MatrixLayout& at, const train::Confusion& confusion) {
  const double size = std::clamp(at.cell - 2, kSmallestName, kMatrixNameSize);
  double below = size, widest = 0;
  for (const std::string& name : confusion.names) {
    below = fitting_size(short_name(name), at.cell - 8, below, kSmallestName);
    widest = std::max(widest, text_width(short_name(name), size));
  }
  for (std::size_t i = 0; i < at.classes; i += label_step(size + 2, at.cell)) {
    canvas.text({at.left - 10, MatrixLayout::y(i, at.cell) + at.cell / 2},
                short_name(confusion.names[i]), {.size = size, .align = Align::kRight});
  }
  const bool all = below > kSmallestName;
  const std::size_t step = all ? 1 : label_step(widest + 8, at.cell);
  for (std::size_t i = 0; i < at.classes; i += step) {
    canvas.text({at.x(i) + at.cell / 2, at.end() + 22}, short_name(confusion.names[i]),
                {.size = all ? below : size, .align = Align::kCentre});
  }
}

}  // namespace

std::string confusion_text(const train::Confusion& confusion) {
  check_count(confusion, kMostClassesInText);
  std::size_t width = 6;
  for (const std::string& name : confusion.names) {
    width = std::max(width, short_name(name).size() + 1);
  }
  std::string text = padded("true", width) + " | predicted\n" + padded("", width) + " |";
  for (const std::string& name : confusion.names) text += padded(short_name(name), width);
  text += "    found\n";
  for (std::size_t truth = 0; truth < confusion.names.size(); ++truth) {
    text += padded(short_name(confusion.names[truth]), width) + " |";
    for (const std::int64_t count : confusion.counts[truth]) {
      text += padded(std::to_string(count), width);
    }
    const bool none = confusion.rows_of(truth) == 0;
    text += "   " +
            (none ? "     -" : base::format_fixed(share_of_truth(confusion, truth, truth), 4)) +
            "\n";
  }
  return text;
}

format::Image draw_confusion(const train::Confusion& confusion, const std::string& title) {
  check_count(confusion, kMostClassesInPicture);
  const MatrixLayout at = lay_out(confusion);
  const double width = at.x(at.classes) + kMatrixMargin, height = at.end() + 110;
  format::Image image =
      blank_image(static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height)), kWhite);
  fill_cells(image, at, confusion);
  Canvas canvas(std::move(image));
  const std::string caption = "accuracy " + base::format_fixed(confusion.accuracy(), 4) + ": " +
                              base::format_count(confusion.correct()) + " of " +
                              base::format_count(confusion.rows()) + " rows";
  draw_heading(canvas, {.title = title, .caption = {caption}, .margin = kMatrixMargin}, width);
  canvas.text({kMatrixMargin, kMatrixTop - 24}, "true class",
              {.size = 22, .weight = Weight::kBold});
  canvas.text({(at.x(0) + at.x(at.classes)) / 2, at.end() + 66}, "predicted class",
              {.size = 22, .align = Align::kCentre, .weight = Weight::kBold});
  rule_cells(canvas, at);
  if (at.classes <= kMostClassesInText) write_counts(canvas, at, confusion);
  draw_names(canvas, at, confusion);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
