// AVX2 with FMA and F16C: every x86 processor since 2013.
#if defined(__x86_64__)
#include "convert.h"
#include "graph.h"
#include "quad.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma,f16c,popcnt")))
#define INLINE PIECE TARGET

typedef __m256i vec;

// i8 and u8 are widened to 16 bits on the way in.
INLINE size_t step_of(kindred_element element) {
    switch (element) {
        case KINDRED_I8:
        case KINDRED_U8: return 16;
        case KINDRED_U7:
        case KINDRED_BITS: return 32;
        default: return 8;
    }
}

INLINE vec widened(__m128i packed, kindred_element element) {
    switch (element) {
        case KINDRED_F16: return _mm256_castps_si256(_mm256_cvtph_ps(packed));
        case KINDRED_BF16: return _mm256_slli_epi32(_mm256_cvtepu16_epi32(packed), 16);
        case KINDRED_I8: return _mm256_cvtepi8_epi16(packed);
        default: return _mm256_cvtepu8_epi16(packed);
    }
}

INLINE size_t bytes_of(kindred_element element) { return element == KINDRED_F32 ? 4 : is_float(element) ? 2 : 1; }

INLINE int fills_register(kindred_element element) { return step_of(element) * bytes_of(element) == 32; }

INLINE vec load_row(const uint8_t *row, size_t i, kindred_element element) {
    const uint8_t *start = row + bytes_of(element) * i;
    if (fills_register(element)) return _mm256_loadu_si256((const __m256i *)start);
    return widened(_mm_loadu_si128((const __m128i *)start), element);
}

INLINE __m128i short_bytes(const uint8_t *bytes, size_t count) {
    if (count >= 16) return _mm_loadu_si128((const __m128i *)bytes);
    uint64_t words[2];
    short_words(bytes, count, words);
    return _mm_set_epi64x((long long)words[1], (long long)words[0]);
}

// A step that ends where the row ends, with its bytes before the i-th blanked out; of a row shorter than a step, all of
// it. Query and row are of one dimension and so are cut alike: which component is in which lane does not matter.
INLINE __m256i end_bytes(const uint8_t *row, size_t i, size_t count, size_t step) {
    static const uint8_t blank[64] = {[32 ... 63] = 0xFF};
    if (count < step) {
        const size_t left = count > 16 ? count - 16 : 0;
        return _mm256_set_m128i(short_bytes(row + count - left, left), short_bytes(row, count - left));
    }
    const __m256i *start = (const __m256i *)(row + count - step), *mask = (const __m256i *)(blank + 32 + count - step - i);
    if (step == 32) return _mm256_and_si256(_mm256_loadu_si256(start), _mm256_loadu_si256(mask));
    return _mm256_castsi128_si256(_mm_and_si128(_mm_loadu_si128((const __m128i *)start), _mm_loadu_si128((const __m128i *)mask)));
}

INLINE vec load_row_end(const uint8_t *row, size_t i, size_t dimension, kindred_element element) {
    const size_t size = bytes_of(element);
    __m256i bytes = end_bytes(row, size * i, size * dimension, size * step_of(element));
    return fills_register(element) ? bytes : widened(_mm256_castsi256_si128(bytes), element);
}

INLINE kindred_element query_of(kindred_element element) {
    return element == KINDRED_F16 || element == KINDRED_BF16 ? KINDRED_F32 : element;
}

INLINE vec load_query(const uint8_t *query, size_t i, kindred_element element) {
    return load_row(query, i, query_of(element));
}

INLINE vec load_query_end(const uint8_t *query, size_t i, size_t dimension, kindred_element element) {
    return load_row_end(query, i, dimension, query_of(element));
}

INLINE vec accumulate_floats(vec total, vec q, vec r, int reduction) {
    const __m256 t = _mm256_castsi256_ps(total), a = _mm256_castsi256_ps(q), b = _mm256_castsi256_ps(r);
    const __m256 difference = _mm256_sub_ps(a, b), distance = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), difference);
    switch (reduction) {
        case KINDRED_DOT: return _mm256_castps_si256(_mm256_fmadd_ps(a, b, t));
        case KINDRED_L2: return _mm256_castps_si256(_mm256_fmadd_ps(difference, difference, t));
        case KINDRED_L1: return _mm256_castps_si256(_mm256_add_ps(t, distance));
        default: return _mm256_castps_si256(_mm256_max_ps(t, distance));
    }
}

// 16 lanes of 16 bits in, 8 of 32 bits out; but the maxima of L∞ stay 16 of 16.
INLINE vec accumulate_words(vec total, vec q, vec r, int reduction) {
    const vec difference = _mm256_sub_epi16(q, r), distance = _mm256_abs_epi16(difference);
    switch (reduction) {
        case KINDRED_DOT: return _mm256_add_epi32(total, _mm256_madd_epi16(q, r));
        case KINDRED_L2: return _mm256_add_epi32(total, _mm256_madd_epi16(difference, difference));
        case KINDRED_L1: return _mm256_add_epi32(total, _mm256_madd_epi16(distance, _mm256_set1_epi16(1)));
        default: return _mm256_max_epi16(total, distance);
    }
}

// The multiply-add takes one factor as unsigned and the other as signed: of 7 bits both are both, and two products
// (32,258 at most) fit its 16 bits.
INLINE vec accumulate_u7(vec total, vec q, vec r, int reduction) {
    const vec distance = _mm256_abs_epi8(_mm256_sub_epi8(q, r));
    const vec products = reduction == KINDRED_DOT ? _mm256_maddubs_epi16(q, r) : _mm256_maddubs_epi16(distance, distance);
    return _mm256_add_epi32(total, _mm256_madd_epi16(products, _mm256_set1_epi16(1)));
}

// The bits of half a byte are looked up, those of eight bytes added.
INLINE vec popcount(vec bits) {
    const vec table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                       0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const vec low = _mm256_and_si256(bits, _mm256_set1_epi8(15));
    const vec high = _mm256_and_si256(_mm256_srli_epi16(bits, 4), _mm256_set1_epi8(15));
    const vec counts = _mm256_add_epi8(_mm256_shuffle_epi8(table, low), _mm256_shuffle_epi8(table, high));
    return _mm256_sad_epu8(counts, _mm256_setzero_si256());
}

INLINE vec accumulate_bits(vec total, vec q, vec r, int reduction) {
    const vec bits = reduction == BITS_OF_BOTH     ? _mm256_and_si256(q, r)
                     : reduction == BITS_OF_EITHER ? _mm256_or_si256(q, r)
                                                   : _mm256_xor_si256(q, r);
    return _mm256_add_epi32(total, popcount(bits));
}

INLINE vec accumulate(vec total, vec q, vec r, int reduction, kindred_element element) {
    if (is_float(element)) return accumulate_floats(total, q, r, reduction);
    if (element == KINDRED_U7) return accumulate_u7(total, q, r, reduction);
    if (element == KINDRED_BITS) return accumulate_bits(total, q, r, reduction);
    return accumulate_words(total, q, r, reduction);
}

INLINE vec merge(vec a, vec b, int reduction, kindred_element element) {
    if (!is_float(element)) return reduction == KINDRED_LINF ? _mm256_max_epi16(a, b) : _mm256_add_epi32(a, b);
    const __m256 x = _mm256_castsi256_ps(a), y = _mm256_castsi256_ps(b);
    return _mm256_castps_si256(reduction == KINDRED_LINF ? _mm256_max_ps(x, y) : _mm256_add_ps(x, y));
}

INLINE quad across(vec a, vec b, vec c, vec d, int reduction, kindred_element element) {
    vec ab = merge(_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b), reduction, element);
    vec cd = merge(_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d), reduction, element);
    vec abcd = merge(_mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd), reduction, element);
    abcd = merge(abcd, _mm256_permute2x128_si256(abcd, abcd, 1), reduction, element);
    quad result = (quad)_mm256_castsi256_si128(abcd);
    return reduction == KINDRED_LINF && !is_float(element) ? larger_halves(result) : result;
}

#include "reduce.h"

KINDRED_DEFINE_ALL

typedef __m256 wide;

INLINE wide load_halves(const uint16_t *halves) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)halves)); }

// Two products of 4 and of 8 bits (3,810 at most) fit 16.
// 15 · 127 · 2 is the most that two products come to: eight such sums fit into 16 bits, so that two lines are widened once.
INLINE vec nibble_products_of(vec codes, const uint8_t *query) {
    const vec low_half = _mm256_set1_epi8(15);
    const vec low = _mm256_maddubs_epi16(_mm256_and_si256(codes, low_half), _mm256_loadu_si256((const __m256i *)query));
    const vec high = _mm256_maddubs_epi16(
        _mm256_and_si256(_mm256_srli_epi16(codes, 4), low_half), _mm256_loadu_si256((const __m256i *)(query + 64)));
    return _mm256_add_epi16(low, high);
}

INLINE vec nibble_line(const uint8_t *query, const uint8_t *row) {
    return _mm256_add_epi16(nibble_products_of(_mm256_loadu_si256((const __m256i *)row), query),
                            nibble_products_of(_mm256_loadu_si256((const __m256i *)(row + 32)), query + 32));
}

INLINE quad nibble_dots(const uint8_t *query, const uint8_t *const *rows, int count, size_t lines) {
    const vec ones = _mm256_set1_epi16(1);
    vec totals[4] = {0};
    size_t line = 0;
    for (; line + 2 <= lines; line += 2) {
#pragma clang loop unroll(full)
        for (int j = 0; j < count; j++) {
            const vec both = _mm256_add_epi16(nibble_line(query + 128 * line, rows[j] + 64 * line),
                                              nibble_line(query + 128 * line + 128, rows[j] + 64 * line + 64));
            totals[j] = _mm256_add_epi32(totals[j], _mm256_madd_epi16(both, ones));
        }
    }
    for (; line < lines; line++) {
#pragma clang loop unroll(full)
        for (int j = 0; j < count; j++) {
            const vec one = nibble_line(query + 128 * line, rows[j] + 64 * line);
            totals[j] = _mm256_add_epi32(totals[j], _mm256_madd_epi16(one, ones));
        }
    }
    return across(totals[0], totals[1], totals[2], totals[3], KINDRED_DOT, KINDRED_U8);
}

#include "nibbles.h"

// A lane of 128 bits is a table. What is looked up is added in 16 bits, two bytes at a time: the upper ones again on their own, so
// that they can be taken off at the end.
INLINE void table_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, uint16_t *sums) {
    const vec low_half = _mm256_set1_epi8(15);
    vec pairs[2] = {0}, odd[2] = {0};
    for (size_t g = 0; g < groups; g += 2) {
        const vec table = _mm256_loadu_si256((const __m256i *)(tables + 16 * g)), byte = _mm256_loadu_si256((const __m256i *)(codes + 16 * g));
        const vec found[2] = {_mm256_shuffle_epi8(table, _mm256_and_si256(byte, low_half)),
                              _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(byte, 4), low_half))};
#pragma clang loop unroll(full)
        for (int half = 0; half < 2; half++) {
            pairs[half] = _mm256_add_epi16(pairs[half], found[half]);
            odd[half] = _mm256_add_epi16(odd[half], _mm256_srli_epi16(found[half], 8));
        }
    }
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
        const vec even = _mm256_sub_epi16(pairs[half], _mm256_slli_epi16(odd[half], 8));
        const __m128i a = _mm_add_epi16(_mm256_castsi256_si128(even), _mm256_extracti128_si256(even, 1));
        const __m128i b = _mm_add_epi16(_mm256_castsi256_si128(odd[half]), _mm256_extracti128_si256(odd[half], 1));
        _mm_storeu_si128((__m128i *)(sums + 16 * half), _mm_unpacklo_epi16(a, b));
        _mm_storeu_si128((__m128i *)(sums + 16 * half + 8), _mm_unpackhi_epi16(a, b));
    }
}

#include "onebit.h"

TARGET static size_t unvisited(const uint32_t *links, size_t degree, uint8_t *visited, uint8_t mark, uint32_t *fresh) {
    return take_unvisited(links, degree, visited, mark, fresh);
}

TARGET static size_t below(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries) {
    return take_below(keys, ids, count, bound, entries);
}

TARGET static size_t rank(const uint64_t *pool, size_t count, uint64_t entry) {
    return rank_counting(pool, count, entry);
}

TARGET static void f32_to_f16(const float *from, size_t count, uint16_t *to) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        _mm_storeu_si128((__m128i *)(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
    for (; i < count; i++) to[i] = kindred_f16_of(from[i]);
}

TARGET static void f16_to_f32(const uint16_t *from, size_t count, float *to) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(from + i))));
    for (; i < count; i++) to[i] = kindred_f16_value(from[i]);
}

TARGET static void f32_to_bf16(const float *from, size_t count, uint16_t *to) { convert_f32_to_bf16(from, count, to); }

TARGET static void bf16_to_f32(const uint16_t *from, size_t count, float *to) { convert_bf16_to_f32(from, count, to); }

TARGET static void f32_to_u7(const float *from, size_t count, float low, float inverse_step, uint8_t *to) {
    convert_f32_to_u7(from, count, low, inverse_step, to);
}

TARGET static uint64_t sum(const void *bytes, size_t count) {
    const uint8_t *b = bytes;
    vec totals[4] = {0};
    size_t i = 0;
    for (; i + 128 <= count; i += 128)
        for (size_t j = 0; j < 4; j++)
            totals[j] = _mm256_add_epi64(totals[j], _mm256_loadu_si256((const __m256i *)(b + i + 32 * j)));
    vec words = _mm256_add_epi64(_mm256_add_epi64(totals[0], totals[1]), _mm256_add_epi64(totals[2], totals[3]));
    uint64_t total = (uint64_t)words[0] + (uint64_t)words[1] + (uint64_t)words[2] + (uint64_t)words[3];
    for (; i < count; i += 8) total += word_at(b + i, count - i);
    return total;
}

#include "codes.h"
#include "images.h"
#include "recurrent.h"
#include "steps.h"
#include "woven.h"

// Thirty-two bytes are the codes of two parts and one block. Bytes are added as words, the odd ones apart as well, which
// gives the even ones in the end.
INLINE void add_lookups(const uint8_t *codes, const uint8_t *low, const uint8_t *high, vec *all, vec *odd) {
    const vec nibble = _mm256_set1_epi8(15), bytes = _mm256_loadu_si256((const __m256i *)codes);
    const vec first = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)low), _mm256_and_si256(bytes, nibble));
    const vec second = _mm256_shuffle_epi8(
        _mm256_loadu_si256((const __m256i *)high), _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
    *all = _mm256_add_epi16(*all, _mm256_add_epi16(first, second));
    *odd = _mm256_add_epi16(*odd, _mm256_add_epi16(_mm256_srli_epi16(first, 8), _mm256_srli_epi16(second, 8)));
}

INLINE uint32_t estimate(__m128i sums, const float *bias, float step, float base, float bound, float *values) {
    const __m256 scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(sums)), _mm256_set1_ps(step));
    const __m256 offset = _mm256_add_ps(_mm256_set1_ps(base), _mm256_loadu_ps(bias));
    const __m256 value = _mm256_add_ps(scaled, offset);
    _mm256_storeu_ps(values, value);
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(value, _mm256_set1_ps(bound), _CMP_LT_OQ));
}

TARGET static void scan_nibbles(const uint8_t *codes, size_t blocks, size_t quads, const uint8_t *tables, const float *bias,
                                float step, float base, float bound, float *values, uint32_t *masks) {
    for (size_t b = 0; b < blocks; b++) {
        vec all = {0}, odd = {0};
        for (size_t q = 0; q < quads; q++) {
            const uint8_t *block = codes + (b * quads + q) * 64, *table = tables + 128 * q;
            add_lookups(block, table, table + 64, &all, &odd);
            add_lookups(block + 32, table + 32, table + 96, &all, &odd);
        }
        const vec even = _mm256_sub_epi16(all, _mm256_slli_epi16(odd, 8));
        const vec low = _mm256_unpacklo_epi16(even, odd), high = _mm256_unpackhi_epi16(even, odd);
        const float *biases = bias + 32 * b;
        float *to = values + 32 * b;
        masks[b] = estimate(_mm256_castsi256_si128(low), biases, step, base, bound, to) |
                   estimate(_mm256_castsi256_si128(high), biases + 8, step, base, bound, to + 8) << 8 |
                   estimate(_mm256_extracti128_si256(low, 1), biases + 16, step, base, bound, to + 16) << 16 |
                   estimate(_mm256_extracti128_si256(high, 1), biases + 24, step, base, bound, to + 24) << 24;
    }
}

const kindred_table kindred_avx2 = {
    .name = "avx2",
    KINDRED_ENTRIES_ALL,
    KINDRED_ENTRIES_NIBBLES,
    KINDRED_ENTRIES_ONE_BIT,
    KINDRED_ENTRIES_IMAGES,
    KINDRED_ENTRIES_RECURRENT,
    KINDRED_ENTRIES_STEPS,
    .crc32c = kindred_crc32c_fast,
};
#endif
