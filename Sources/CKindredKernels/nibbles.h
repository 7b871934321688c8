// Codes of 4 bits a component with a scale of their own a row: Gao et al., "Practical and Asymptotically Optimal
// Quantization of High-Dimensional Vectors in Euclidean Space for Approximate Nearest Neighbor Search" (2024), at 4 bits.
//
// A row is `lines` cache lines. Byte b of a line holds two components: in its lower half the one that stands b-th in the line, in its
// upper half the one that stands b places behind the line's middle; each is a code u of 0...15 for (u - 7.5) · scale. The last 8 bytes
// of a row are two floats: the squared norm of the vector (all of it, not only the components kept) and the scale, which is
// such that the code's product with its own vector is exact. A row thus holds 128 · lines - 16 components.
//
// A query is twice the bytes of a row, i8, in the order in which the halves of each line are met, and then three floats:
// its squared norm, twice its step, and what the offset of 7.5 amounts to. The squared distance is
//
//     norm + query norm - scale · twice step · (Σ u q - 7.5 Σ q)     not below 0
//
// Sums of integers are exact, and what follows is done in this order, without fused steps: every table has the same bits.
//
// A file that includes this has defined TARGET, INLINE and
//
//     wide, load_halves(p)                    some floats, and as many halves as floats
//     nibble_dots(query, rows, count, lines)  Σ u q of up to four rows
#pragma once

#include "convert.h"
#include "quad.h"

enum { NIBBLE_LINE = 64, NIBBLE_TAIL = 8, NIBBLE_TRIALS = 12 };

#define NIBBLES INLINE

// The components in half a line.
NIBBLES size_t half_of(size_t line, size_t lines) { return line + 1 < lines ? NIBBLE_LINE : NIBBLE_LINE - NIBBLE_TAIL; }

NIBBLES float float_from(const uint8_t *bytes) {
    float value;
    memcpy(&value, bytes, 4);
    return value;
}

NIBBLES quad nibble_keys(const uint8_t *query, const uint8_t *const *rows, int count, size_t lines) {
#pragma clang fp contract(off)
    const quad_float dots = __builtin_convertvector((quad_signed)nibble_dots(query, rows, count, lines), quad_float);
    quad_float norms = {0}, scales = {0};
#pragma clang loop unroll(full)
    for (int j = 0; j < count; j++) {
        const uint8_t *tail = rows[j] + NIBBLE_LINE * lines - NIBBLE_TAIL;
        norms[j] = float_from(tail);
        scales[j] = float_from(tail + 4);
    }
    const uint8_t *factors = query + 2 * NIBBLE_LINE * lines;
    const quad_float products = (scales * float_from(factors + 4)) * (dots + float_from(factors + 8));
    const quad_float distances = (norms + float_from(factors)) - products;
    return (quad)distances & ~(quad)(distances < 0);
}

NIBBLES uint32_t nibble_key(const uint8_t *query, const uint8_t *row, size_t lines) {
    const uint8_t *const rows[1] = {row};
    return nibble_keys(query, rows, 1, lines)[0];
}

NIBBLES quad nibble_keys_of(const uint8_t *query, const uint8_t *rows, size_t stride, const uint32_t *ids, size_t lines) {
    const uint8_t *const picked[4] = {rows + stride * ids[0], rows + stride * ids[1], rows + stride * ids[2],
                                      rows + stride * ids[3]};
    return nibble_keys(query, picked, 4, lines);
}

TARGET static void gather_u4(const void *query, const void *all_rows, size_t stride, const uint32_t *ids, size_t count,
                             size_t lines, uint32_t *keys, size_t ahead) {
    const uint8_t *rows = all_rows;
    size_t i = 0;
    // Rows are short: all of them are asked for at once.
    if (ahead > 0) prefetch_rows(rows, stride, ids, count, NIBBLE_LINE * lines);
    for (; i + 4 <= count; i += 4) {
        const quad four_keys = nibble_keys_of(query, rows, stride, ids + i, lines);
        memcpy(keys + i, &four_keys, sizeof four_keys);
    }
    if (i == count) return;
    // The last of them stands in for those that would make four.
    uint32_t last[4];
    for (size_t j = 0; j < 4; j++) last[j] = ids[i + j < count ? i + j : count - 1];
    const quad four_keys = nibble_keys_of(query, rows, stride, last, lines);
    memcpy(keys + i, &four_keys, (count - i) * sizeof *keys);
}

TARGET static int any_closer_u4(const void *query, const void *all_rows, size_t stride, const uint32_t *ids, size_t count,
                                size_t lines, uint32_t key) {
    const uint8_t *rows = all_rows;
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        if (any_below(nibble_keys_of(query, rows, stride, ids + i, lines), key)) return 1;
    }
    for (; i < count; i++)
        if (nibble_key(query, rows + stride * ids[i], lines) < key) return 1;
    return 0;
}

TARGET static void scan_u4(const void *query, const void *all_rows, size_t stride, size_t count, size_t lines, float *values) {
    const uint8_t *row = all_rows;
    size_t i = 0;
    for (; i + 4 <= count; i += 4, row += 4 * stride) {
        const uint8_t *const next[4] = {row, row + stride, row + 2 * stride, row + 3 * stride};
        const quad four_keys = nibble_keys(query, next, 4, lines);
        memcpy(values + i, &four_keys, sizeof four_keys);
    }
    for (; i < count; i++, row += stride) values[i] = float_of(nibble_key(query, row, lines));
}

// `count` columns of registers of the product, a row of the matrix at a time: each component is summed in the order of the rows.
NIBBLES void project_columns(const float *vector, const float *mean, const uint16_t *matrix, size_t dimension, size_t width,
                             int count, float *to) {
#pragma clang fp contract(off)
    enum { LANES = sizeof(wide) / sizeof(float) };
    wide sums[8] = {0};
    for (size_t i = 0; i < dimension; i++, matrix += width) {
        const float centred = vector[i] - mean[i];
#pragma clang loop unroll(full)
        for (int k = 0; k < count; k++) {
            const wide product = load_halves(matrix + k * LANES) * centred;
            sums[k] = sums[k] + product;
        }
    }
    memcpy(to, sums, (size_t)count * sizeof(wide));
}

TARGET static void project(const float *vector, const float *mean, const uint16_t *matrix, size_t dimension, size_t width, float *to) {
    enum { LANES = sizeof(wide) / sizeof(float) };
    size_t j = 0;
    for (; j + 8 * LANES <= width; j += 8 * LANES) project_columns(vector, mean, matrix + j, dimension, width, 8, to + j);
    for (; j + 4 * LANES <= width; j += 4 * LANES) project_columns(vector, mean, matrix + j, dimension, width, 4, to + j);
    for (; j < width; j += LANES) project_columns(vector, mean, matrix + j, dimension, width, 1, to + j);
}

// Sums in 16 lanes, whatever the registers hold.
NIBBLES float sum_of_lanes(const float *lanes) {
#pragma clang fp contract(off)
    float eight[8], four_sums[4];
    for (int l = 0; l < 8; l++) eight[l] = lanes[l] + lanes[l + 8];
    for (int l = 0; l < 4; l++) four_sums[l] = eight[l] + eight[l + 4];
    return (four_sums[0] + four_sums[2]) + (four_sums[1] + four_sums[3]);
}

// Adding 8 and cutting off rounds to the nearest odd half.
NIBBLES float u4_of(float value, float inverse_step) {
#pragma clang fp contract(off)
    const float scaled = value * inverse_step;
    float code = scaled + 8;
    code = code < 0 ? 0 : code;
    code = code > 15.5f ? 15.5f : code;
    return (float)(int)code;
}

typedef struct {
    float with_vector, with_itself;
} nibble_products;

// The products of the code of a step with its vector and with itself.
NIBBLES nibble_products products_at(const float *from, size_t width, float inverse_step) {
#pragma clang fp contract(off)
    float vectors[16] = {0}, selves[16] = {0};
    for (size_t i = 0; i < width; i += 16) {
        for (int l = 0; l < 16; l++) {
            const float code = u4_of(from[i + (size_t)l], inverse_step) - 7.5f;
            const float product = code * from[i + (size_t)l], square = code * code;
            vectors[l] = vectors[l] + product;
            selves[l] = selves[l] + square;
        }
    }
    return (nibble_products){sum_of_lanes(vectors), sum_of_lanes(selves)};
}

NIBBLES float largest_of(const float *from, size_t width) {
    float lanes[16] = {0}, largest = 0;
    for (size_t i = 0; i < width; i += 16) {
        for (int l = 0; l < 16; l++) {
            const float value = from[i + (size_t)l], magnitude = value < 0 ? -value : value;
            lanes[l] = lanes[l] < magnitude ? magnitude : lanes[l];
        }
    }
    for (int l = 0; l < 16; l++) largest = largest < lanes[l] ? lanes[l] : largest;
    return largest;
}

// The step whose code has the smallest angle to the vector, among steps that let the largest component lie between 0.4 and 1 times the
// outermost code: more steps than 12 were worth less than 0.1 % of the error.
TARGET static void f32_to_u4(const float *from, size_t lines, float norm, uint8_t *row) {
#pragma clang fp contract(off)
    const size_t width = 2 * NIBBLE_LINE * lines - 2 * NIBBLE_TAIL;
    const float largest = largest_of(from, width);
    float best_step = 1, best_cosine = -1, scale = 0;
    for (int trial = 0; largest > 0 && trial < NIBBLE_TRIALS; trial++) {
        const float inverse_step = 7.5f / (largest * (0.4f + 0.6f * (float)trial / (NIBBLE_TRIALS - 1)));
        const nibble_products products = products_at(from, width, inverse_step);
        const float cosine = products.with_vector * products.with_vector / products.with_itself;
        if (cosine > best_cosine) {
            best_cosine = cosine;
            best_step = inverse_step;
            scale = products.with_vector;
        }
    }
    float squares[16] = {0};
    for (size_t i = 0; i < width; i += 16) {
        for (int l = 0; l < 16; l++) {
            const float square = from[i + (size_t)l] * from[i + (size_t)l];
            squares[l] = squares[l] + square;
        }
    }
    scale = scale > 0 ? sum_of_lanes(squares) / scale : 0;
    for (size_t line = 0; line < lines; line++) {
        const size_t half = half_of(line, lines);
        const float *low = from + 2 * NIBBLE_LINE * line, *high = low + half;
        uint8_t *to = row + NIBBLE_LINE * line;
        for (size_t b = 0; b < half; b++)
            to[b] = (uint8_t)((unsigned)u4_of(low[b], best_step) | (unsigned)u4_of(high[b], best_step) << 4);
    }
    uint8_t *tail = row + NIBBLE_LINE * lines - NIBBLE_TAIL;
    memcpy(tail, &norm, 4);
    memcpy(tail + 4, &scale, 4);
}

NIBBLES void write_factors(uint8_t *query, size_t lines, float norm, float twice_step, int sum) {
    const float factors[3] = {norm, twice_step, -7.5f * (float)sum};
    memcpy(query + 2 * NIBBLE_LINE * lines, factors, sizeof factors);
}

// Adding 1.5 · 2^23 rounds to nearest, ties to even.
NIBBLES int8_t i8_of(float scaled) { return (int8_t)(bits_of(scaled + 12582912.0f) & 0xFF); }

TARGET static void f32_to_u4_query(const float *from, size_t lines, float norm, void *to) {
#pragma clang fp contract(off)
    const float largest = largest_of(from, 2 * NIBBLE_LINE * lines - 2 * NIBBLE_TAIL);
    const float inverse_step = largest > 0 ? 127 / largest : 0;
    int8_t *query = to;
    int sum = 0;
    memset(query, 0, 2 * NIBBLE_LINE * lines);
    for (size_t line = 0; line < lines; line++) {
        const size_t half = half_of(line, lines);
        for (size_t part = 0; part < 2; part++) {
            const float *components = from + 2 * NIBBLE_LINE * line + part * half;
            int8_t *codes = query + NIBBLE_LINE * (2 * line + part);
            for (size_t b = 0; b < half; b++) {
                codes[b] = i8_of(components[b] * inverse_step);
                sum += codes[b];
            }
        }
    }
    write_factors((uint8_t *)query, lines, norm, 2 * (largest / 127), sum);
}

// A row as the query that means the same: its codes doubled are whole numbers.
TARGET static void u4_to_u4_query(const uint8_t *row, size_t lines, void *to) {
    const uint8_t *tail = row + NIBBLE_LINE * lines - NIBBLE_TAIL;
    int8_t *query = to;
    int sum = 0;
    memset(query, 0, 2 * NIBBLE_LINE * lines);
    for (size_t line = 0; line < lines; line++) {
        const size_t half = half_of(line, lines);
        for (size_t b = 0; b < half; b++) {
            const int code = row[NIBBLE_LINE * line + b], low = 2 * (code & 15) - 15, high = 2 * (code >> 4) - 15;
            query[2 * NIBBLE_LINE * line + b] = (int8_t)low;
            query[2 * NIBBLE_LINE * line + NIBBLE_LINE + b] = (int8_t)high;
            sum += low + high;
        }
    }
    write_factors((uint8_t *)query, lines, float_from(tail), float_from(tail + 4), sum);
}

#define KINDRED_ENTRIES_NIBBLES                                                                                          \
    .gather_u4 = gather_u4, .any_closer_u4 = any_closer_u4, .scan_u4 = scan_u4, .project = project, .f32_to_u4 = f32_to_u4, \
    .f32_to_u4_query = f32_to_u4_query, .u4_to_u4_query = u4_to_u4_query
