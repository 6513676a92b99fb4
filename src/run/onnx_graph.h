// SPDX-License-Identifier: MIT
// A chain of runs as an ONNX graph.
#pragma once

#include <string>

#include "format/onnx.h"
#include "run/stack.h"

namespace sae::run {

/// The whole computation of the runs, on rows as in the files: input "x" [N, D], outputs "code" [N,
/// H] (Stack::encode) and "reconstruction" [N, D] (Stack::decode of that code, in the units of x).
/// Filling, scaling and whitening are operations in the type in which the program computes them:
/// float64, but the run's own for pixels. So x and the reconstruction are float64 if numbers are
/// scaled, else of the run's type. With patch_norm the reconstruction stays in the network's scale,
/// because the means of the rows are not in the code. A tied weight is stored once. version: of the
/// program, for the file.
format::OnnxModel onnx_graph(const Stack& stack, const std::string& version);

}  // namespace sae::run
