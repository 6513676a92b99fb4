// SPDX-License-Identifier: MIT
// The classes of labelled rows: the label as the file has it is the class's name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// The most classes that labels may have.
inline constexpr std::size_t kMostClasses = 65536;

/// Classes in natural order. A class is an index into `names`.
struct Classes {
  std::vector<std::int64_t> of;    ///< The class of each label that was given, in that order.
  std::vector<std::string> names;  ///< Each once, at most kMostClasses where labels were given.
};

/// Whether `a` comes before `b`: numbers by value, before all other texts; in other texts each run
/// of digits counts as one number, so "fold2" comes before "fold10". Texts that are equal so are
/// compared byte by byte: a strict total order of different texts.
bool natural_less(std::string_view a, std::string_view b);

/// The classes of labels that are whole numbers. Throws sae::Error (kData) on more than
/// kMostClasses different ones; `place` begins the message.
Classes classes_of(std::span<const std::int64_t> labels, const std::string& place);

/// The classes of labels that are texts. Where all of them are whole numbers, these are the labels:
/// "1", "+1", "01" and "1.0" are one class, named "1". Throws sae::Error (kData) on more than
/// kMostClasses different ones, and where all are numbers but some are not whole.
Classes classes_of(std::span<const std::string> labels, const std::string& place);

}  // namespace sae::format
