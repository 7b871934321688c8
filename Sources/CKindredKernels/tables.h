// The tables of this build, and what more than one of them uses. A table that this build has may still be one that
// this machine cannot run: dispatch.c asks.
#pragma once

#include "kindred_kernels.h"

extern const kindred_table kindred_scalar;
#if defined(__x86_64__)
extern const kindred_table kindred_avx2;
extern const kindred_table kindred_avx512;
#elif defined(__aarch64__)
extern const kindred_table kindred_neon;
#endif

uint32_t kindred_crc32c_scalar(uint32_t crc, const void *bytes, size_t count);
uint32_t kindred_crc32c_fast(uint32_t crc, const void *bytes, size_t count);

// One component at a time, for the ends of vectors and for the scalar table.
uint16_t kindred_f16_of(float value);
float kindred_f16_value(uint16_t half);
