// SPDX-License-Identifier: MIT
// The order of texts that contain numbers, as people expect it.
#pragma once

#include <compare>
#include <string_view>

namespace sae::batch {

/// Compares two values. Numbers are in the order of their values ("1e-4" < ".05" < "10"), before
/// other texts. Those are compared letter by letter, where a group of digits counts as one whole
/// number ("512,64" < "512,128"; "run9" < "run10").
std::weak_ordering natural_order(std::string_view a, std::string_view b);

}  // namespace sae::batch
