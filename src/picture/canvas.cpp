// SPDX-License-Identifier: MIT
// Draws with cairo and Pango.
#include "picture/canvas.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sae::picture {

template <auto free_it>
struct CairoFree {
  template <class Object>
  void operator()(Object* object) const noexcept {
    free_it(object);
  }
};
using CairoSurface = std::unique_ptr<cairo_surface_t, CairoFree<cairo_surface_destroy>>;
using CairoContext = std::unique_ptr<cairo_t, CairoFree<cairo_destroy>>;
using CairoOptions = std::unique_ptr<cairo_font_options_t, CairoFree<cairo_font_options_destroy>>;
using PangoText = std::unique_ptr<PangoLayout, CairoFree<g_object_unref>>;
using PangoSettings = std::unique_ptr<PangoContext, CairoFree<g_object_unref>>;
using PangoFont = std::unique_ptr<PangoFontDescription, CairoFree<pango_font_description_free>>;

namespace {

constexpr int kLargestSide = 16384;
constexpr std::size_t kLongestText = 200;
constexpr const char* kFontFamily = "DejaVu Sans";
constexpr double kCapitalHeight = 0.729;  // of DejaVu Sans, as a share of the font size

void check_status(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  throw Error(ErrorKind::kOutput,
              std::string("cannot draw a picture: cairo: ") + cairo_status_to_string(status));
}

// The text as Canvas::text draws it, for any bytes.
std::string shown_text(std::string_view text) {
  std::string result;
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kLongestText) return result + "…";
    const std::size_t length = base::character_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool control = first < 0x20 || first == 0x7F;
    result += length == 0 || control ? "?" : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

// No hinting, so that letters look the same everywhere and their width is proportional to the size.
CairoOptions make_options() {
  CairoOptions options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  return options;
}

// One line of text, laid out by Pango; glyphs missing in DejaVu Sans come from other fonts.
PangoText lay_out(const std::string& shown, double size, Weight weight) {
  const PangoSettings settings(pango_font_map_create_context(pango_cairo_font_map_get_default()));
  pango_cairo_context_set_font_options(settings.get(), make_options().get());
  pango_context_set_round_glyph_positions(settings.get(), FALSE);
  const PangoFont font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFontFamily);
  pango_font_description_set_weight(
      font.get(), weight == Weight::kBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  PangoText layout(pango_layout_new(settings.get()));
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), shown.c_str(), static_cast<int>(shown.size()));
  return layout;
}

double shown_width(const std::string& shown, double size, Weight weight) {
  constexpr double kMeasured = 64;
  int width = 0;
  pango_layout_get_size(lay_out(shown, kMeasured, weight).get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE * size / kMeasured;
}

void check_points(const std::vector<Point>& points) {
  for (const Point& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      throw Error(ErrorKind::kInternal, "canvas: expected finite coordinates, found nan or inf");
    }
  }
}

void trace(cairo_t* context, const std::vector<Point>& points) {
  for (const Point& point : points) cairo_line_to(context, point.x, point.y);
}

void trace_marker(cairo_t* context, Point centre, Marker shape, double r) {
  const auto [x, y] = centre;
  switch (shape) {
    case Marker::kSquare:
      return cairo_rectangle(context, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
    case Marker::kTriangle:
      return trace(context,
                   {{x, y - 1.1 * r}, {x + 1.05 * r, y + 0.75 * r}, {x - 1.05 * r, y + 0.75 * r}});
    case Marker::kCircle:
      return cairo_arc(context, x, y, r, 0, 2 * std::numbers::pi);
  }
}

}  // namespace

format::Image blank_image(int width, int height, Colour colour) {
  if (width < 1 || height < 1 || width > kLargestSide || height > kLargestSide) {
    throw Error(ErrorKind::kInternal, "picture: expected sides of 1..16384 pixels, found " +
                                          std::to_string(width) + " x " + std::to_string(height));
  }
  format::Image image{width, height, 3, {}};
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  image.pixels.reserve(3 * pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    image.pixels.insert(image.pixels.end(), {colour.red, colour.green, colour.blue});
  }
  return image;
}

void fill_box(format::Image& image, const Box& box, Colour colour) {
  if (box.left < 0 || box.top < 0 || box.right > image.width || box.bottom > image.height ||
      image.channels != 3) {
    throw Error(ErrorKind::kInternal, "canvas: expected a box inside an rgb picture");
  }
  for (int y = box.top; y < box.bottom; ++y) {
    std::size_t at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                          static_cast<std::size_t>(box.left));
    for (int x = box.left; x < box.right; ++x) {
      image.pixels[at++] = colour.red;
      image.pixels[at++] = colour.green;
      image.pixels[at++] = colour.blue;
    }
  }
}

double text_width(std::string_view text, double size, Weight weight) {
  return shown_width(shown_text(text), size, weight);
}

double fitting_size(std::string_view text, double width, double size, double smallest,
                    Weight weight) {
  const double needed = text_width(text, size, weight);
  return needed <= width ? size : std::max(smallest, size * width / needed);
}

std::vector<std::string> wrap_text(const std::string& text, double size, double width) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!lines.empty() && text_width(lines.back() + ' ' + word, size) <= width) {
      lines.back() += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

// Pixels in cairo's format: 0x00RRGGBB in native byte order.
struct Canvas::Surface {
  explicit Surface(const format::Image& image)
      : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width, image.height)) {
    check_status(cairo_surface_status(surface.get()));
    std::size_t at = 0;
    for (int y = 0; y < image.height; ++y) {
      for (std::uint32_t* pixel = row(y); pixel != row(y) + image.width; ++pixel, at += 3) {
        *pixel = std::uint32_t{image.pixels[at]} << 16 | std::uint32_t{image.pixels[at + 1]} << 8 |
                 image.pixels[at + 2];
      }
    }
    cairo_surface_mark_dirty(surface.get());
    context.reset(cairo_create(surface.get()));
    cairo_set_line_cap(context.get(), CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(context.get(), CAIRO_LINE_JOIN_ROUND);
    cairo_set_font_options(context.get(), make_options().get());
  }

  std::uint32_t* row(int y) const {
    unsigned char* data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    return reinterpret_cast<std::uint32_t*>(data + static_cast<std::size_t>(y) * stride);
  }

  void copy_to(format::Image& image) const {
    cairo_surface_flush(surface.get());
    std::size_t at = 0;
    for (int y = 0; y < image.height; ++y) {
      for (const std::uint32_t* pixel = row(y); pixel != row(y) + image.width; ++pixel) {
        for (const int shift : {16, 8, 0}) {
          image.pixels[at++] = static_cast<std::uint8_t>(*pixel >> shift);
        }
      }
    }
  }

  // The context, with this colour set.
  cairo_t* with(Colour colour, double opacity = 1) const {
    cairo_set_source_rgba(context.get(), colour.red / 255.0, colour.green / 255.0,
                          colour.blue / 255.0, opacity);
    return context.get();
  }

  CairoSurface surface;
  CairoContext context;
};

Canvas::Canvas(format::Image background) : image_(std::move(background)) {
  const auto expected =
      3 * static_cast<std::size_t>(image_.width) * static_cast<std::size_t>(image_.height);
  if (image_.channels != 3 || image_.pixels.size() != expected) {
    throw Error(ErrorKind::kInternal, "canvas: expected an rgb picture, found " +
                                          std::to_string(image_.channels) + " channels and " +
                                          std::to_string(image_.pixels.size()) + " bytes");
  }
  surface_ = std::make_unique<Surface>(image_);
}

Canvas::~Canvas() = default;

const Canvas::Surface& Canvas::surface() const {
  if (!surface_) throw Error(ErrorKind::kInternal, "canvas: expected to draw before finish");
  return *surface_;
}

void Canvas::line(const std::vector<Point>& points, const Stroke& stroke) {
  check_points(points);
  if (points.size() < 2) return;
  cairo_t* context = surface().with(stroke.colour);
  // Round caps lengthen each dash by the line width and shorten the gap by as much.
  const double dash = 2.5 * stroke.width;
  cairo_set_dash(context, &dash, stroke.dash == Dash::kDashed ? 1 : 0, 0);
  cairo_set_line_width(context, stroke.width);
  trace(context, points);
  cairo_stroke(context);
}

void Canvas::polygon(const std::vector<Point>& corners, Colour colour) {
  check_points(corners);
  if (corners.size() < 3) {
    throw Error(ErrorKind::kInternal, "canvas: expected a polygon of 3 corners or more, found " +
                                          std::to_string(corners.size()));
  }
  cairo_t* context = surface().with(colour);
  trace(context, corners);
  cairo_fill(context);
}

void Canvas::marker(Point centre, Marker shape, double size, Colour colour, double opacity) {
  check_points({centre});
  cairo_t* context = surface().with(colour, opacity);
  trace_marker(context, centre, shape, size / 2);
  cairo_fill(context);
}

void Canvas::text(Point place, std::string_view text, const TextStyle& style) {
  check_points({place});
  const std::string shown = shown_text(text);
  if (shown.empty()) return;
  const double anchor = style.align == Align::kLeft ? 0 : style.align == Align::kCentre ? 0.5 : 1;
  const double left = -anchor * shown_width(shown, style.size, style.weight);
  cairo_t* context = surface().with(style.colour);
  cairo_save(context);
  cairo_translate(context, place.x, place.y);
  if (style.direction == Direction::kUpwards) cairo_rotate(context, -std::numbers::pi / 2);
  cairo_move_to(context, left, kCapitalHeight * style.size / 2);
  const PangoText layout = lay_out(shown, style.size, style.weight);
  // Drawn as a path, because glyphs would be placed at whole pixels.
  pango_cairo_layout_line_path(context, pango_layout_get_line_readonly(layout.get(), 0));
  cairo_fill(context);
  cairo_restore(context);
}

format::Image Canvas::finish() && {
  check_status(cairo_status(surface().context.get()));
  surface_->copy_to(image_);
  surface_.reset();
  return std::move(image_);
}

}  // namespace sae::picture
