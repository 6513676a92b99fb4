// SPDX-License-Identifier: MIT
// Plot of the error of runs against another figure, with the Pareto front.
#include "picture/front_plot.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/error.h"
#include "picture/canvas.h"
#include "picture/panels.h"
#include "picture/point_labels.h"

namespace sae::picture {
namespace {

constexpr double kFrontRight = 1160;
constexpr double kFrontLabel = 20;
constexpr double kFrontMarker = 20, kOtherMarker = 15, kMemberMarker = 9;
constexpr double kOtherOpacity = 0.45, kMemberOpacity = 0.3;
constexpr std::size_t kMostLabelBytes = 44;

/// All values of one direction: the points, their members, and the ends of whiskers. A whisker that
/// reaches 0 would make a logarithmic axis linear, so that end is left out and cut at the axis.
std::vector<double> all_values(const std::vector<FrontPoint>& points, double FrontPoint::*value,
                               double FrontPoint::*deviation,
                               std::vector<double> FrontPoint::*members) {
  std::vector<double> all;
  for (const FrontPoint& point : points) {
    const double middle = point.*value, half = point.*deviation;
    all.push_back(middle);
    all.push_back(middle + half);
    if (middle - half > 0) all.push_back(middle - half);
    all.insert(all.end(), (point.*members).begin(), (point.*members).end());
  }
  return all;
}

std::vector<std::size_t> front_of(const FrontPlot& plot) {
  analysis::Figure x{{}, plot.x_better}, y;
  for (const FrontPoint& point : plot.points) {
    x.values.push_back(point.x);
    y.values.push_back(point.y);
  }
  return analysis::pareto_front(x, y);
}

/// The values at the ends of a whisker, cut at the ends of the axis.
std::pair<double, double> whisker(const Axis& axis, double middle, double half) {
  return {std::max(middle - half, axis.low), std::min(middle + half, axis.high)};
}

class FrontDrawing {
 public:
  explicit FrontDrawing(const FrontPlot& plot)
      : plot_(plot), front_(front_of(plot)), colours_(colours_of(plot)), frame_(frame_of(plot)) {
    for (const FrontPoint& point : plot.points) places_.push_back(area().place(point.x, point.y));
  }

  format::Image draw() const {
    Canvas canvas(blank_image(kFrameWidth, kFrameHeight, kWhite));
    frame_.draw(canvas);
    for (std::size_t i = 0; i < places_.size(); ++i) draw_spread(canvas, i);
    canvas.line(front_line(), {kSoftInk, 2});
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!on_front(i)) {
        canvas.marker(places_[i], Marker::kCircle, kOtherMarker, colours_.colours[i],
                      kOtherOpacity);
      }
    }
    draw_point_labels(canvas);
    for (const std::size_t i : front_) {
      canvas.marker(places_[i], Marker::kCircle, kFrontMarker, colours_.colours[i]);
    }
    return std::move(canvas).finish();
  }

 private:
  static SeriesColours colours_of(const FrontPlot& plot) {
    std::vector<std::string> labels;
    for (const FrontPoint& point : plot.points) labels.push_back(point.label);
    return colours_by_label(labels);
  }

  PlotFrame frame_of(const FrontPlot& plot) const {
    return {
        plot.texts,
        colours_.legend,
        {all_values(plot.points, &FrontPoint::x, &FrontPoint::x_deviation, &FrontPoint::member_xs),
         all_values(plot.points, &FrontPoint::y, &FrontPoint::y_deviation, &FrontPoint::member_ys),
         plot.x_kind},
        kFrontRight};
  }

  const PlotArea& area() const { return frame_.area(); }
  bool on_front(std::size_t i) const { return std::ranges::find(front_, i) != front_.end(); }

  std::vector<Point> front_line() const {
    std::vector<Point> line;
    for (const std::size_t i : front_) line.push_back(places_[i]);
    return line;
  }

  std::vector<std::vector<Point>> whiskers(std::size_t i) const {
    const FrontPoint& point = plot_.points[i];
    std::vector<std::vector<Point>> lines;
    if (point.x_deviation > 0) {
      const auto [low, high] = whisker(area().x, point.x, point.x_deviation);
      lines.push_back({area().place(low, point.y), area().place(high, point.y)});
    }
    if (point.y_deviation > 0) {
      const auto [low, high] = whisker(area().y, point.y, point.y_deviation);
      lines.push_back({area().place(point.x, low), area().place(point.x, high)});
    }
    return lines;
  }

  void draw_spread(Canvas& canvas, std::size_t i) const {
    const FrontPoint& point = plot_.points[i];
    for (const auto& run : area().stretches(point.member_xs, point.member_ys)) {
      for (const Point& place : run) {
        canvas.marker(place, Marker::kCircle, kMemberMarker, colours_.colours[i], kMemberOpacity);
      }
    }
    const Colour colour = on_front(i) ? colours_.colours[i] : pale_colour(colours_.colours[i]);
    for (const auto& line : whiskers(i)) canvas.line(line, {colour, 2});
  }

  std::vector<Rectangle> obstacles() const {
    std::vector<Rectangle> all = rectangles_along(front_line());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double half = on_front(i) ? kFrontMarker / 2 : kOtherMarker / 2;
      const Point& place = places_[i];
      all.push_back({place.x - half, place.y - half, place.x + half, place.y + half});
      for (const auto& line : whiskers(i)) {
        const std::vector<Rectangle> along = rectangles_along(line);
        all.insert(all.end(), along.begin(), along.end());
      }
    }
    return all;
  }

  void draw_point_labels(Canvas& canvas) const {
    std::vector<std::string> texts;
    std::vector<LabelledPoint> points;
    for (const std::size_t i : front_) {
      texts.push_back(short_label(plot_.points[i].label, kMostLabelBytes));
      points.push_back({places_[i], text_width(texts.back(), kFrontLabel), 1.2 * kFrontLabel});
    }
    const PlotArea& inside = area();
    const auto side =
        plot_.x_better == analysis::Better::kLower ? LabelSide::kLeft : LabelSide::kRight;
    const auto found = place_labels(
        points, {inside.left + 4, inside.top, inside.right, inside.bottom - 4}, obstacles(), side);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) draw_point_label(canvas, places_[front_[i]], texts[i], *found[i]);
    }
  }

  /// With a line from the point if the label is not beside it.
  static void draw_point_label(Canvas& canvas, Point from, const std::string& text,
                               const Rectangle& at) {
    const Point nearest{std::clamp(from.x, at.left, at.right),
                        std::clamp(from.y, at.top, at.bottom)};
    const double apart = std::hypot(nearest.x - from.x, nearest.y - from.y);
    if (apart > 1.6 * kFrontMarker) canvas.line({from, nearest}, {kSoftInk, 1});
    canvas.text({at.centre().x, at.centre().y}, text,
                {.size = kFrontLabel, .align = Align::kCentre});
  }

  const FrontPlot& plot_;
  std::vector<std::size_t> front_;
  SeriesColours colours_;
  PlotFrame frame_;
  std::vector<Point> places_;
};

}  // namespace

format::Image draw_front(const FrontPlot& plot) {
  if (plot.points.empty()) {
    throw Error(ErrorKind::kInternal, "front: expected at least one point, found none");
  }
  return FrontDrawing(plot).draw();
}

}  // namespace sae::picture
