// What an index does between two gathers.
#pragma once

#include "inlining.h"

#include <stddef.h>
#include <stdint.h>

#define INLINE_GRAPH PIECE

// Every id up to the first 0xFFFFFFFF is written, but the count moves on only for one whose mark differs. That choice
// is an addition rather than a branch, which the processor would mispredict for every other id. A byte a node, not a bit: 20 ns
// for 32 links where bits took 32 to 44 (Zen 5), and nothing to clear before a search.
INLINE_GRAPH size_t take_unvisited(const uint32_t *ids, size_t count, uint8_t *visited, uint8_t mark, uint32_t *fresh) {
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t id = ids[i];
        if (id == UINT32_MAX) break;
        fresh[taken] = id;
        taken += visited[id] != mark;
        visited[id] = mark;
    }
    return taken;
}

INLINE_GRAPH uint64_t entry_of(uint32_t key, uint32_t id) { return (uint64_t)key << 32 | (uint64_t)id << 1; }

INLINE_GRAPH size_t take_below(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries) {
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        entries[taken] = entry_of(keys[i], ids[i]);
        taken += entries[taken] < bound;
    }
    return taken;
}

// Halves a sorted pool until at most `limit` entries may or may not be smaller; returns how many before them are.
INLINE_GRAPH size_t rank_within(const uint64_t *pool, size_t *count, uint64_t entry, size_t limit) {
    size_t smaller = 0;
    while (*count > limit) {
        size_t half = *count / 2;
        smaller += pool[smaller + half - 1] < entry ? half : 0;
        *count -= half;
    }
    return smaller;
}

// rank, in few steps none of which is a branch that depends on the entries.
INLINE_GRAPH size_t rank_counting(const uint64_t *pool, size_t count, uint64_t entry) {
    size_t smaller = rank_within(pool, &count, entry, 8), start = smaller;
    for (size_t i = 0; i < count; i++) smaller += pool[start + i] < entry;
    return smaller;
}
