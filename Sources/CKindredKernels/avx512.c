// AVX-512 F, BW, DQ, VL, VNNI and VPOPCNTDQ: Intel's since 2019 (Ice Lake), AMD's since 2022. The products of BF16 are not used: they round the query to
// 16 bits and take subnormals for 0, while ours is a float to the end.
#if defined(__x86_64__)
#include "convert.h"
#include "graph.h"
#include "quad.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vpopcntdq,avx2,fma,f16c,bmi2,popcnt")))
#define INLINE PIECE TARGET

typedef __m512i vec;

// i8 and u8 are widened to 16 bits on the way in, except for products: those take an unsigned and a signed byte. Of i8 the row is
// moved up by 128, so that a sum is too large by 128 times that of the query's components; of u8 the row is moved down by as much.
enum { I8_WHOLE = 100, U8_WHOLE = 101 };

INLINE int is_whole(kindred_element element) { return (int)element == I8_WHOLE || (int)element == U8_WHOLE; }

INLINE size_t step_of(kindred_element element) {
    switch ((int)element) {
        case KINDRED_I8:
        case KINDRED_U8: return 32;
        case I8_WHOLE:
        case U8_WHOLE:
        case KINDRED_U7:
        case KINDRED_BITS: return 64;
        default: return 16;
    }
}

INLINE vec widened(__m256i packed, kindred_element element) {
    switch (element) {
        case KINDRED_F16: return _mm512_castps_si512(_mm512_cvtph_ps(packed));
        case KINDRED_BF16: return _mm512_slli_epi32(_mm512_cvtepu16_epi32(packed), 16);
        case KINDRED_I8: return _mm512_cvtepi8_epi16(packed);
        default: return _mm512_cvtepu8_epi16(packed);
    }
}

INLINE vec load_row(const uint8_t *row, size_t i, kindred_element element) {
    switch ((int)element) {
        case I8_WHOLE:
        case U8_WHOLE: return _mm512_xor_si512(_mm512_loadu_si512(row + i), _mm512_set1_epi8(-128));
        case KINDRED_F32: return _mm512_loadu_si512(row + 4 * i);
        case KINDRED_U7:
        case KINDRED_BITS: return _mm512_loadu_si512(row + i);
        case KINDRED_I8:
        case KINDRED_U8: return widened(_mm256_loadu_si256((const __m256i *)(row + i)), element);
        default: return widened(_mm256_loadu_si256((const __m256i *)(row + 2 * i)), element);
    }
}

// Lanes that a mask leaves out are not read, wherever they lie.
INLINE vec load_row_end(const uint8_t *row, size_t i, size_t dimension, kindred_element element) {
    const unsigned left = (unsigned)(dimension - i);
    switch ((int)element) {
        // What lies beyond the row meets a query of 0.
        case I8_WHOLE:
        case U8_WHOLE: return _mm512_xor_si512(_mm512_maskz_loadu_epi8(_bzhi_u64(~0ull, left), row + i), _mm512_set1_epi8(-128));
        case KINDRED_F32: return _mm512_maskz_loadu_epi32((__mmask16)_bzhi_u32(0xFFFF, left), row + 4 * i);
        case KINDRED_U7:
        case KINDRED_BITS: return _mm512_maskz_loadu_epi8(_bzhi_u64(~0ull, left), row + i);
        case KINDRED_I8:
        case KINDRED_U8: return widened(_mm256_maskz_loadu_epi8(_bzhi_u32(~0u, left), row + i), element);
        default: return widened(_mm256_maskz_loadu_epi16((__mmask16)_bzhi_u32(0xFFFF, left), row + 2 * i), element);
    }
}

// How a query is loaded; that of whole bytes as it is, as a u7 is.
INLINE kindred_element query_of(kindred_element element) {
    if (is_whole(element)) return KINDRED_U7;
    return element == KINDRED_F16 || element == KINDRED_BF16 ? KINDRED_F32 : element;
}

INLINE vec load_query(const uint8_t *query, size_t i, kindred_element element) {
    return load_row(query, i, query_of(element));
}

INLINE vec load_query_end(const uint8_t *query, size_t i, size_t dimension, kindred_element element) {
    return load_row_end(query, i, dimension, query_of(element));
}

INLINE vec accumulate_floats(vec total, vec q, vec r, int reduction) {
    const __m512 t = _mm512_castsi512_ps(total), a = _mm512_castsi512_ps(q), b = _mm512_castsi512_ps(r);
    const __m512 difference = _mm512_sub_ps(a, b);
    switch (reduction) {
        case KINDRED_DOT: return _mm512_castps_si512(_mm512_fmadd_ps(a, b, t));
        case KINDRED_L2: return _mm512_castps_si512(_mm512_fmadd_ps(difference, difference, t));
        case KINDRED_L1: return _mm512_castps_si512(_mm512_add_ps(t, _mm512_abs_ps(difference)));
        default: return _mm512_castps_si512(_mm512_max_ps(t, _mm512_abs_ps(difference)));
    }
}

// 32 lanes of 16 bits in, 16 of 32 bits out; but the maxima of L∞ stay 32 of 16.
INLINE vec accumulate_words(vec total, vec q, vec r, int reduction) {
    const vec difference = _mm512_sub_epi16(q, r);
    switch (reduction) {
        case KINDRED_DOT: return _mm512_dpwssd_epi32(total, q, r);
        case KINDRED_L2: return _mm512_dpwssd_epi32(total, difference, difference);
        case KINDRED_L1: return _mm512_dpwssd_epi32(total, _mm512_abs_epi16(difference), _mm512_set1_epi16(1));
        default: return _mm512_max_epi16(total, _mm512_abs_epi16(difference));
    }
}

// The multiply-add takes one factor as unsigned and the other as signed: of 7 bits both are both.
INLINE vec accumulate_u7(vec total, vec q, vec r, int reduction) {
    const vec distance = _mm512_abs_epi8(_mm512_sub_epi8(q, r));
    return reduction == KINDRED_DOT ? _mm512_dpbusd_epi32(total, q, r) : _mm512_dpbusd_epi32(total, distance, distance);
}

INLINE vec accumulate_bits(vec total, vec q, vec r, int reduction) {
    const vec bits = reduction == BITS_OF_BOTH     ? _mm512_and_si512(q, r)
                     : reduction == BITS_OF_EITHER ? _mm512_or_si512(q, r)
                                                   : _mm512_xor_si512(q, r);
    return _mm512_add_epi32(total, _mm512_popcnt_epi32(bits));
}

INLINE vec accumulate(vec total, vec q, vec r, int reduction, kindred_element element) {
    if (is_float(element)) return accumulate_floats(total, q, r, reduction);
    if ((int)element == I8_WHOLE) return _mm512_dpbusd_epi32(total, r, q);
    if ((int)element == U8_WHOLE) return _mm512_dpbusd_epi32(total, q, r);
    if (element == KINDRED_U7) return accumulate_u7(total, q, r, reduction);
    if (element == KINDRED_BITS) return accumulate_bits(total, q, r, reduction);
    return accumulate_words(total, q, r, reduction);
}

INLINE vec merge(vec a, vec b, int reduction, kindred_element element) {
    if (!is_float(element)) return reduction == KINDRED_LINF ? _mm512_max_epi16(a, b) : _mm512_add_epi32(a, b);
    const __m512 x = _mm512_castsi512_ps(a), y = _mm512_castsi512_ps(b);
    return _mm512_castps_si512(reduction == KINDRED_LINF ? _mm512_max_ps(x, y) : _mm512_add_ps(x, y));
}

INLINE quad across(vec a, vec b, vec c, vec d, int reduction, kindred_element element) {
    vec ab = merge(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b), reduction, element);
    vec cd = merge(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d), reduction, element);
    vec abcd = merge(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd), reduction, element);
    abcd = merge(abcd, _mm512_shuffle_i64x2(abcd, abcd, 0x4E), reduction, element);
    abcd = merge(abcd, _mm512_shuffle_i64x2(abcd, abcd, 0xB1), reduction, element);
    quad result = (quad)_mm512_castsi512_si128(abcd);
    return reduction == KINDRED_LINF && !is_float(element) ? larger_halves(result) : result;
}

INLINE kindred_element reduced_as(int reduction, kindred_element element) {
    if (reduction != KINDRED_DOT) return element;
    return element == KINDRED_I8 ? (kindred_element)I8_WHOLE : element == KINDRED_U8 ? (kindred_element)U8_WHOLE : element;
}

// What takes the moving back: sums of 32 bits may run over on the way, since they end within their range.
INLINE uint32_t shift_of(const uint8_t *query, size_t dimension, int reduction, kindred_element element) {
    const kindred_element whole = reduced_as(reduction, element);
    if (!is_whole(whole)) return 0;
    const vec ones = _mm512_set1_epi8(1);
    vec total = {0};
    for (size_t i = 0; i < dimension; i += 64) {
        const vec q = i + 64 <= dimension ? load_query(query, i, whole) : load_query_end(query, i, dimension, whole);
        total = (int)whole == I8_WHOLE ? _mm512_dpbusd_epi32(total, ones, q) : _mm512_dpbusd_epi32(total, q, ones);
    }
    const uint32_t sum = (uint32_t)_mm512_reduce_add_epi32(total);
    return (int)whole == I8_WHOLE ? 0u - 128u * sum : 128u * sum;
}

#define KINDRED_HAS_SHIFTED
#include "reduce.h"

KINDRED_DEFINE_ALL

typedef __m512 wide;

INLINE wide load_halves(const uint16_t *halves) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)halves)); }

INLINE quad nibble_dots(const uint8_t *query, const uint8_t *const *rows, int count, size_t lines) {
    const vec low_half = _mm512_set1_epi8(15);
    vec totals[4] = {0};
    for (size_t line = 0; line < lines; line++) {
        const vec low = _mm512_loadu_si512(query + 128 * line), high = _mm512_loadu_si512(query + 128 * line + 64);
#pragma clang loop unroll(full)
        for (int j = 0; j < count; j++) {
            const vec codes = _mm512_loadu_si512(rows[j] + 64 * line);
            totals[j] = _mm512_dpbusd_epi32(totals[j], _mm512_and_si512(codes, low_half), low);
            totals[j] = _mm512_dpbusd_epi32(totals[j], _mm512_and_si512(_mm512_srli_epi16(codes, 4), low_half), high);
        }
    }
    return across(totals[0], totals[1], totals[2], totals[3], KINDRED_DOT, KINDRED_U8);
}

#include "nibbles.h"

INLINE __m128i sum_of_lanes_16(vec words) {
    const __m256i two = _mm256_add_epi16(_mm512_castsi512_si256(words), _mm512_extracti64x4_epi64(words, 1));
    return _mm_add_epi16(_mm256_castsi256_si128(two), _mm256_extracti128_si256(two, 1));
}

// A lane of 128 bits is a table. What is looked up is added in 16 bits, two bytes at a time: the upper ones again on their own, so
// that they can be taken off at the end.
INLINE void table_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, uint16_t *sums) {
    const vec low_half = _mm512_set1_epi8(15);
    vec pairs[2] = {0}, odd[2] = {0};
    for (size_t g = 0; g < groups; g += 4) {
        const vec table = _mm512_loadu_si512(tables + 16 * g), byte = _mm512_loadu_si512(codes + 16 * g);
        const vec found[2] = {_mm512_shuffle_epi8(table, _mm512_and_si512(byte, low_half)),
                              _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(byte, 4), low_half))};
#pragma clang loop unroll(full)
        for (int half = 0; half < 2; half++) {
            pairs[half] = _mm512_add_epi16(pairs[half], found[half]);
            odd[half] = _mm512_add_epi16(odd[half], _mm512_srli_epi16(found[half], 8));
        }
    }
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
        const __m128i a = sum_of_lanes_16(_mm512_sub_epi16(pairs[half], _mm512_slli_epi16(odd[half], 8)));
        const __m128i b = sum_of_lanes_16(odd[half]);
        _mm_storeu_si128((__m128i *)(sums + 16 * half), _mm_unpacklo_epi16(a, b));
        _mm_storeu_si128((__m128i *)(sums + 16 * half + 8), _mm_unpackhi_epi16(a, b));
    }
}

#include "onebit.h"

TARGET static size_t unvisited(const uint32_t *links, size_t degree, uint8_t *visited, uint8_t mark, uint32_t *fresh) {
    return take_unvisited(links, degree, visited, mark, fresh);
}

TARGET static size_t below(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries) {
    const vec limit = _mm512_set1_epi64((long long)bound);
    size_t taken = 0;
    for (size_t i = 0; i < count; i += 8) {
        const __mmask8 valid = (__mmask8)_bzhi_u32(0xFF, count - i < 8 ? (unsigned)(count - i) : 8);
        const vec key = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(valid, keys + i));
        const vec id = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(valid, ids + i));
        const vec entry = _mm512_or_si512(_mm512_slli_epi64(key, 32), _mm512_slli_epi64(id, 1));
        const __mmask8 near = _mm512_mask_cmplt_epu64_mask(valid, entry, limit);
        _mm512_storeu_si512(entries + taken, _mm512_maskz_compress_epi64(near, entry));
        taken += (size_t)__builtin_popcount(near);
    }
    return taken;
}

TARGET static size_t rank(const uint64_t *pool, size_t count, uint64_t entry) {
    size_t smaller = rank_within(pool, &count, entry, 32);
    pool += smaller;
    const vec bound = _mm512_set1_epi64((long long)entry);
    for (size_t i = 0; i < count; i += 8) {
        __mmask8 valid = (__mmask8)_bzhi_u32(0xFF, count - i < 8 ? (unsigned)(count - i) : 8);
        __mmask8 below = _mm512_mask_cmplt_epu64_mask(valid, _mm512_maskz_loadu_epi64(valid, pool + i), bound);
        smaller += (size_t)__builtin_popcount(below);
    }
    return smaller;
}

TARGET static void f32_to_f16(const float *from, size_t count, uint16_t *to) {
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 valid = count - i >= 16 ? 0xFFFF : (__mmask16)((1u << (count - i)) - 1);
        __m256i halves = _mm512_cvtps_ph(_mm512_maskz_loadu_ps(valid, from + i), _MM_FROUND_TO_NEAREST_INT);
        _mm256_mask_storeu_epi16(to + i, valid, halves);
    }
}

TARGET static void f16_to_f32(const uint16_t *from, size_t count, float *to) {
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 valid = count - i >= 16 ? 0xFFFF : (__mmask16)((1u << (count - i)) - 1);
        _mm512_mask_storeu_ps(to + i, valid, _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(valid, from + i)));
    }
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
    for (; i + 256 <= count; i += 256)
        for (size_t j = 0; j < 4; j++) totals[j] = _mm512_add_epi64(totals[j], _mm512_loadu_si512(b + i + 64 * j));
    uint64_t total = (uint64_t)_mm512_reduce_add_epi64(
        _mm512_add_epi64(_mm512_add_epi64(totals[0], totals[1]), _mm512_add_epi64(totals[2], totals[3])));
    for (; i < count; i += 8) total += word_at(b + i, count - i);
    return total;
}

#include "codes.h"
#define TILE_LANES 4
#include "images.h"
#include "recurrent.h"
#include "steps.h"
#include "woven.h"

// Sixty-four bytes are the codes of four parts and one block, and so many lookups take one instruction. Bytes are added as
// words, the odd ones apart as well, which gives the even ones in the end. Two blocks share the tables' loads.
INLINE void add_lookups(const uint8_t *codes, const uint8_t *table, vec *all, vec *odd) {
    const vec nibble = _mm512_set1_epi8(15), bytes = _mm512_loadu_si512(codes);
    const vec low = _mm512_shuffle_epi8(_mm512_loadu_si512(table), _mm512_and_si512(bytes, nibble));
    const vec high = _mm512_shuffle_epi8(
        _mm512_loadu_si512(table + 64), _mm512_and_si512(_mm512_srli_epi16(bytes, 4), nibble));
    *all = _mm512_add_epi16(*all, _mm512_add_epi16(low, high));
    *odd = _mm512_add_epi16(*odd, _mm512_add_epi16(_mm512_srli_epi16(low, 8), _mm512_srli_epi16(high, 8)));
}

INLINE __mmask16 estimate(__m256i sums, const float *bias, float step, float base, float bound, float *values) {
    const __m512 scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(sums)), _mm512_set1_ps(step));
    const __m512 offset = _mm512_add_ps(_mm512_set1_ps(base), _mm512_loadu_ps(bias));
    const __m512 value = _mm512_add_ps(scaled, offset);
    _mm512_storeu_ps(values, value);
    return _mm512_cmp_ps_mask(value, _mm512_set1_ps(bound), _CMP_LT_OQ);
}

INLINE uint32_t finish_block(vec all, vec odd, const float *bias, float step, float base, float bound, float *values) {
    const vec even = _mm512_sub_epi16(all, _mm512_slli_epi16(odd, 8));
    const __m256i e = _mm256_add_epi16(_mm512_castsi512_si256(even), _mm512_extracti64x4_epi64(even, 1));
    const __m256i o = _mm256_add_epi16(_mm512_castsi512_si256(odd), _mm512_extracti64x4_epi64(odd, 1));
    const __m256i low = _mm256_unpacklo_epi16(e, o), high = _mm256_unpackhi_epi16(e, o);
    const __m256i first = _mm256_permute2x128_si256(low, high, 0x20), second = _mm256_permute2x128_si256(low, high, 0x31);
    return estimate(first, bias, step, base, bound, values) |
           (uint32_t)estimate(second, bias + 16, step, base, bound, values + 16) << 16;
}

TARGET static void scan_nibbles(const uint8_t *codes, size_t blocks, size_t quads, const uint8_t *tables, const float *bias,
                                float step, float base, float bound, float *values, uint32_t *masks) {
    size_t b = 0;
    for (; b + 2 <= blocks; b += 2) {
        vec all = {0}, odd = {0}, all2 = {0}, odd2 = {0};
        const uint8_t *block = codes + b * quads * 64;
        for (size_t q = 0; q < quads; q++) {
            add_lookups(block + 64 * q, tables + 128 * q, &all, &odd);
            add_lookups(block + 64 * (quads + q), tables + 128 * q, &all2, &odd2);
        }
        masks[b] = finish_block(all, odd, bias + 32 * b, step, base, bound, values + 32 * b);
        masks[b + 1] = finish_block(all2, odd2, bias + 32 * b + 32, step, base, bound, values + 32 * b + 32);
    }
    if (b < blocks) {
        vec all = {0}, odd = {0};
        for (size_t q = 0; q < quads; q++) add_lookups(codes + (b * quads + q) * 64, tables + 128 * q, &all, &odd);
        masks[b] = finish_block(all, odd, bias + 32 * b, step, base, bound, values + 32 * b);
    }
}

const kindred_table kindred_avx512 = {
    .name = "avx512",
    KINDRED_ENTRIES_ALL,
    KINDRED_ENTRIES_NIBBLES,
    KINDRED_ENTRIES_ONE_BIT,
    KINDRED_ENTRIES_IMAGES,
    KINDRED_ENTRIES_RECURRENT,
    KINDRED_ENTRIES_STEPS,
    .crc32c = kindred_crc32c_fast,
};
#endif
