// SPDX-License-Identifier: MIT
// Tests of colours that distinguish series.
#include "picture/palette.h"

#include <gtest/gtest.h>

#include <tuple>

namespace sae::picture {
namespace {

using Labels = std::vector<std::string>;

std::tuple<int, int, int> parts(Colour colour) { return {colour.red, colour.green, colour.blue}; }

Labels legend_of(const SeriesColours& colours) {
  Labels texts;
  for (const ColourMeaning& entry : colours.legend) texts.push_back(entry.text);
  return texts;
}

TEST(SequentialColour, GoesFromDarkVioletToGreen) {
  EXPECT_EQ(parts(sequential_colour(0)), std::tuple(68, 1, 84));
  EXPECT_EQ(parts(sequential_colour(1)), std::tuple(94, 201, 98));
  EXPECT_EQ(parts(sequential_colour(1.0 / 3)), std::tuple(59, 82, 139));
  EXPECT_EQ(parts(sequential_colour(7)), parts(sequential_colour(1)));
}

// White on white has contrast 1; pure green 1.37; #767676 is the lightest grey with 4.5 (4.54), and
// #0072B2 has 5.2.
TEST(TextColour, DarkensOnlyColoursThatAreHardToRead) {
  EXPECT_EQ(parts(text_colour({118, 118, 118})), std::tuple(118, 118, 118));
  EXPECT_EQ(parts(text_colour({0, 114, 178})), std::tuple(0, 114, 178));
  EXPECT_LT(text_colour({120, 120, 120}).red, 118);
  const Colour green = text_colour({0, 255, 0});
  EXPECT_LE(green.green, 138) << "#008A00 has contrast 4.46";
  EXPECT_EQ(green.red, 0);
}

TEST(ColoursByLabel, OrdersTheNumbersOfOneOption) {
  const SeriesColours colours = colours_by_label({"rho 0.2", "rho 0.05", "rho 1e-3"});
  EXPECT_EQ(legend_of(colours), (Labels{"rho 1e-3", "rho 0.05", "rho 0.2"}));
  EXPECT_EQ(parts(colours.colours[2]), parts(sequential_colour(0)));
  EXPECT_EQ(parts(colours.colours[1]), parts(sequential_colour(0.5)));
  EXPECT_EQ(parts(colours.colours[0]), parts(sequential_colour(1)));
}

TEST(ColoursByLabel, ShowsSomeOfManyNumbers) {
  Labels labels;
  for (int i = 0; i < 30; ++i) labels.push_back("k=" + std::to_string(i));
  const Labels legend = legend_of(colours_by_label(labels));
  ASSERT_EQ(legend.size(), 12U);
  EXPECT_EQ(legend.front(), "k 0");
  EXPECT_EQ(legend.back(), "k 29");
}

TEST(ColoursByLabel, GivesFewSeriesTheirOwnColours) {
  const SeriesColours colours = colours_by_label({"runs/a", "penalty l1, k 3", "runs/b"});
  EXPECT_EQ(legend_of(colours), (Labels{"runs/a", "penalty l1, k 3", "runs/b"}));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(parts(colours.colours[i]), parts(kOkabeIto[i]));
  EXPECT_TRUE(colours_by_label({"runs/a"}).legend.empty());
}

// Eight series: too many for a colour each. The penalty has fewer values than beta, and is a word.
TEST(ColoursByLabel, ColoursManySeriesByTheOptionWithFewestValues) {
  Labels beta_first, penalty_first;
  for (const std::string beta : {"0.1", "0.2", "0.3", "0.4"}) {
    for (const std::string penalty : {"kl", "l1"}) {
      beta_first.push_back("beta " + beta + ", penalty " + penalty);
      penalty_first.push_back("penalty " + penalty + ", beta " + beta);
    }
  }
  for (const Labels& labels : {beta_first, penalty_first}) {
    const SeriesColours colours = colours_by_label(labels);
    EXPECT_EQ(legend_of(colours), (Labels{"penalty kl", "penalty l1"}));
    EXPECT_EQ(parts(colours.colours[6]), parts(kOkabeIto[0]));
    EXPECT_EQ(parts(colours.colours[7]), parts(kOkabeIto[1]));
  }
}

TEST(ColoursByLabel, GivesOtherLabelsOneColour) {
  Labels labels;
  for (int i = 0; i < 8; ++i) labels.push_back("runs/" + std::to_string(i));
  const SeriesColours colours = colours_by_label(labels);
  EXPECT_TRUE(colours.legend.empty());
  for (const Colour& colour : colours.colours) EXPECT_EQ(parts(colour), parts(kOkabeIto[0]));
  labels.back() = "rho 0.1";
  EXPECT_TRUE(colours_by_label(labels).legend.empty());
}

TEST(ColoursByOrder, AreSequentialForManySeries) {
  EXPECT_EQ(parts(colours_by_order(7).back()), parts(kOkabeIto.back()));
  const std::vector<Colour> many = colours_by_order(9);
  EXPECT_EQ(parts(many.front()), parts(sequential_colour(0)));
  EXPECT_EQ(parts(many[4]), parts(sequential_colour(0.5)));
  EXPECT_TRUE(colours_by_order(0).empty());
}

}  // namespace
}  // namespace sae::picture
