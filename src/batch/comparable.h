// SPDX-License-Identifier: MIT
// Whether the figures of several runs can be compared.
#pragma once

#include <string>
#include <vector>

#include "run/run_list.h"

namespace sae::batch {

/// Whether the test set validates the run, so that a choice by its figures is made on the test set.
bool validates_on_test(const run::ListedRun& run);

/// Throws kUsage, with --force as a hint, if two runs with a finished epoch differ in what their
/// figures are measured on: the data's checksums, the validation rows, how the rows are read and
/// scaled, the noise in validation, or the schema of config.json. Limits of the training rows count
/// too, because they change what the scale is fitted on. may_differ: options, those of --over.
void refuse_incomparable(const std::vector<run::ListedRun>& runs,
                         const std::vector<std::string>& may_differ);

}  // namespace sae::batch
