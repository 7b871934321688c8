// The portable loops: what every faster table must agree with.
#include "kindred_kernels.h"

#include <string.h>

static float dot_f32(const void *query, const void *row, size_t dimension) {
    const float *q = query, *r = row;
    float sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += q[i] * r[i];
    return sum;
}

static float l2_f32(const void *query, const void *row, size_t dimension) {
    const float *q = query, *r = row;
    float sum = 0;
    for (size_t i = 0; i < dimension; i++) {
        float d = q[i] - r[i];
        sum += d * d;
    }
    return sum;
}

static void scan_dot_f32(const void *query, const void *rows, size_t stride, size_t count, size_t dimension, float *values) {
    for (size_t i = 0; i < count; i++) values[i] = dot_f32(query, (const char *)rows + i * stride, dimension);
}

static void scan_l2_f32(const void *query, const void *rows, size_t stride, size_t count, size_t dimension, float *values) {
    for (size_t i = 0; i < count; i++) values[i] = l2_f32(query, (const char *)rows + i * stride, dimension);
}

static size_t unvisited(const uint32_t *links, size_t degree, uint32_t *visited, uint32_t *fresh) {
    size_t count = 0;
    for (size_t i = 0; i < degree && links[i] != UINT32_MAX; i++) {
        uint32_t id = links[i], bit = 1u << (id & 31);
        if (visited[id >> 5] & bit) continue;
        visited[id >> 5] |= bit;
        fresh[count++] = id;
    }
    return count;
}

static size_t rank(const uint64_t *pool, size_t count, uint64_t entry) {
    size_t smaller = 0;
    while (smaller < count && pool[smaller] < entry) smaller++;
    return smaller;
}

static const kindred_table scalar = {
    .name = "scalar",
    .pair = {[KINDRED_DOT] = {[KINDRED_F32] = dot_f32}, [KINDRED_L2] = {[KINDRED_F32] = l2_f32}},
    .scan = {[KINDRED_DOT] = {[KINDRED_F32] = scan_dot_f32}, [KINDRED_L2] = {[KINDRED_F32] = scan_l2_f32}},
    .unvisited = unvisited,
    .rank = rank,
};

const kindred_table *kindred_table_named(const char *name) { return strcmp(name, "scalar") == 0 ? &scalar : NULL; }

const kindred_table *kindred_table_active(void) { return &scalar; }
