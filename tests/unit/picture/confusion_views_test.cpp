// SPDX-License-Identifier: MIT
// Tests of confusion matrices as text, table and picture.
#include "picture/confusion_views.h"

#include <gtest/gtest.h>

#include "support/failure.h"

namespace sae::picture {
namespace {

train::Confusion two_classes() { return {{"cat", "dog"}, {{3, 1}, {0, 0}}}; }

train::Confusion many_classes(std::size_t count) {
  return {std::vector<std::string>(count, "x"),
          std::vector<std::vector<std::int64_t>>(count, std::vector<std::int64_t>(count, 1))};
}

TEST(ConfusionText, HasARowForEachTrueClass) {
  EXPECT_EQ(confusion_text(two_classes()),
            "  true | predicted\n"
            "       |   cat   dog    found\n"
            "   cat |     3     1   0.7500\n"
            "   dog |     0     0        -\n");
}

TEST(ConfusionText, ShortensNamesAndHidesControlCharacters) {
  train::Confusion confusion = two_classes();
  confusion.names = {"a\x1b", "a very long name of a class"};
  const std::string text = confusion_text(confusion);
  EXPECT_NE(text.find("a\\x1b"), std::string::npos) << text;
  EXPECT_NE(text.find("a very long~"), std::string::npos) << text;
  confusion.names[1] = "ein Wagenräder";
  EXPECT_NE(confusion_text(confusion).find("ein Wagenr~"), std::string::npos)
      << "must not cut a character";
}

/// Colour in the middle of the upper half of a cell, away from its number.
std::vector<int> colour_at(const format::Image& image, int x, int y) {
  const auto* pixel = image.pixels.data() + 3 * (y * image.width + x);
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(DrawConfusion, DarkensACellByItsShareOfTheTrueClass) {
  train::Confusion confusion{{"0", "1"}, {{8, 0}, {4, 4}}};
  const format::Image image = draw_confusion(confusion, "title");
  ASSERT_EQ(image.channels, 3);
  // Cells of 380 pixels end 40 pixels before the right edge and begin 150 below the top.
  const int first = image.width - 40 - 380 - 190, second = first + 380;
  EXPECT_EQ(colour_at(image, first, 200), (std::vector<int>{0, 96, 160}));
  EXPECT_EQ(colour_at(image, second, 200), (std::vector<int>{255, 255, 255}));
  EXPECT_EQ(colour_at(image, first, 600), (std::vector<int>{128, 176, 208}));
  EXPECT_EQ(colour_at(image, second, 600), (std::vector<int>{128, 176, 208}));
}

// Classes of one row each, all predicted correctly: the diagonal is dark. Names of one letter are 8
// pixels wide.
TEST(DrawConfusion, ChoosesTheCellSizeFromTheBudget) {
  for (const auto& [classes, cell] :
       std::vector<std::pair<int, int>>{{50, 18}, {100, 18}, {600, 4}}) {
    train::Confusion confusion = many_classes(static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < confusion.counts.size(); ++i) {
      confusion.counts[i].assign(confusion.counts.size(), 0);
      confusion.counts[i][i] = 1;
    }
    const format::Image image = draw_confusion(confusion, "t");
    EXPECT_EQ(image.height, 150 + classes * cell + 110);
    const int last = image.width - 40 - cell / 2, bottom = 150 + classes * cell - cell / 2;
    EXPECT_EQ(colour_at(image, last, bottom), (std::vector<int>{0, 96, 160}));
    EXPECT_EQ(colour_at(image, last - cell, bottom), (std::vector<int>{255, 255, 255}));
  }
}

TEST(ConfusionText, RefusesTooManyClasses) {
  EXPECT_EQ(test::failure([] { confusion_text(many_classes(kMostClassesInText + 1)); }),
            "1: confusion: expected at most 20 classes, found 21");
}

}  // namespace
}  // namespace sae::picture
