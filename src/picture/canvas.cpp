// SPDX-License-Identifier: MIT
// Lines, markers and text drawn onto an RGB picture, in pixels from the top left corner.
#include "picture/canvas.h"

#include <plplot/plplot.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "base/error.h"

namespace sae::picture {
namespace {

constexpr int kLargestSide = 16384;
constexpr std::size_t kLongestText = 200;
constexpr double kDotsPerInch = 90;
constexpr double kMillimetresPerPixel = 25.4 / kDotsPerInch;
// Measured: makes a capital of DejaVu Sans 0.73 of the asked size high.
constexpr double kFontScale = 0.935;

// Length of the UTF-8 character that starts at `at`, 0 if there is no valid one.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80                    ? 1
                             : lead >= 0xC2 && lead <= 0xDF ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  if (length < 3) return length;
  const unsigned char second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool no_scalar = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || no_scalar ? 0 : length;
}

// PLplot gives '#' a meaning of its own and gives up on text that is not UTF-8.
std::string plplot_text(std::string_view text) {
  std::string result;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == kLongestText) return result + "…";
    const std::size_t length = utf8_length(text, at);
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0 || first < 0x20 || first == 0x7F) {
      result += '?';
    } else if (first == '#') {
      result += "##";
    } else {
      result += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return result;
}

// Widths in DejaVu Sans as parts of the font size, rounded up by class of character.
double character_width(char c) {
  const auto code = static_cast<unsigned char>(c);
  if ((code & 0xC0) == 0x80) return 0;  // the rest of a longer UTF-8 character
  if (std::string_view(" !'(),./:;I[]fijlrt|").find(c) != std::string_view::npos) return 0.4;
  if (std::string_view("%@MWmw+=<>~").find(c) != std::string_view::npos) return 0.98;
  return code >= 'a' && code <= 'z' ? 0.63 : 0.7;
}

// PLplot would ask for a device on the terminal if it did not know this one.
bool memcairo_is_installed() {
  std::array<const char*, 256> titles{};
  std::array<const char*, 256> names{};
  const char** title_list = titles.data();
  const char** name_list = names.data();
  int count = static_cast<int>(names.size());
  plgDevs(&title_list, &name_list, &count);
  return std::any_of(names.begin(), names.begin() + count, [](const char* name) {
    return name != nullptr && std::string_view(name) == "memcairo";
  });
}

// PLplot calls exit() after this handler returns, so it must not return.
int refuse_to_exit(const char* message) {
  throw Error(ErrorKind::kOutput, "cannot draw a picture: plplot: " + std::string(message),
              "is the package with plplot's cairo driver installed (plplot-driver-cairo)?");
}

void check_points(const std::vector<Point>& points) {
  for (const Point& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      throw Error(ErrorKind::kInternal, "canvas: expected finite coordinates, found nan or inf");
    }
  }
}

std::pair<std::vector<double>, std::vector<double>> coordinates(const std::vector<Point>& points) {
  std::pair<std::vector<double>, std::vector<double>> result;
  for (const Point& point : points) {
    result.first.push_back(point.x);
    result.second.push_back(point.y);
  }
  return result;
}

void choose_dash(Dash dash, double width) {
  if (dash == Dash::kSolid) {
    pllsty(1);
    return;
  }
  // Round caps lengthen each dash by the line's width and shorten the space by as much.
  const auto micrometres = [&](double pixels) {
    return static_cast<PLINT>(std::lround(pixels * kMillimetresPerPixel * 1000));
  };
  const PLINT mark = micrometres(2.5 * width);
  const PLINT space = micrometres(2.5 * width);
  plstyl(1, &mark, &space);
}

std::vector<Point> marker_outline(Point centre, Marker shape, double size) {
  const double r = size / 2;
  switch (shape) {
    case Marker::kSquare: {
      const double half = 0.9 * r;
      return {{centre.x - half, centre.y - half},
              {centre.x + half, centre.y - half},
              {centre.x + half, centre.y + half},
              {centre.x - half, centre.y + half}};
    }
    case Marker::kTriangle:
      return {{centre.x, centre.y - 1.1 * r},
              {centre.x + 1.05 * r, centre.y + 0.75 * r},
              {centre.x - 1.05 * r, centre.y + 0.75 * r}};
    case Marker::kCircle:
      break;
  }
  std::vector<Point> outline;
  for (int i = 0; i < 24; ++i) {
    const double angle = 2 * std::numbers::pi * i / 24;
    outline.push_back({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)});
  }
  return outline;
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

double text_width(std::string_view text, double size) {
  return size * std::accumulate(text.begin(), text.end(), 0.0,
                                [](double sum, char c) { return sum + character_width(c); });
}

double fitting_size(std::string_view text, double width, double size, double smallest) {
  const double needed = text_width(text, size);
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

Canvas::Canvas(format::Image background) : image_(std::move(background)) {
  const auto expected =
      3 * static_cast<std::size_t>(image_.width) * static_cast<std::size_t>(image_.height);
  if (image_.channels != 3 || image_.pixels.size() != expected) {
    throw Error(ErrorKind::kInternal, "canvas: expected an rgb picture, found " +
                                          std::to_string(image_.channels) + " channels and " +
                                          std::to_string(image_.pixels.size()) + " bytes");
  }
  plsexit(refuse_to_exit);
  if (!memcairo_is_installed()) refuse_to_exit("device memcairo not found");
  open_stream();
}

Canvas::~Canvas() { close_stream(); }

void Canvas::open_stream() {
  plmkstrm(&stream_);
  plsError(&error_code_, error_text_.data());
  plsdev("memcairo");
  plspage(kDotsPerInch, kDotsPerInch, image_.width, image_.height, 0, 0);
  plsmem(image_.width, image_.height, image_.pixels.data());
  plinit();
  pladv(0);
  plvpor(0, 1, 0, 1);
  plwind(0, image_.width, image_.height, 0);
}

void Canvas::close_stream() {
  if (stream_ < 0) return;
  plsstrm(stream_);
  plend1();
  stream_ = -1;
}

void Canvas::select(Colour colour, double width, double opacity) {
  if (stream_ < 0) throw Error(ErrorKind::kInternal, "canvas: drawing after finish");
  plsstrm(stream_);
  plscol0a(1, colour.red, colour.green, colour.blue, opacity);
  plcol0(1);
  plwidth(width);
  pllsty(1);
}

void Canvas::line(const std::vector<Point>& points, const Stroke& stroke) {
  check_points(points);
  if (points.size() < 2) return;
  select(stroke.colour, stroke.width);
  choose_dash(stroke.dash, stroke.width);
  const auto [x, y] = coordinates(points);
  plline(static_cast<PLINT>(x.size()), x.data(), y.data());
}

void Canvas::polygon(const std::vector<Point>& corners, Colour colour) {
  check_points(corners);
  if (corners.size() < 3) {
    throw Error(ErrorKind::kInternal, "canvas: expected a polygon of 3 corners or more, found " +
                                          std::to_string(corners.size()));
  }
  select(colour, 0);
  fill(corners);
}

void Canvas::fill(const std::vector<Point>& corners) {
  const auto [x, y] = coordinates(corners);
  plfill(static_cast<PLINT>(x.size()), x.data(), y.data());
}

void Canvas::marker(Point centre, Marker shape, double size, Colour colour, double opacity) {
  check_points({centre});
  select(colour, 0, opacity);
  fill(marker_outline(centre, shape, size));
}

void Canvas::text(Point place, std::string_view text, const TextStyle& style) {
  check_points({place});
  const std::string safe = plplot_text(text);
  if (safe.empty()) return;
  select(style.colour, 1);
  plsfont(PL_FCI_SANS, PL_FCI_UPRIGHT, style.weight == Weight::kBold ? PL_FCI_BOLD : PL_FCI_MEDIUM);
  plschr(kFontScale * style.size * kMillimetresPerPixel, 1);
  const double anchor = style.align == Align::kLeft ? 0 : style.align == Align::kCentre ? 0.5 : 1;
  const bool upwards = style.direction == Direction::kUpwards;
  plptex(place.x, place.y, upwards ? 0 : 1, upwards ? -1 : 0, anchor, safe.c_str());
}

format::Image Canvas::finish() && {
  if (stream_ < 0) throw Error(ErrorKind::kInternal, "canvas: finished twice");
  plsstrm(stream_);
  pleop();
  close_stream();
  if (error_code_ != 0) {
    throw Error(ErrorKind::kOutput,
                "cannot draw a picture: plplot: " + std::string(error_text_.data()));
  }
  return std::move(image_);
}

}  // namespace sae::picture
