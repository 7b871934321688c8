// How the pieces of a kernel come together.
//
// Optimised, every piece is inlined where it is used, so that what a kernel does not need is not there. Without
// optimisation that would copy each piece hundreds of times and drop nothing: avx2.c then took a minute and 2 GB to
// compile. There the pieces stay functions.
#pragma once

#ifdef __OPTIMIZE__
#define PIECE static inline __attribute__((always_inline))
#else
#define PIECE static __attribute__((unused))
#endif
