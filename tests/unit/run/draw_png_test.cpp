// SPDX-License-Identifier: MIT
// Tests of draw_png.
#include "run/draw_png.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/error.h"
#include "base/log.h"
#include "format/png.h"

namespace sae::run {
namespace {

/// What draw_png prints on stderr if `draw` throws.
std::string said(const DrawPicture& draw) {
  testing::internal::CaptureStderr();
  base::set_up_log(base::LogLevel::kWarning);
  EXPECT_FALSE(draw_png("a/b.png", draw).has_value());
  return testing::internal::GetCapturedStderr();
}

TEST(DrawPng, ReturnsPngBytes) {
  const auto bytes = draw_png("x.png", [] { return format::Image{2, 1, 1, {7, 9}}; });
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(format::parse_png(*bytes, "x.png").pixels, (std::vector<std::uint8_t>{7, 9}));
}

TEST(DrawPng, WarnsIfDrawingFails) {
  EXPECT_EQ(said([]() -> format::Image { throw Error(ErrorKind::kInternal, "tiles: none"); }),
            "sae_train: warning: cannot draw a/b.png: tiles: none\n");
  EXPECT_EQ(said([]() -> format::Image { throw Error(ErrorKind::kOutput, "cairo: no memory"); }),
            "sae_train: warning: cannot draw a/b.png: cairo: no memory\n");
}

TEST(DrawPng, WarnsInOneLineForAnyException) {
  EXPECT_EQ(said([]() -> format::Image { throw std::out_of_range("first\nsecond"); }),
            "sae_train: warning: cannot draw a/b.png: first\n");
}

}  // namespace
}  // namespace sae::run
