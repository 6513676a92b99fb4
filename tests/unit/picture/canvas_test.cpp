// SPDX-License-Identifier: MIT
// Tests of drawing lines, markers and text.
#include "picture/canvas.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "base/error.h"

namespace sae::picture {
namespace {

std::vector<int> canvas_pixel(const format::Image& image, int x, int y) {
  const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
  return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
}

// Number of pixels that are not white inside [x0, x1) x [y0, y1).
int count_ink(const format::Image& image, int x0, int y0, int x1, int y1) {
  int count = 0;
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      count += canvas_pixel(image, x, y) != std::vector<int>{255, 255, 255} ? 1 : 0;
    }
  }
  return count;
}

format::Image draw_word(std::string_view word, const TextStyle& style = {}) {
  Canvas canvas(blank_image(300, 120, kWhite));
  canvas.text({20, 60}, word, style);
  return std::move(canvas).finish();
}

ErrorKind canvas_error_kind(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error was thrown";
  return ErrorKind::kUsage;
}

TEST(BlankImage, HasTheColourEverywhere) {
  const format::Image image = blank_image(2, 3, {1, 2, 3});
  EXPECT_EQ(image.width, 2);
  EXPECT_EQ(image.height, 3);
  EXPECT_EQ(image.channels, 3);
  ASSERT_EQ(image.pixels.size(), 18U);
  EXPECT_EQ(canvas_pixel(image, 1, 2), (std::vector<int>{1, 2, 3}));
}

TEST(BlankImage, RefusesSidesOutOfRange) {
  EXPECT_EQ(canvas_error_kind([] { blank_image(0, 5, kWhite); }), ErrorKind::kInternal);
  EXPECT_EQ(canvas_error_kind([] { blank_image(5, 16385, kWhite); }), ErrorKind::kInternal);
}

TEST(FillBox, ColoursOnlyItsPixels) {
  format::Image image = blank_image(4, 3, kWhite);
  fill_box(image, {1, 0, 3, 2}, {1, 2, 3});
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 4; ++x) {
      const bool inside = x >= 1 && x < 3 && y < 2;
      EXPECT_EQ(canvas_pixel(image, x, y),
                (inside ? std::vector<int>{1, 2, 3} : std::vector<int>{255, 255, 255}));
    }
  }
  EXPECT_EQ(canvas_error_kind([&] {
              fill_box(image, {0, 0, 5, 1}, kWhite);
            }),
            ErrorKind::kInternal);
}

TEST(Canvas, KeepsTheBackground) {
  format::Image background = blank_image(40, 30, {10, 200, 77});
  background.pixels[0] = 1;
  background.pixels[3 * 40 * 30 - 1] = 254;
  const std::vector<std::uint8_t> before = background.pixels;
  EXPECT_EQ(Canvas(std::move(background)).finish().pixels, before);
}

TEST(Canvas, FillsAPolygon) {
  Canvas canvas(blank_image(60, 40, kWhite));
  canvas.polygon({{10, 20}, {30, 20}, {30, 35}, {10, 35}}, {213, 94, 0});
  const format::Image image = std::move(canvas).finish();
  for (const auto& [x, y] :
       std::vector<std::pair<int, int>>{{12, 22}, {27, 22}, {27, 32}, {12, 32}}) {
    EXPECT_EQ(canvas_pixel(image, x, y), (std::vector<int>{213, 94, 0})) << x << ", " << y;
  }
  // One pixel of anti-aliasing around the polygon, nothing beyond.
  EXPECT_EQ(count_ink(image, 0, 0, 60, 40), count_ink(image, 8, 18, 32, 37));
}

TEST(Canvas, DrawsALineOfTheGivenWidth) {
  Canvas canvas(blank_image(60, 40, kWhite));
  canvas.line({{10, 20}, {50, 20}}, {kBlack, 6});
  const format::Image image = std::move(canvas).finish();
  EXPECT_EQ(canvas_pixel(image, 30, 18), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(canvas_pixel(image, 30, 21), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(count_ink(image, 30, 0, 31, 16) + count_ink(image, 30, 24, 31, 40), 0);
}

TEST(Canvas, DashedLinesHaveGaps) {
  const auto ink = [](Dash dash) {
    Canvas canvas(blank_image(200, 40, kWhite));
    canvas.line({{10, 20}, {190, 20}}, {kBlack, 3, dash});
    return count_ink(std::move(canvas).finish(), 0, 20, 200, 21);
  };
  EXPECT_GE(ink(Dash::kSolid), 180);
  EXPECT_LT(ink(Dash::kDashed), 165);
  EXPECT_GT(ink(Dash::kDashed), 60);
}

TEST(Canvas, DrawsEveryMarkerAroundItsCentre) {
  for (const Marker marker : {Marker::kCircle, Marker::kSquare, Marker::kTriangle}) {
    Canvas canvas(blank_image(60, 60, kWhite));
    canvas.marker({30, 30}, marker, 20, kBlack);
    const format::Image image = std::move(canvas).finish();
    EXPECT_EQ(canvas_pixel(image, 30, 30), (std::vector<int>{0, 0, 0}));
    EXPECT_EQ(count_ink(image, 0, 0, 60, 60), count_ink(image, 17, 17, 43, 43));
  }
}

TEST(CanvasText, IsAlignedAtItsPlace) {
  const format::Image image = draw_word("HHHH", {.size = 30});
  EXPECT_EQ(count_ink(image, 0, 0, 19, 120), 0);
  EXPECT_GT(count_ink(image, 20, 45, 50, 75), 50);
  const format::Image left_of = draw_word("H", {.size = 30, .align = Align::kRight});
  EXPECT_EQ(count_ink(left_of, 22, 0, 300, 120), 0);
  EXPECT_GT(count_ink(left_of, 0, 0, 22, 120), 20);
}

TEST(CanvasText, IsTurnedUpwards) {
  const format::Image image =
      draw_word("HHHH", {.size = 20, .align = Align::kCentre, .direction = Direction::kUpwards});
  EXPECT_EQ(count_ink(image, 0, 0, 8, 120) + count_ink(image, 32, 0, 300, 120), 0);
  EXPECT_GT(count_ink(image, 8, 32, 32, 55), 20);
  EXPECT_GT(count_ink(image, 8, 65, 32, 88), 20);
}

TEST(Canvas, BlendsTransparentMarkers) {
  Canvas canvas(blank_image(40, 40, kWhite));
  canvas.marker({20, 20}, Marker::kSquare, 20, kBlack, 0.4);
  const int once = canvas_pixel(std::move(canvas).finish(), 20, 20)[0];
  EXPECT_NEAR(once, 0.6 * 255, 2);
}

TEST(CanvasText, CapitalsAreAboutThreeQuartersOfTheSizeHigh) {
  const format::Image image = draw_word("HHHH", {.size = 80});
  int rows = 0;
  for (int y = 0; y < 120; ++y) rows += count_ink(image, 0, y, 300, y + 1) > 0 ? 1 : 0;
  EXPECT_NEAR(rows, 58, 6);
}

TEST(CanvasText, FillsItsWidth) {
  for (const Weight weight : {Weight::kNormal, Weight::kBold}) {
    for (const std::string word : {"original", "reconstruction", "0.0001234", "Überlänge"}) {
      const format::Image image = draw_word(word, {.size = 24, .weight = weight});
      const int end = 20 + static_cast<int>(text_width(word, 24, weight));
      EXPECT_EQ(count_ink(image, end + 1, 0, 300, 120), 0) << word;
      EXPECT_GT(count_ink(image, end - 4, 0, end + 1, 120), 0) << word;
    }
  }
}

TEST(TextWidth, IsProportionalToTheSizeAndLargerIfBold) {
  EXPECT_NEAR(text_width("training", 30), 3 * text_width("training", 10), 1e-9);
  EXPECT_GT(text_width("training", 10, Weight::kBold), text_width("training", 10));
  EXPECT_EQ(text_width("", 10), 0);
  EXPECT_EQ(text_width("a\xff", 10), text_width("a?", 10));
}

TEST(CanvasText, ReplacesInvalidUtf8) {
  EXPECT_EQ(draw_word("a\xff"
                      "b")
                .pixels,
            draw_word("a?b").pixels);
  EXPECT_EQ(draw_word("a\xe2\x82").pixels, draw_word("a??").pixels);
  EXPECT_EQ(draw_word("a\nb").pixels, draw_word("a?b").pixels);
  EXPECT_NE(draw_word("β").pixels, draw_word("?").pixels);
}

TEST(CanvasText, CutsLongText) {
  EXPECT_EQ(draw_word(std::string(5000, 'i'), {.size = 2}).pixels,
            draw_word(std::string(200, 'i') + "…", {.size = 2}).pixels);
}

TEST(CanvasText, EmptyTextDrawsNothing) {
  EXPECT_EQ(draw_word("").pixels, blank_image(300, 120, kWhite).pixels);
}

TEST(Canvas, RefusesInvalidDrawings) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(canvas_error_kind([] {
              Canvas(format::Image{2, 2, 1, {0, 0, 0, 0}});
            }),
            ErrorKind::kInternal);
  EXPECT_EQ(canvas_error_kind([] {
              Canvas(format::Image{2, 2, 3, {0, 0, 0, 0}});
            }),
            ErrorKind::kInternal);
  Canvas used(blank_image(20, 20, kWhite));
  std::move(used).finish();
  EXPECT_EQ(canvas_error_kind([&] {
              used.marker({1, 1}, Marker::kCircle, 2, kBlack);
            }),
            ErrorKind::kInternal);
  Canvas canvas(blank_image(20, 20, kWhite));
  EXPECT_EQ(canvas_error_kind([&] { canvas.line({{0, nan}, {1, 1}}, {}); }), ErrorKind::kInternal);
  EXPECT_EQ(canvas_error_kind([&] {
              canvas.polygon({{0, 0}, {1, 1}}, kBlack);
            }),
            ErrorKind::kInternal);
}

TEST(Canvas, DrawsTheSamePixelsEachTime) {
  const format::Image first = draw_word("again");
  for (int i = 0; i < 150; ++i) ASSERT_EQ(draw_word("again").pixels, first.pixels);
}

TEST(Canvas, KeepsTwoCanvasesSeparate) {
  Canvas outer(blank_image(60, 40, kWhite));
  Canvas inner(blank_image(30, 20, kWhite));
  outer.polygon({{10, 10}, {20, 10}, {20, 20}, {10, 20}}, kBlack);
  inner.line({{5, 10}, {25, 10}}, {kBlack, 2});
  const format::Image second = std::move(inner).finish();
  outer.polygon({{40, 10}, {50, 10}, {50, 20}, {40, 20}}, kBlack);
  const format::Image first = std::move(outer).finish();
  EXPECT_EQ(canvas_pixel(first, 15, 15), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(canvas_pixel(first, 45, 15), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(count_ink(second, 0, 0, 30, 8), 0);
}

TEST(FittingSize, ShrinksOnlyTextThatDoesNotFit) {
  EXPECT_DOUBLE_EQ(fitting_size("abc", 1000, 20, 8), 20);
  EXPECT_DOUBLE_EQ(fitting_size("abcd", text_width("abcd", 20) / 2, 20, 8), 10);
  EXPECT_DOUBLE_EQ(fitting_size("abcd", 1, 20, 8), 8);
  EXPECT_DOUBLE_EQ(fitting_size("", 1, 20, 8), 20);
}

TEST(WrapText, BreaksAtSpaces) {
  const double width = text_width("aa bb", 10);
  EXPECT_EQ(wrap_text("aa bb cc", 10, width), (std::vector<std::string>{"aa bb", "cc"}));
  EXPECT_EQ(wrap_text("aa  bb", 10, width - 1), (std::vector<std::string>{"aa", "bb"}));
  EXPECT_EQ(wrap_text("aaaaaaaa b", 10, width), (std::vector<std::string>{"aaaaaaaa", "b"}));
  EXPECT_TRUE(wrap_text("", 10, 30).empty());
}

}  // namespace
}  // namespace sae::picture
