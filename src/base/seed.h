// SPDX-License-Identifier: MIT
// Stateless randomness: every draw has a seed that follows from its name and its place.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sae::base {

/// The seed of the draw `name` in `epoch` and `batch` under the user's `seed`. A resumed run needs
/// only counters to draw the same numbers again. The 64-bit FNV-1a hash of the name, the seed, the
/// epoch and the batch are folded in one after the other through the finaliser of splitmix64
/// (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
std::uint64_t derive(std::uint64_t seed, std::string_view name, std::uint64_t epoch = 0,
                     std::uint64_t batch = 0);

/// A uniformly drawn order of 0 .. n-1 (Fisher-Yates on std::mt19937_64, whose output the standard
/// fixes), the same on every machine. `n` must not be negative; throws sae::Error (kInternal).
std::vector<std::int64_t> permutation(std::int64_t n, std::uint64_t seed);

}  // namespace sae::base
