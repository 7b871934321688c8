// What training on images needs, written once over sixteen lanes of channels: the compiler makes of them one register, two or
// four. Channels of a pixel lie together; `columns` and `channels` are multiples of 16.
//
// A product whose left rows start anywhere and are made of runs is a convolution that copies nothing: a window's line is a run
// of an image that has zeros around it. Goto, van de Geijn, ACM TOMS 34(3), 2008, for the tile of sums that stays in registers.
#pragma once

#include "codes.h"

// A tile is six rows of this many lanes: 24 registers of sums for AVX-512, 12 for AVX2, 24 for NEON.
#ifndef TILE_LANES
#define TILE_LANES 1
#endif
enum { TILE_ROWS = 6 };

LANES void multiply_tile(const float *from, const uint32_t *starts, int rows, int wide, size_t runs, size_t jump, size_t run,
                         size_t step, const float *weights, size_t columns, float *to, int adds) {
    const float *base[TILE_ROWS];
    lanes total[TILE_ROWS][TILE_LANES];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        base[r] = from + starts[r];
#pragma clang loop unroll(full)
        for (int l = 0; l < wide; l++) total[r][l] = adds ? load_lanes(to + r * columns + 16 * l) : (lanes)0;
    }
    for (size_t j = 0; j < runs; j++) {
        size_t at = j * jump;
        for (size_t k = 0; k < run; k++, at += step, weights += columns) {
            lanes weight[TILE_LANES];
#pragma clang loop unroll(full)
            for (int l = 0; l < wide; l++) weight[l] = load_lanes(weights + 16 * l);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++) {
                const lanes value = base[r][at];
#pragma clang loop unroll(full)
                for (int l = 0; l < wide; l++) total[r][l] += value * weight[l];
            }
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
        for (int l = 0; l < wide; l++) store_lanes(to + r * columns + 16 * l, total[r][l]);
    }
}

#define KINDRED_TILE(rows)                                                                                               \
    case rows: multiply_tile(from, starts + i, rows, wide, runs, jump, run, step, weights, columns, to + i * columns, adds); break

LANES void multiply_panel(const float *from, const uint32_t *starts, size_t rows, int wide, size_t runs, size_t jump, size_t run,
                          size_t step, const float *weights, size_t columns, float *to, int adds) {
    size_t i = 0;
    for (; i + TILE_ROWS <= rows; i += TILE_ROWS)
        multiply_tile(from, starts + i, TILE_ROWS, wide, runs, jump, run, step, weights, columns, to + i * columns, adds);
    switch (rows - i) {
        KINDRED_TILE(1);
        KINDRED_TILE(2);
        KINDRED_TILE(3);
        KINDRED_TILE(4);
        KINDRED_TILE(5);
        default: break;
    }
}

TARGET static void multiply_runs(const float *from, const uint32_t *starts, size_t rows, size_t runs, size_t jump, size_t run,
                                 size_t step, const float *weights, size_t columns, float *to, int adds) {
    size_t c = 0;
    for (; c + 16 * TILE_LANES <= columns; c += 16 * TILE_LANES)
        multiply_panel(from, starts, rows, TILE_LANES, runs, jump, run, step, weights + c, columns, to + c, adds);
    for (; c < columns; c += 16) multiply_panel(from, starts, rows, 1, runs, jump, run, step, weights + c, columns, to + c, adds);
}

TARGET static void moments(const float *rows, size_t count, size_t columns, float *mean, float *squares) {
    for (size_t c = 0; c < columns; c += 16) {
        lanes sum = 0, square = 0;
        for (size_t i = 0; i < count; i++) sum += load_lanes(rows + i * columns + c);
        const lanes middle = sum / (float)(count ? count : 1);
        for (size_t i = 0; i < count; i++) {
            const lanes difference = load_lanes(rows + i * columns + c) - middle;
            square += difference * difference;
        }
        store_lanes(mean + c, middle);
        store_lanes(squares + c, square);
    }
}

typedef uint8_t bytes_of_lanes __attribute__((ext_vector_type(16)));

TARGET static void pool(const float *image, size_t height, size_t width, size_t channels, const float *signs, float *best,
                        uint8_t *which) {
    const size_t line = width * channels;
    for (size_t y = 0; y + 2 <= height; y += 2)
        for (size_t x = 0; x + 2 <= width; x += 2) {
            const float *square = image + y * line + x * channels;
            for (size_t c = 0; c < channels; c += 16, best += 16, which += 16) {
                const lanes sign = load_lanes(signs + c);
                lanes value = sign * load_lanes(square + c);
                places at = 0;
#pragma clang loop unroll(full)
                for (int k = 1; k < 4; k++) {
                    const lanes other = sign * load_lanes(square + (k / 2) * line + (k % 2) * channels + c);
                    const places is_larger = other > value;
                    value = is_larger ? other : value;
                    at = is_larger ? (places)k : at;
                }
                const bytes_of_lanes narrow = __builtin_convertvector(at, bytes_of_lanes);
                store_lanes(best, sign * value);
                __builtin_memcpy(which, &narrow, 16);
            }
        }
}

LANES void unpool_pixel(const float *from, const float *along, const float *level, size_t channels, float *to) {
    for (size_t c = 0; c < channels; c += 16)
        store_lanes(to + c, load_lanes(along + c) * load_lanes(from + c) + load_lanes(level + c));
}

TARGET static void unpool(const float *gradient, const uint8_t *which, const float *image, size_t height, size_t width,
                          size_t channels, const float *along, const float *level, float *to) {
    const size_t line = width * channels;
    for (size_t y = 0; y + 2 <= height; y += 2) {
        for (size_t x = 0; x + 2 <= width; x += 2) {
            const size_t square = y * line + x * channels;
            for (size_t c = 0; c < channels; c += 16, gradient += 16, which += 16) {
                bytes_of_lanes narrow;
                __builtin_memcpy(&narrow, which, 16);
                const places at = __builtin_convertvector(narrow, places);
                const lanes share = load_lanes(gradient), slope = load_lanes(along + c), offset = load_lanes(level + c);
#pragma clang loop unroll(full)
                for (int k = 0; k < 4; k++) {
                    const size_t place = square + (k / 2) * line + (k % 2) * channels + c;
                    const lanes rest = slope * load_lanes(image + place) + offset;
                    store_lanes(to + place, at == k ? rest + share : rest);
                }
            }
        }
        if (width % 2)
            for (size_t k = 0; k < 2; k++) {
                const size_t place = (y + k) * line + line - channels;
                unpool_pixel(image + place, along, level, channels, to + place);
            }
    }
    if (height % 2)
        for (size_t x = 0; x < width; x++) {
            const size_t place = (height - 1) * line + x * channels;
            unpool_pixel(image + place, along, level, channels, to + place);
        }
}

#define KINDRED_ENTRIES_IMAGES .multiply_runs = multiply_runs, .moments = moments, .pool = pool, .unpool = unpool
