// SPDX-License-Identifier: MIT
// Draws lines, markers and text onto an RGB picture; coordinates in pixels from the top left.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/image.h"

namespace sae::picture {

/// Red, green and blue, 0..255 each.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

inline constexpr Colour kBlack{0, 0, 0};
inline constexpr Colour kInk{48, 48, 48};          ///< titles and axes
inline constexpr Colour kSoftInk{96, 96, 96};      ///< captions and tick labels
inline constexpr Colour kGridGrey{226, 226, 226};  ///< grid lines
inline constexpr Colour kWhite{255, 255, 255};

/// A position on a canvas in pixels: x to the right, y down; (0, 0) is the top left corner of the
/// first pixel.
struct Point {
  double x = 0;
  double y = 0;
};

enum class Dash { kSolid, kDashed };
enum class Marker { kCircle, kSquare, kTriangle };
enum class Align { kLeft, kCentre, kRight };
enum class Weight { kNormal, kBold };
enum class Direction { kAcross, kUpwards };

struct Stroke {
  Colour colour;
  double width = 1;  ///< pixels
  Dash dash = Dash::kSolid;
};

struct TextStyle {
  double size = 24;  ///< font size (em) in pixels; capitals are about 0.73 of it high
  Colour colour = kInk;
  Align align = Align::kLeft;
  Weight weight = Weight::kNormal;
  Direction direction =
      Direction::kAcross;  ///< kUpwards: rotated left; Align::kRight ends at the top
};

/// An RGB picture of one colour. Throws kInternal unless both sides are 1..16384 pixels.
format::Image blank_image(int width, int height, Colour colour);

/// Pixels [left, right) x [top, bottom).
struct Box {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

/// Fills a box of an RGB image without anti-aliasing; much faster than Canvas::polygon. Throws
/// kInternal if the box is not inside the image.
void fill_box(format::Image& image, const Box& box, Colour colour);

/// Width in pixels of `text` as drawn by Canvas::text; proportional to `size`. Needs no canvas.
/// Throws kOutput if cairo reports an error.
double text_width(std::string_view text, double size, Weight weight = Weight::kNormal);

/// Largest size, between `smallest` and `size`, at which `text` is at most `width` pixels wide;
/// `smallest` if none is.
double fitting_size(std::string_view text, double width, double size, double smallest,
                    Weight weight = Weight::kNormal);

/// Wraps `text` in normal weight at spaces into lines of at most `width` pixels; a longer word gets
/// its own line.
std::vector<std::string> wrap_text(const std::string& text, double size, double width);

/// Draws with cairo on an image surface; `finish` returns the result. The font is DejaVu Sans, or
/// the one that fontconfig substitutes.
class Canvas {
 public:
  /// Starts from `background`, which must be RGB, as from blank_image (kInternal otherwise). Throws
  /// kOutput if cairo cannot create the surface.
  explicit Canvas(format::Image background);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// A line through `points`; fewer than two draw nothing. Coordinates must be finite (kInternal
  /// otherwise).
  void line(const std::vector<Point>& points, const Stroke& stroke);
  /// A filled polygon of at least three corners (kInternal otherwise).
  void polygon(const std::vector<Point>& corners, Colour colour);
  /// A filled marker, `size` pixels across. opacity: (0, 1]; below 1, overlapping markers add up.
  void marker(Point centre, Marker shape, double size, Colour colour, double opacity = 1);
  /// One line of UTF-8 text, vertically centred on `place`. Control characters and invalid UTF-8
  /// are drawn as '?'; text longer than 200 characters is cut with an ellipsis. Empty text draws
  /// nothing.
  void text(Point place, std::string_view text, const TextStyle& style);

  /// Returns the finished picture; the canvas cannot be used afterwards. Throws kOutput if cairo
  /// reported an error.
  format::Image finish() &&;

 private:
  struct Surface;

  /// Throws kInternal after finish.
  const Surface& surface() const;

  format::Image image_;
  std::unique_ptr<Surface> surface_;  // none after finish
};

}  // namespace sae::picture
