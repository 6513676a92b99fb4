// SPDX-License-Identifier: MIT
// A confusion matrix for people and programs.
#include "sae/report/confusion_views.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sae/base/error.h"
#include "sae/base/text.h"
#include "sae/report/canvas.h"

namespace sae::report {
namespace {

constexpr std::size_t kMostNameLetters = 12;
constexpr double kMatrixTop = 150;
constexpr double kMatrixMargin = 40;
constexpr double kFewestSide = 760;
constexpr double kLeastCell = 18;
constexpr double kMatrixNameSize = 22;

void check_count(const metrics::Confusion& confusion, std::size_t most) {
  if (confusion.names.size() <= most) return;
  throw Error(ErrorKind::kInternal, "confusion: expected at most " + std::to_string(most) +
                                        " classes, found " +
                                        std::to_string(confusion.names.size()));
}

std::string short_name(const std::string& name) {
  const std::string plain = base::printable(name);
  return plain.size() <= kMostNameLetters ? plain : plain.substr(0, kMostNameLetters - 1) + "~";
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

/// Share of the true class's rows; 0 where it has none.
double share_found(const metrics::Confusion& confusion, std::size_t truth, std::size_t predicted) {
  const auto rows = static_cast<double>(std::max<std::int64_t>(confusion.rows_of(truth), 1));
  return static_cast<double>(confusion.counts[truth][predicted]) / rows;
}

/// White to the blue of the loss curves.
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

MatrixLayout lay_out(const metrics::Confusion& confusion) {
  double widest = 0;
  for (const std::string& name : confusion.names) {
    widest = std::max(widest, text_width(short_name(name), kMatrixNameSize));
  }
  const auto classes = confusion.names.size();
  const double cell = std::max(std::floor(kFewestSide / static_cast<double>(classes)), kLeastCell);
  return {std::ceil(kMatrixMargin + 44 + widest), cell, classes};
}

void draw_cells(Canvas& canvas, const MatrixLayout& at, const metrics::Confusion& confusion) {
  for (std::size_t truth = 0; truth < at.classes; ++truth) {
    for (std::size_t predicted = 0; predicted < at.classes; ++predicted) {
      const double x = at.x(predicted), y = MatrixLayout::y(truth, at.cell);
      const double part = share_found(confusion, truth, predicted);
      canvas.polygon({{x, y}, {x + at.cell, y}, {x + at.cell, y + at.cell}, {x, y + at.cell}},
                     blue_shade(part));
      const std::int64_t count = confusion.counts[truth][predicted];
      if (count == 0 || at.classes > kMostClassesInText) continue;
      const std::string text = std::to_string(count);
      canvas.text({x + at.cell / 2, y + at.cell / 2}, text,
                  {.size = fitting_size(text, at.cell - 6, 24, 8),
                   .colour = part > 0.5 ? kWhite : kInk,
                   .align = Align::kCentre});
    }
  }
  for (std::size_t line = 0; line <= at.classes; ++line) {
    const double x = at.x(line), y = MatrixLayout::y(line, at.cell);
    canvas.line({{at.x(0), y}, {at.x(at.classes), y}}, {kGridGrey, 1});
    canvas.line({{x, kMatrixTop}, {x, at.end()}}, {kGridGrey, 1});
  }
}

void draw_names(Canvas& canvas, const MatrixLayout& at, const metrics::Confusion& confusion) {
  const double size = std::min(kMatrixNameSize, at.cell - 2);
  double below = size;
  for (const std::string& name : confusion.names) {
    below = fitting_size(short_name(name), at.cell - 4, below, 9);
  }
  for (std::size_t i = 0; i < at.classes; ++i) {
    const std::string name = short_name(confusion.names[i]);
    canvas.text({at.left - 10, MatrixLayout::y(i, at.cell) + at.cell / 2}, name,
                {.size = size, .align = Align::kRight});
    canvas.text({at.x(i) + at.cell / 2, at.end() + 22}, name,
                {.size = below, .align = Align::kCentre});
  }
}

}  // namespace

std::string confusion_text(const metrics::Confusion& confusion) {
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
            (none ? "     -" : base::format_fixed(share_found(confusion, truth, truth), 4)) + "\n";
  }
  return text;
}

format::CsvTable confusion_table(const metrics::Confusion& confusion,
                                 const std::vector<std::int64_t>& labels) {
  format::CsvTable table{{"label"}, {}};
  for (std::size_t truth = 0; truth < labels.size(); ++truth) {
    table.columns.push_back("predicted_" + std::to_string(labels[truth]));
    table.rows.push_back({static_cast<double>(labels[truth])});
    for (const std::int64_t count : confusion.counts[truth]) {
      table.rows.back().push_back(static_cast<double>(count));
    }
  }
  return table;
}

format::Image draw_confusion(const metrics::Confusion& confusion, const std::string& title) {
  check_count(confusion, kMostClassesInPicture);
  const MatrixLayout at = lay_out(confusion);
  const double width = at.x(at.classes) + kMatrixMargin, height = at.end() + 110;
  Canvas canvas(
      blank_image(static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height)), kWhite));
  canvas.text({kMatrixMargin, 40}, title,
              {.size = fitting_size(title, (width - 2 * kMatrixMargin) / 1.2, 28, 13),
               .weight = Weight::kBold});
  canvas.text({kMatrixMargin, 84},
              "accuracy " + base::format_fixed(confusion.accuracy(), 4) + ": " +
                  base::format_count(confusion.correct()) + " of " +
                  base::format_count(confusion.rows()) + " rows",
              {.size = 22, .colour = kSoftInk});
  canvas.text({kMatrixMargin, kMatrixTop - 24}, "true class",
              {.size = 22, .weight = Weight::kBold});
  canvas.text({(at.x(0) + at.x(at.classes)) / 2, at.end() + 66}, "predicted class",
              {.size = 22, .align = Align::kCentre, .weight = Weight::kBold});
  draw_cells(canvas, at, confusion);
  draw_names(canvas, at, confusion);
  return std::move(canvas).finish();
}

}  // namespace sae::report
