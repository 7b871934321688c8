// Products with panels of 64 columns in bfloat16, woven: the j-th of sixteen pairs holds the columns j and 16 + j of 32. A shift and a
// mask make two registers of neighbouring columns of one load, where widening halves in their order costs an instruction that crosses
// lanes for each sixteen. As multiply_runs otherwise, whose tile is described in images.h.
#pragma once

#include "codes.h"
#include "images.h"

// Two registers of sums a pair: 24 for AVX-512 and NEON, 12 for AVX2.
enum { WOVEN_ROWS = TILE_LANES == 4 ? 6 : 3, WOVEN_PAIRS = TILE_LANES == 4 ? 2 : 1 };

LANES void woven_tile(const float *from, const uint32_t *starts, int rows, size_t run, const uint16_t *weights, float *to, int adds) {
    const float *base[WOVEN_ROWS];
    lanes total[WOVEN_ROWS][2 * WOVEN_PAIRS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        base[r] = from + starts[r];
#pragma clang loop unroll(full)
        for (int l = 0; l < 2 * WOVEN_PAIRS; l++) total[r][l] = adds ? load_lanes(to + 64 * r + 16 * l) : (lanes)0;
    }
    for (size_t k = 0; k < run; k++, weights += 64) {
        lanes weight[2 * WOVEN_PAIRS];
#pragma clang loop unroll(full)
        for (int p = 0; p < WOVEN_PAIRS; p++) {
            places pairs;
            __builtin_memcpy(&pairs, weights + 32 * p, sizeof pairs);
            const places low = pairs << 16, high = pairs & (int32_t)0xFFFF0000;
            weight[2 * p] = (lanes)low;
            weight[2 * p + 1] = (lanes)high;
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            const lanes value = base[r][k];
#pragma clang loop unroll(full)
            for (int l = 0; l < 2 * WOVEN_PAIRS; l++) total[r][l] += value * weight[l];
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
        for (int l = 0; l < 2 * WOVEN_PAIRS; l++) store_lanes(to + 64 * r + 16 * l, total[r][l]);
    }
}

#define KINDRED_WOVEN_TILE(rows) \
    case rows: woven_tile(from, starts + i, rows, run, weights + c, to + 64 * i + c, adds); break

TARGET static void multiply_woven(const float *from, const uint32_t *starts, size_t rows, size_t run, const uint16_t *weights,
                                  float *to, int adds) {
    for (size_t c = 0; c < 64; c += 32 * WOVEN_PAIRS) {
        size_t i = 0;
        for (; i + WOVEN_ROWS <= rows; i += WOVEN_ROWS)
            woven_tile(from, starts + i, WOVEN_ROWS, run, weights + c, to + 64 * i + c, adds);
        switch (rows - i) {
            KINDRED_WOVEN_TILE(1);
            KINDRED_WOVEN_TILE(2);
#if TILE_LANES == 4
            KINDRED_WOVEN_TILE(3);
            KINDRED_WOVEN_TILE(4);
            KINDRED_WOVEN_TILE(5);
#endif
            default: break;
        }
    }
}
