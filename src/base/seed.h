// SPDX-License-Identifier: MIT
// Stateless randomness: each draw's seed is derived from its name and position.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sae::base {

/// Seed of the draw `name` in `epoch` and `batch`, for the user's `seed`. A resumed run needs only
/// counters to repeat the draws. It folds the 64-bit FNV-1a hash of the name, the seed, the epoch
/// and the batch in turn with the finaliser of splitmix64 (Steele, Lea, Flood: Fast Splittable
/// Pseudorandom Number Generators, 2014).
std::uint64_t derive(std::uint64_t seed, std::string_view name, std::uint64_t epoch = 0,
                     std::uint64_t batch = 0);

/// A uniformly random order of 0 .. n-1, the same on every machine (Fisher-Yates with
/// std::mt19937_64, whose output is standardised). Throws sae::Error (kInternal) if `n` is
/// negative.
std::vector<std::int64_t> permutation(std::int64_t n, std::uint64_t seed);

}  // namespace sae::base
