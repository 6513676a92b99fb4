// SPDX-License-Identifier: MIT
// Marks what libsae.so exports.
#pragma once

#if defined(__GNUC__)
#define SAE_API __attribute__((visibility("default")))
#else
#define SAE_API
#endif
