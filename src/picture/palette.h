// SPDX-License-Identifier: MIT
// Colours that distinguish the series of a chart.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "picture/canvas.h"

namespace sae::picture {

/// Okabe and Ito's colours, distinguishable with common colour-vision deficiencies; the green is
/// darkened, and grey replaces yellow. More series could not be distinguished.
inline constexpr std::array<Colour, 7> kOkabeIto = {{{0, 114, 178},
                                                     {213, 94, 0},
                                                     {0, 128, 96},
                                                     {204, 121, 167},
                                                     {230, 159, 0},
                                                     {86, 180, 233},
                                                     {110, 110, 110}}};

/// From dark violet (0) over blue to light green (1), each lighter than the one before: the scale
/// viridis of Matplotlib without its yellow end, which is too light for a white page.
Colour sequential_colour(double share);

/// The colour as text on white: darkened until its contrast is at least 4.5 (WCAG 2.1, 1.4.3).
Colour text_colour(Colour colour);

/// The colour for what is less important: mixed with white.
Colour pale_colour(Colour colour);

/// A legend entry: the meaning of a colour.
struct ColourMeaning {
  std::string text;
  Colour colour;
};

/// The colour of each series, and what the colours mean.
struct SeriesColours {
  std::vector<Colour> colours;
  std::vector<ColourMeaning> legend;  ///< empty if all have the same colour
};

/// Colours by the labels of the series. A label such as "rho 0.05, seed 1" is read as options and
/// their values. In this order:
///   one option with numbers   sequential colours in the order of the numbers; at most 12 in the
///                             legend, among them the first and the last
///   at most 7 series          Okabe and Ito's colours
///   several options           those of the option with the fewest values, if they are 2 to 7;
///                             options with words before options with numbers
///   other labels              one colour
SeriesColours colours_by_label(const std::vector<std::string>& labels);

/// Colours by order: Okabe and Ito's for at most 7 series, otherwise sequential ones.
std::vector<Colour> colours_by_order(std::size_t count);

}  // namespace sae::picture
