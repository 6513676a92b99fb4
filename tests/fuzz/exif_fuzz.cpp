// SPDX-License-Identifier: MIT
// Fuzzes the readers of Exif's orientation, which refuse nothing and allocate no memory.
#include "format/exif.h"
#include "fuzz.h"

namespace sae::fuzz {

void try_input(std::string_view input) {
  const MemoryWatch watch(input.size(), {0, 0});
  for (const int orientation :
       {format::find_tiff_orientation(input), format::find_jpeg_orientation(input)}) {
    expect(orientation >= 1 && orientation <= 8, "an orientation of 1 to 8");
  }
}

}  // namespace sae::fuzz
