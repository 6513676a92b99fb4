// SPDX-License-Identifier: MIT
// Tests of the PNG file that a command draws.
#include "cli/picture_file.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "format/file.h"
#include "format/png.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

TEST(PictureFile, ReplacesPicturesOnly) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "plot.png";
  EXPECT_NO_THROW(expect_picture_place(path));
  write_picture(path, format::Image{2, 1, 3, {255, 0, 0, 0, 0, 255}});
  EXPECT_NO_THROW(expect_picture_place(path));
  folder.write("plot.png", "my notes\n");
  EXPECT_EQ(test::failure([&] { expect_picture_place(path); }),
            "4: " + path.string() + ": expected a new file or a PNG picture, found another file");
}

TEST(PictureFile, HasThePixels) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "plot.png";
  const format::Image picture{2, 1, 3, {255, 0, 0, 0, 0, 255}};
  write_picture(path, picture);
  const std::string bytes = format::read_file(path, 10'000, ErrorKind::kData);
  EXPECT_EQ(format::parse_png(bytes, "plot.png").pixels, picture.pixels);
}

TEST(PictureFile, NeedsTheFolder) {
  EXPECT_TRUE(test::failure([] {
                expect_picture_place("/nonexistent/plot.png");
              }).starts_with("4: /nonexistent/plot.png: "));
}

}  // namespace
}  // namespace sae::cli
