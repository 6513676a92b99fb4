# Finds LibTorch without its own TorchConfig.cmake, which demands a CUDA toolkit for a CUDA build and then
# links libraries that the toolkit lacks. Makes one imported target, LibTorch::LibTorch.
#
#   SAE_TORCH   folder of a LibTorch (holding include/ and lib/); default: the wheel that scripts/setup installs
#
# Sets LibTorch_VERSION and LibTorch_HAS_CUDA. CUDA is linked only where libtorch_cuda and the CUDA runtime
# libraries that it needs can be loaded: the small CPU set of scripts/setup lacks them on purpose.

set(SAE_TORCH "${PROJECT_SOURCE_DIR}/.deps/torch/torch" CACHE PATH "folder of LibTorch")

set(cure "run scripts/setup, or name another LibTorch with -DSAE_TORCH=DIR (the folder that holds include/ and lib/)")
set(version_header "${SAE_TORCH}/include/torch/headeronly/version.h")
if(NOT EXISTS "${version_header}")
  set(version_header "${SAE_TORCH}/include/torch/csrc/api/include/torch/version.h")
endif()
if(NOT EXISTS "${version_header}" OR NOT EXISTS "${SAE_TORCH}/lib/libtorch_cpu.so")
  message(FATAL_ERROR "no LibTorch in ${SAE_TORCH}: ${cure}")
endif()

file(STRINGS "${version_header}" lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
string(REGEX REPLACE "[^0-9;]" "" numbers "${lines}")
list(JOIN numbers "." LibTorch_VERSION)
if(LibTorch_VERSION VERSION_LESS 2.8)
  message(FATAL_ERROR "LibTorch 2.8 or newer is needed, found ${LibTorch_VERSION} in ${SAE_TORCH}: ${cure}")
endif()
file(STRINGS "${SAE_TORCH}/lib/libc10.so" cxx11_names REGEX "__cxx1112basic_string" LIMIT_COUNT 1)
if(NOT cxx11_names)
  message(FATAL_ERROR "LibTorch with the C++11 ABI is needed, found an older ABI in ${SAE_TORCH}: ${cure}")
endif()

# The wheel keeps the CUDA libraries in folders beside its own.
file(GLOB wheel_folders "${SAE_TORCH}/../nvidia/*/lib")
file(GLOB cuda_probe "${SAE_TORCH}/../nvidia/*/lib/libcudnn.so*" "${SAE_TORCH}/lib/libcudnn*.so*")
set(LibTorch_HAS_CUDA OFF)
if(EXISTS "${SAE_TORCH}/lib/libtorch_cuda.so" AND cuda_probe)
  set(LibTorch_HAS_CUDA ON)
endif()

if(NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
    "${SAE_TORCH}/include" "${SAE_TORCH}/include/torch/csrc/api/include")
  target_link_directories(LibTorch::LibTorch INTERFACE "${SAE_TORCH}/lib")
  if(LibTorch_HAS_CUDA)
    # Nothing refers to the CUDA libraries by name: --as-needed would drop them, and CUDA with them.
    target_link_options(LibTorch::LibTorch INTERFACE
      "LINKER:--push-state,--no-as-needed" -ltorch_cuda -lc10_cuda "LINKER:--pop-state")
  endif()
  target_link_libraries(LibTorch::LibTorch INTERFACE torch_cpu c10)
  # The indirect libraries (CUDA runtime and CUPTI, which even libtorch_cpu needs) are found at link time by this.
  foreach(folder IN LISTS wheel_folders)
    target_link_options(LibTorch::LibTorch INTERFACE "LINKER:-rpath-link,${folder}")
  endforeach()
  target_link_options(LibTorch::LibTorch INTERFACE "LINKER:-rpath-link,${SAE_TORCH}/lib")
endif()
# The fused engine calls the BLAS inside LibTorch; an MKL can be told to start no threads of its own.
execute_process(COMMAND "${CMAKE_NM}" -D --defined-only "${SAE_TORCH}/lib/libtorch_cpu.so"
  OUTPUT_VARIABLE names ERROR_QUIET)
if(NOT names MATCHES " [TW] sgemm_\n")
  message(FATAL_ERROR "LibTorch with a BLAS inside (the symbol sgemm_) is needed, found none in ${SAE_TORCH}: ${cure}")
endif()
set(LibTorch_BLAS_IS_MKL OFF)
if(names MATCHES " [TW] MKL_Set_Num_Threads_Local\n")
  set(LibTorch_BLAS_IS_MKL ON)
endif()

set(LibTorch_RPATH "${SAE_TORCH}/lib" ${wheel_folders})
set(LibTorch_FOUND ON)
if(NOT LibTorch_FIND_QUIETLY AND NOT SAE_TORCH_SAID STREQUAL "${SAE_TORCH}${LibTorch_HAS_CUDA}")
  message(STATUS "LibTorch ${LibTorch_VERSION} (CUDA ${LibTorch_HAS_CUDA}) in ${SAE_TORCH}")
  set(SAE_TORCH_SAID "${SAE_TORCH}${LibTorch_HAS_CUDA}" CACHE INTERNAL "")
endif()
