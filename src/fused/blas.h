// SPDX-License-Identifier: MIT
// Matrix products on plain memory by the BLAS inside LibTorch.
#pragma once

#include <cstdint>

namespace sae::fused {

/// A matrix of numbers that lies row by row, `stride` values from one row to the next.
template <class T>
struct Matrix {
  T* data = nullptr;
  std::int64_t stride = 0;
  Matrix<const T> as_const() const { return {data, stride}; }
};

/// How a factor enters a product.
enum class Factor { kPlain, kTransposed };

/// result [rows, columns] = left · right, or result + left · right. `left` as it enters the product
/// is [rows, inner], `right` [inner, columns]; one that is kTransposed lies in memory the other way
/// round. The calling thread computes alone while it has a SingleBlasThread. T: float or
/// double.
template <class T>
struct Product {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t inner = 0;
  Matrix<const T> left;
  Factor left_factor = Factor::kPlain;
  Matrix<const T> right;
  Factor right_factor = Factor::kPlain;
  Matrix<T> result;
  bool accumulate = false;
};
template <class T>
void multiply(const Product<T>& product);

/// The BLAS that `multiply` uses, as --version prints it: "MKL as on Intel processors", "MKL"
/// (built with -DSAE_MKL_AS_INTEL=OFF) or "not MKL".
const char* blas_name();

/// While it lives, the BLAS starts no threads of its own for products of the thread that made it.
class SingleBlasThread {
 public:
  SingleBlasThread();
  ~SingleBlasThread();
  SingleBlasThread(const SingleBlasThread&) = delete;
  SingleBlasThread& operator=(const SingleBlasThread&) = delete;

 private:
  int before_ = 0;
};

}  // namespace sae::fused
