// The forms of every reduction, written once over the few vector operations in which instruction sets differ.
//
// A file that includes this has defined TARGET, INLINE (static, always inlined, TARGET) and
//
//     vec                                         what a register holds
//     step_of(element)                            how many components of a row a step takes
//     load_query, load_row(p, i, element)         components i ..< i + step, widened to what accumulate works on
//     ..._end(p, i, dimension, element)           the last components, from i on; other lanes are 0
//     accumulate(total, q, r, reduction, element) one step more
//     merge(a, b, reduction, element)             two totals in one, lane by lane
//     across(a, b, c, d, reduction, element)      the four totals' own totals
//
// Four rows are reduced at a time: the query is loaded once, four additions of lanes become one transposition, and the
// loads of four rows overlap. Each row has two totals, since an addition takes four cycles but two can begin in each.
// A single row runs through the same steps, so that its result has the same bits.
#pragma once

#include "forms.h"

typedef struct {
    vec first, second;
} totals;

INLINE vec merged(totals t, int reduction, kindred_element element) {
    return merge(t.first, t.second, reduction, element);
}

INLINE four reduce_by(const uint8_t *query, const uint8_t *const rows[4], int row_count, size_t dimension, int reduction,
                      kindred_element element) {
    const size_t step = step_of(element);
    totals t[4] = {0};
    size_t i = 0;
    for (; i + 2 * step <= dimension; i += 2 * step) {
        vec q0 = load_query(query, i, element), q1 = load_query(query, i + step, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++) {
            t[j].first = accumulate(t[j].first, q0, load_row(rows[j], i, element), reduction, element);
            t[j].second = accumulate(t[j].second, q1, load_row(rows[j], i + step, element), reduction, element);
        }
    }
    if (i + step <= dimension) {
        vec q = load_query(query, i, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++)
            t[j].first = accumulate(t[j].first, q, load_row(rows[j], i, element), reduction, element);
        i += step;
    }
    if (i < dimension) {
        vec q = load_query_end(query, i, dimension, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++)
            t[j].second = accumulate(t[j].second, q, load_row_end(rows[j], i, dimension, element), reduction, element);
    }
    quad result = across(merged(t[0], reduction, element), merged(t[1], reduction, element),
                         merged(t[2], reduction, element), merged(t[3], reduction, element), reduction, element);
    return (four){result, result};
}

INLINE four reduce(const uint8_t *query, const uint8_t *const rows[4], int row_count, size_t dimension,
                   kindred_reduction reduction, kindred_element element) {
    if (reduction != KINDRED_JACCARD) return reduce_by(query, rows, row_count, dimension, (int)reduction, element);
    return (four){reduce_by(query, rows, row_count, dimension, BITS_OF_BOTH, element).result,
                  reduce_by(query, rows, row_count, dimension, BITS_OF_EITHER, element).result};
}

INLINE float pair(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                  kindred_element element) {
    const uint8_t *const rows[4] = {row};
    return values_of(reduce(query, rows, 1, dimension, reduction, element), reduction, element)[0];
}

INLINE void prefetch_row(const uint8_t *row, size_t bytes) {
    for (size_t i = 0; i < bytes; i += 64) kindred_prefetch(row + i);
    if (bytes > 0) kindred_prefetch(row + bytes - 1);
}

// Rows i ..< i + 4 of `ids`; behind its end the last one again, whose results nobody reads.
INLINE int pick(const uint8_t *picked[4], const uint8_t *rows, size_t stride, const uint32_t *ids, size_t i, size_t count) {
    for (size_t j = 0; j < 4; j++) picked[j] = rows + stride * ids[i + j < count ? i + j : count - 1];
    return count - i == 1 ? 1 : 4;
}

INLINE four reduce_picked(const uint8_t *query, const uint8_t *const picked[4], int row_count, size_t dimension,
                          kindred_reduction reduction, kindred_element element) {
    return row_count == 1 ? reduce(query, picked, 1, dimension, reduction, element)
                          : reduce(query, picked, 4, dimension, reduction, element);
}

INLINE void store(void *to, quad lanes, size_t count) {
    if (count >= 4) __builtin_memcpy(to, &lanes, 16);
    else for (size_t j = 0; j < count; j++) ((uint32_t *)to)[j] = lanes[j];
}

INLINE void gather(const void *query, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                   size_t dimension, uint32_t *keys, size_t ahead, kindred_reduction reduction, kindred_element element) {
    const size_t bytes = kindred_row_bytes(element, dimension);
    size_t fetched = ahead > 0 ? 0 : count;
    for (size_t i = 0; i < count; i += 4) {
        for (; fetched < count && fetched - i < ahead + 4; fetched++)
            prefetch_row((const uint8_t *)rows + stride * ids[fetched], bytes);
        const uint8_t *picked[4];
        int row_count = pick(picked, rows, stride, ids, i, count);
        four sums = reduce_picked(query, picked, row_count, dimension, reduction, element);
        store(keys + i, keys_of(sums, reduction, element), count - i);
    }
}

INLINE int any_closer(const void *row, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                      size_t dimension, uint32_t key, kindred_reduction reduction, kindred_element element) {
    for (size_t i = 0; i < count; i += 4) {
        const uint8_t *picked[4];
        int row_count = pick(picked, rows, stride, ids, i, count);
        four sums = reduce_picked(row, picked, row_count, dimension, reduction, element);
        quad keys = keys_of(sums, reduction, element);
        if (row_count == 1 ? keys[0] < key : any_below(keys, key)) return 1;
    }
    return 0;
}

INLINE void scan(const void *query, const void *rows, size_t stride, size_t count, size_t dimension, float *values,
                 kindred_reduction reduction, kindred_element element) {
    for (size_t i = 0; i < count; i += 4) {
        const uint8_t *picked[4];
        for (size_t j = 0; j < 4; j++) picked[j] = (const uint8_t *)rows + stride * (i + j < count ? i + j : count - 1);
        four sums = reduce_picked(query, picked, count - i == 1 ? 1 : 4, dimension, reduction, element);
        store(values + i, (quad)values_of(sums, reduction, element), count - i);
    }
}

// A row's product with itself; of bits, its difference from nothing.
INLINE float norm(const uint8_t *row, size_t dimension, kindred_element element) {
    const int reduction = element == KINDRED_BITS ? KINDRED_HAMMING : KINDRED_DOT;
    const size_t step = step_of(element);
    const vec nothing = {0};
    vec total = nothing;
    for (size_t i = 0; i < dimension; i += step) {
        vec r = i + step <= dimension ? load_row(row, i, element) : load_row_end(row, i, dimension, element);
        total = accumulate(total, element == KINDRED_BITS ? nothing : r, r, reduction, element);
    }
    quad result = across(total, nothing, nothing, nothing, reduction, element);
    return values_of((four){result, result}, (kindred_reduction)reduction, element)[0];
}

INLINE void norms(const void *rows, size_t stride, size_t count, size_t dimension, float *values, kindred_element element) {
    for (size_t i = 0; i < count; i++) values[i] = norm((const uint8_t *)rows + stride * i, dimension, element);
}
