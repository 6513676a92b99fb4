// SPDX-License-Identifier: MIT
// Tests of the order of texts that contain numbers.
#include "batch/natural_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sae::batch {
namespace {

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::stable_sort(texts,
                           [](const auto& a, const auto& b) { return natural_order(a, b) < 0; });
  return texts;
}

TEST(NaturalOrder, SortsNumbersByValue) {
  EXPECT_EQ(sorted({"10", "9", "1e-4", "0.05", "-2"}),
            (std::vector<std::string>{"-2", "1e-4", "0.05", "9", "10"}));
  EXPECT_TRUE(natural_order("1e2", "100") == 0);
}

TEST(NaturalOrder, CountsDigitsInTextsAsNumbers) {
  EXPECT_EQ(sorted({"512,128", "512,64", "64,512"}),
            (std::vector<std::string>{"64,512", "512,64", "512,128"}));
  EXPECT_EQ(sorted({"run10", "run9", "run09a", "rum11"}),
            (std::vector<std::string>{"rum11", "run9", "run09a", "run10"}));
}

TEST(NaturalOrder, PutsNumbersBeforeWords) {
  EXPECT_EQ(sorted({"none", "10", "auto", "9"}),
            (std::vector<std::string>{"9", "10", "auto", "none"}));
}

}  // namespace
}  // namespace sae::batch
