// SPDX-License-Identifier: MIT
// Seeds by name, and random orders that are the same on every machine.
#include "base/seed.h"

#include <numeric>
#include <random>
#include <string>
#include <utility>

#include "base/error.h"

namespace sae::base {
namespace {

// http://www.isthe.com/chongo/tech/comp/fnv
std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::uint64_t splitmix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Unbiased, unlike a plain remainder, and portable, unlike std::uniform_int_distribution. It
// rejects the lowest 2^64 mod bound values, so that each remainder is equally likely.
std::uint64_t draw_below(std::uint64_t bound, std::mt19937_64& generator) {
  const std::uint64_t rejected = (0 - bound) % bound;
  std::uint64_t draw = generator();
  while (draw < rejected) draw = generator();
  return draw % bound;
}

}  // namespace

std::uint64_t derive(std::uint64_t seed, std::string_view name, std::uint64_t epoch,
                     std::uint64_t batch) {
  std::uint64_t state = 0;
  for (const std::uint64_t part : {seed, fnv1a(name), epoch, batch}) {
    state = splitmix64(state ^ part);
  }
  return state;
}

std::vector<std::int64_t> permutation(std::int64_t n, std::uint64_t seed) {
  if (n < 0) {
    throw Error(ErrorKind::kInternal,
                "permutation: expected a length of at least 0, found " + std::to_string(n));
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 generator(seed);
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[draw_below(left, generator)]);
  }
  return order;
}

}  // namespace sae::base
