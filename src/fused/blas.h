// SPDX-License-Identifier: MIT
// Matrix products on raw memory with LibTorch's BLAS.
#pragma once

#include <cstdint>

namespace sae::fused {

/// A row-major matrix; consecutive rows are `stride` values apart.
template <class T>
struct Matrix {
  T* data = nullptr;
  std::int64_t stride = 0;
  Matrix<const T> as_const() const { return {data, stride}; }
};

/// Whether a factor is transposed.
enum class Factor { kPlain, kTransposed };

/// result [rows, columns] = left · right, or result + left · right if `accumulate`. `left` is
/// [rows, inner] and `right` [inner, columns]; a kTransposed factor is stored as its transpose.
/// While the calling thread has a SingleBlasThread, it computes the product alone. T: float or
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

/// Name of the BLAS that `multiply` uses, as --version prints it: "MKL as on Intel processors",
/// "MKL" (built with -DSAE_MKL_AS_INTEL=OFF) or "not MKL".
const char* blas_name();

/// During its lifetime the BLAS starts no threads for products of the thread that constructed it.
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
