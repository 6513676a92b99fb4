// SPDX-License-Identifier: MIT
// Matrix products with LibTorch's BLAS.
#include "fused/blas.h"

#include <algorithm>

// The Fortran interface, exported by the wheel's libtorch_cpu (src/cmake/FindLibTorch.cmake looks
// for it). Its matrices are column-major.
// NOLINTBEGIN(readability-identifier-naming): the names are the BLAS's.
extern "C" {
void sgemm_(const char* a_factor, const char* b_factor, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc);
void dgemm_(const char* a_factor, const char* b_factor, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
#if defined(SAE_BLAS_IS_MKL)
int MKL_Set_Num_Threads_Local(int threads);
int mkl_serv_intel_cpu_true();
#endif
#if defined(__SANITIZE_THREAD__)
void __tsan_read_range(const void* address, unsigned long size);
void __tsan_write_range(void* address, unsigned long size);
#endif
}

#if defined(SAE_MKL_AS_INTEL) && defined(__x86_64__)
/// Overrides MKL's function of this name, because a program's symbols take precedence over those of
/// its libraries. MKL calls it before it checks the processor's features and uses slow code on
/// other vendors' processors. On an AMD processor with AVX-512, products run 2.5 times as fast with
/// this override. MKL still does not use features that the processor lacks. Disable with
/// -DSAE_MKL_AS_INTEL=OFF.
__attribute__((visibility("default"))) int mkl_serv_intel_cpu_true() {
  return __builtin_cpu_is("intel") ||
         (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
}
#endif
// NOLINTEND(readability-identifier-naming)

namespace sae::fused {
namespace {

/// With fewer than kLeastPacked columns MKL reads a transposed right factor in place instead of
/// packing it. Its rows then evict each other from the cache, above all at strides of a power of
/// two. Panels of depth kPanel take half the time.
constexpr std::int64_t kLeastPacked = 192;
constexpr std::int64_t kPanel = 128;

void gemm(const char* left, const char* right, const int* m, const int* n, const int* k,
          const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
          const float* beta, float* c, const int* ldc) {
  sgemm_(left, right, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void gemm(const char* left, const char* right, const int* m, const int* n, const int* k,
          const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
          const double* beta, double* c, const int* ldc) {
  dgemm_(left, right, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

#if defined(__SANITIZE_THREAD__)
/// Reports a product's reads and writes to the sanitizer, which cannot see into the BLAS.
template <class T>
void tell_sanitizer(const Product<T>& product) {
  const auto each_row = [](const auto& matrix, std::int64_t rows, std::int64_t columns, auto tell) {
    for (std::int64_t row = 0; row < rows; ++row) {
      tell(matrix.data + row * matrix.stride, static_cast<unsigned long>(columns) * sizeof(T));
    }
  };
  const auto read = [](const T* address, unsigned long size) { __tsan_read_range(address, size); };
  const bool left = product.left_factor == Factor::kPlain;
  const bool right = product.right_factor == Factor::kPlain;
  each_row(product.left, left ? product.rows : product.inner, left ? product.inner : product.rows,
           read);
  each_row(product.right, right ? product.inner : product.columns,
           right ? product.columns : product.inner, read);
  each_row(product.result, product.rows, product.columns,
           [](T* address, unsigned long size) { __tsan_write_range(address, size); });
}
#endif

template <class T>
void multiply_at_once(const Product<T>& product) {
  // Read as column-major, the memory holds the transposes, and resultᵀ = rightᵀ · leftᵀ.
  const char* a_factor = product.right_factor == Factor::kPlain ? "N" : "T";
  const char* b_factor = product.left_factor == Factor::kPlain ? "N" : "T";
  const int m = static_cast<int>(product.columns), n = static_cast<int>(product.rows);
  const int k = static_cast<int>(product.inner);
  const int lda = static_cast<int>(product.right.stride);
  const int ldb = static_cast<int>(product.left.stride);
  const int ldc = static_cast<int>(product.result.stride);
  const T alpha = 1, beta = product.accumulate ? 1 : 0;
  gemm(a_factor, b_factor, &m, &n, &k, &alpha, product.right.data, &lda, product.left.data, &ldb,
       &beta, product.result.data, &ldc);
}

}  // namespace

template <class T>
void multiply(const Product<T>& product) {
  if (product.rows == 0 || product.columns == 0) return;
#if defined(__SANITIZE_THREAD__)
  tell_sanitizer(product);
#endif
  const bool unpacked =
      product.right_factor == Factor::kTransposed && product.columns < kLeastPacked;
  if (!unpacked || product.inner < 2 * kPanel) return multiply_at_once(product);
  Product<T> panel = product;
  for (std::int64_t start = 0; start < product.inner; start += kPanel) {
    panel.inner = std::min(kPanel, product.inner - start);
    panel.accumulate = product.accumulate || start > 0;
    multiply_at_once(panel);
    panel.left.data += kPanel * (product.left_factor == Factor::kPlain ? 1 : product.left.stride);
    panel.right.data += kPanel;
  }
}

template void multiply(const Product<float>& product);
template void multiply(const Product<double>& product);

const char* blas_name() {
#if defined(SAE_MKL_AS_INTEL) && defined(__x86_64__)
  return "MKL as on Intel processors";
#elif defined(SAE_BLAS_IS_MKL)
  return "MKL";
#else
  return "not MKL";
#endif
}

#if defined(SAE_BLAS_IS_MKL)
SingleBlasThread::SingleBlasThread() : before_(MKL_Set_Num_Threads_Local(1)) {}
SingleBlasThread::~SingleBlasThread() { MKL_Set_Num_Threads_Local(before_); }
#else
SingleBlasThread::SingleBlasThread() = default;
SingleBlasThread::~SingleBlasThread() = default;
#endif

}  // namespace sae::fused
