// What an index does between two gathers.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PLAIN_GRAPH static inline __attribute__((always_inline))

// Every id up to the first 0xFFFFFFFF is written, but the count moves on only for one whose bit was clear: that one may
// not be guessed wrongly, since it is not a branch.
PLAIN_GRAPH size_t take_unvisited(const uint32_t *ids, size_t count, uint32_t *visited, uint32_t *fresh, size_t taken) {
    for (size_t i = 0; i < count; i++) {
        uint32_t id = ids[i];
        if (id == UINT32_MAX) break;
        uint32_t bit = 1u << (id & 31), word = visited[id >> 5];
        fresh[taken] = id;
        taken += (word & bit) == 0;
        visited[id >> 5] = word | bit;
    }
    return taken;
}

// Halves a sorted pool until at most `limit` entries may or may not be smaller; returns how many before them are.
PLAIN_GRAPH size_t rank_within(const uint64_t *pool, size_t *count, uint64_t entry, size_t limit) {
    size_t smaller = 0;
    while (*count > limit) {
        size_t half = *count / 2;
        smaller += pool[smaller + half - 1] < entry ? half : 0;
        *count -= half;
    }
    return smaller;
}

PLAIN_GRAPH size_t rank_counting(const uint64_t *pool, size_t count, uint64_t entry) {
    size_t smaller = rank_within(pool, &count, entry, 8), start = smaller;
    for (size_t i = 0; i < count; i++) smaller += pool[start + i] < entry;
    return smaller;
}
