// NEON, which every 64-bit ARM has; the dot products of bytes where the compiler is told that they exist.
#if defined(__aarch64__)
#include "convert.h"
#include "graph.h"
#include "quad.h"

#include <arm_neon.h>

#define TARGET
#define INLINE PIECE

typedef uint32x4_t vec;

// i8 and u8 are widened to 16 bits on the way in.
INLINE size_t step_of(kindred_element element) {
    switch (element) {
        case KINDRED_I8:
        case KINDRED_U8: return 8;
        case KINDRED_U7:
        case KINDRED_BITS: return 16;
        default: return 4;
    }
}

INLINE size_t bytes_of(kindred_element element) { return element == KINDRED_F32 ? 4 : is_float(element) ? 2 : 1; }

INLINE int fills_register(kindred_element element) { return step_of(element) * bytes_of(element) == 16; }

INLINE vec widened(uint8x8_t packed, kindred_element element) {
    switch (element) {
        case KINDRED_F16: return vreinterpretq_u32_f32(vcvt_f32_f16(vreinterpret_f16_u8(packed)));
        case KINDRED_BF16: return vshll_n_u16(vreinterpret_u16_u8(packed), 16);
        case KINDRED_I8: return vreinterpretq_u32_s16(vmovl_s8(vreinterpret_s8_u8(packed)));
        default: return vreinterpretq_u32_u16(vmovl_u8(packed));
    }
}

INLINE vec load_row(const uint8_t *row, size_t i, kindred_element element) {
    const uint8_t *start = row + bytes_of(element) * i;
    return fills_register(element) ? vreinterpretq_u32_u8(vld1q_u8(start)) : widened(vld1_u8(start), element);
}

INLINE vec load_row_end(const uint8_t *row, size_t i, size_t dimension, kindred_element element) {
    uint64_t words[2];
    short_words(row + bytes_of(element) * i, bytes_of(element) * (dimension - i), words);
    return load_row((const uint8_t *)words, 0, element);
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
    const float32x4_t t = vreinterpretq_f32_u32(total), a = vreinterpretq_f32_u32(q), b = vreinterpretq_f32_u32(r);
    const float32x4_t difference = vsubq_f32(a, b), distance = vabsq_f32(difference);
    switch (reduction) {
        case KINDRED_DOT: return vreinterpretq_u32_f32(vfmaq_f32(t, a, b));
        case KINDRED_L2: return vreinterpretq_u32_f32(vfmaq_f32(t, difference, difference));
        case KINDRED_L1: return vreinterpretq_u32_f32(vaddq_f32(t, distance));
        default: return vreinterpretq_u32_f32(vmaxq_f32(t, distance));
    }
}

// Sums of 32 bits wrap, and so may be signed or not.
INLINE vec add_products_signed(vec total, int16x8_t a, int16x8_t b) {
    int32x4_t t = vreinterpretq_s32_u32(total);
    t = vmlal_s16(t, vget_low_s16(a), vget_low_s16(b));
    return vreinterpretq_u32_s32(vmlal_high_s16(t, a, b));
}

// 8 lanes of 16 bits in, 4 of 32 bits out; but the maxima of L∞ stay 8 of 16.
INLINE vec accumulate_words(vec total, vec q, vec r, int reduction) {
    const int16x8_t a = vreinterpretq_s16_u32(q), b = vreinterpretq_s16_u32(r);
    const int16x8_t difference = vsubq_s16(a, b);
    const uint16x8_t distance = vreinterpretq_u16_s16(vabsq_s16(difference));
    switch (reduction) {
        case KINDRED_DOT: return add_products_signed(total, a, b);
        case KINDRED_L2: return add_products_signed(total, difference, difference);
        case KINDRED_L1: return vpadalq_u16(total, distance);
        default: return vreinterpretq_u32_u16(vmaxq_u16(vreinterpretq_u16_u32(total), distance));
    }
}

INLINE vec add_products(vec total, uint8x16_t a, uint8x16_t b) {
#if defined(__ARM_FEATURE_DOTPROD)
    return vdotq_u32(total, a, b);
#else
    // Two products of 7 bits (32,258 at most) fit 16.
    uint16x8_t products = vmull_u8(vget_low_u8(a), vget_low_u8(b));
    return vpadalq_u16(total, vmlal_high_u8(products, a, b));
#endif
}

INLINE vec accumulate_u7(vec total, vec q, vec r, int reduction) {
    const uint8x16_t a = vreinterpretq_u8_u32(q), b = vreinterpretq_u8_u32(r), distance = vabdq_u8(a, b);
    return reduction == KINDRED_DOT ? add_products(total, a, b) : add_products(total, distance, distance);
}

INLINE vec accumulate_bits(vec total, vec q, vec r, int reduction) {
    const vec bits = reduction == BITS_OF_BOTH     ? vandq_u32(q, r)
                     : reduction == BITS_OF_EITHER ? vorrq_u32(q, r)
                                                   : veorq_u32(q, r);
    return vpadalq_u16(total, vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u32(bits))));
}

INLINE vec accumulate(vec total, vec q, vec r, int reduction, kindred_element element) {
    if (is_float(element)) return accumulate_floats(total, q, r, reduction);
    if (element == KINDRED_U7) return accumulate_u7(total, q, r, reduction);
    if (element == KINDRED_BITS) return accumulate_bits(total, q, r, reduction);
    return accumulate_words(total, q, r, reduction);
}

INLINE vec merge(vec a, vec b, int reduction, kindred_element element) {
    if (!is_float(element) && reduction == KINDRED_LINF)
        return vreinterpretq_u32_u16(vmaxq_u16(vreinterpretq_u16_u32(a), vreinterpretq_u16_u32(b)));
    if (!is_float(element)) return vaddq_u32(a, b);
    const float32x4_t x = vreinterpretq_f32_u32(a), y = vreinterpretq_f32_u32(b);
    return vreinterpretq_u32_f32(reduction == KINDRED_LINF ? vmaxq_f32(x, y) : vaddq_f32(x, y));
}

INLINE vec low_halves(vec a, vec b) {
    return vreinterpretq_u32_u64(vzip1q_u64(vreinterpretq_u64_u32(a), vreinterpretq_u64_u32(b)));
}

INLINE vec high_halves(vec a, vec b) {
    return vreinterpretq_u32_u64(vzip2q_u64(vreinterpretq_u64_u32(a), vreinterpretq_u64_u32(b)));
}

INLINE quad across(vec a, vec b, vec c, vec d, int reduction, kindred_element element) {
    vec ab = merge(vzip1q_u32(a, b), vzip2q_u32(a, b), reduction, element);
    vec cd = merge(vzip1q_u32(c, d), vzip2q_u32(c, d), reduction, element);
    quad result = (quad)merge(low_halves(ab, cd), high_halves(ab, cd), reduction, element);
    return reduction == KINDRED_LINF && !is_float(element) ? larger_halves(result) : result;
}

#include "reduce.h"

KINDRED_DEFINE_ALL

typedef float32x4_t wide;

INLINE wide load_halves(const uint16_t *halves) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(halves))); }

// Eight products of 4 and of 8 bits (1,905 at most) fit 16 bits in pairs.
INLINE int32x4_t add_nibbles(int32x4_t total, uint8x16_t codes, const uint8_t *query) {
    const int8x16_t a = vreinterpretq_s8_u8(codes), b = vld1q_s8((const int8_t *)query);
    const int16x8_t products = vmull_s8(vget_low_s8(a), vget_low_s8(b));
    return vpadalq_s16(total, vmlal_high_s8(products, a, b));
}

INLINE quad nibble_dots(const uint8_t *query, const uint8_t *const *rows, int count, size_t lines) {
    const uint8x16_t low_half = vdupq_n_u8(15);
    int32x4_t totals[4] = {vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0)};
    for (size_t line = 0; line < lines; line++) {
        for (int j = 0; j < count; j++) {
            for (size_t part = 0; part < 64; part += 16) {
                const uint8x16_t codes = vld1q_u8(rows[j] + 64 * line + part);
                totals[j] = add_nibbles(totals[j], vandq_u8(codes, low_half), query + 128 * line + part);
                totals[j] = add_nibbles(totals[j], vshrq_n_u8(codes, 4), query + 128 * line + 64 + part);
            }
        }
    }
    return across(
        vreinterpretq_u32_s32(totals[0]), vreinterpretq_u32_s32(totals[1]), vreinterpretq_u32_s32(totals[2]),
        vreinterpretq_u32_s32(totals[3]), KINDRED_DOT, KINDRED_U8);
}

#include "nibbles.h"

INLINE void table_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, uint16_t *sums) {
    const uint8x16_t low_half = vdupq_n_u8(15);
    uint16x8_t totals[4] = {vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0)};
    for (size_t g = 0; g < groups; g++) {
        const uint8x16_t table = vld1q_u8(tables + 16 * g), byte = vld1q_u8(codes + 16 * g);
        const uint8x16_t low = vqtbl1q_u8(table, vandq_u8(byte, low_half)), high = vqtbl1q_u8(table, vshrq_n_u8(byte, 4));
        totals[0] = vaddw_u8(totals[0], vget_low_u8(low));
        totals[1] = vaddw_high_u8(totals[1], low);
        totals[2] = vaddw_u8(totals[2], vget_low_u8(high));
        totals[3] = vaddw_high_u8(totals[3], high);
    }
    for (int part = 0; part < 4; part++) vst1q_u16(sums + 8 * part, totals[part]);
}

#include "onebit.h"

static size_t unvisited(const uint32_t *links, size_t degree, uint8_t *visited, uint8_t mark, uint32_t *fresh) {
    return take_unvisited(links, degree, visited, mark, fresh);
}

static size_t below(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries) {
    return take_below(keys, ids, count, bound, entries);
}

static size_t rank(const uint64_t *pool, size_t count, uint64_t entry) { return rank_counting(pool, count, entry); }

static void f32_to_f16(const float *from, size_t count, uint16_t *to) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) vst1_u16(to + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(from + i))));
    for (; i < count; i++) to[i] = kindred_f16_of(from[i]);
}

static void f16_to_f32(const uint16_t *from, size_t count, float *to) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) vst1q_f32(to + i, vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from + i))));
    for (; i < count; i++) to[i] = kindred_f16_value(from[i]);
}

static void f32_to_bf16(const float *from, size_t count, uint16_t *to) { convert_f32_to_bf16(from, count, to); }

static void bf16_to_f32(const uint16_t *from, size_t count, float *to) { convert_bf16_to_f32(from, count, to); }

static void f32_to_u7(const float *from, size_t count, float low, float inverse_step, uint8_t *to) {
    convert_f32_to_u7(from, count, low, inverse_step, to);
}

static uint64_t sum(const void *bytes, size_t count) {
    const uint8_t *b = bytes;
    uint64x2_t totals[4] = {0};
    size_t i = 0;
    for (; i + 64 <= count; i += 64)
        for (size_t j = 0; j < 4; j++)
            totals[j] = vaddq_u64(totals[j], vreinterpretq_u64_u8(vld1q_u8(b + i + 16 * j)));
    uint64_t total = vaddvq_u64(vaddq_u64(vaddq_u64(totals[0], totals[1]), vaddq_u64(totals[2], totals[3])));
    for (; i < count; i += 8) total += word_at(b + i, count - i);
    return total;
}

#include "codes.h"
#include "images.h"
#include "recurrent.h"
#include "steps.h"
#include "woven.h"

// Sixteen bytes are the codes of two parts and half a block.
INLINE void add_lookups(const uint8_t *codes, const uint8_t *low, const uint8_t *high, uint16x8_t *first, uint16x8_t *second) {
    const uint8x16_t bytes = vld1q_u8(codes);
    const uint8x16_t a = vqtbl1q_u8(vld1q_u8(low), vandq_u8(bytes, vdupq_n_u8(15)));
    const uint8x16_t b = vqtbl1q_u8(vld1q_u8(high), vshrq_n_u8(bytes, 4));
    *first = vaddq_u16(*first, vaddl_u8(vget_low_u8(a), vget_low_u8(b)));
    *second = vaddq_u16(*second, vaddl_u8(vget_high_u8(a), vget_high_u8(b)));
}

INLINE uint32_t estimate(uint16x4_t sums, const float *bias, float step, float base, float bound, float *values) {
    const float32x4_t scaled = vmulq_f32(vcvtq_f32_u32(vmovl_u16(sums)), vdupq_n_f32(step));
    const float32x4_t offset = vaddq_f32(vdupq_n_f32(base), vld1q_f32(bias));
    const float32x4_t value = vaddq_f32(scaled, offset);
    vst1q_f32(values, value);
    const uint32x4_t bits = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(vcltq_f32(value, vdupq_n_f32(bound)), bits));
}

static void scan_nibbles(const uint8_t *codes, size_t blocks, size_t quads, const uint8_t *tables, const float *bias,
                         float step, float base, float bound, float *values, uint32_t *masks) {
    for (size_t b = 0; b < blocks; b++) {
        uint16x8_t sums[4] = {vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0)};
        for (size_t q = 0; q < quads; q++) {
            const uint8_t *block = codes + (b * quads + q) * 64, *table = tables + 128 * q;
            for (int half = 0; half < 2; half++) {
                add_lookups(block + 16 * half, table, table + 64, sums + 2 * half, sums + 2 * half + 1);
                add_lookups(block + 32 + 16 * half, table + 32, table + 96, sums + 2 * half, sums + 2 * half + 1);
            }
        }
        uint32_t mask = 0;
        for (int i = 0; i < 4; i++) {
            const size_t at = 32 * b + 8 * (size_t)i;
            mask |= estimate(vget_low_u16(sums[i]), bias + at, step, base, bound, values + at) << 8 * i;
            mask |= estimate(vget_high_u16(sums[i]), bias + at + 4, step, base, bound, values + at + 4) << (8 * i + 4);
        }
        masks[b] = mask;
    }
}

const kindred_table kindred_neon = {
    .name = "neon",
    KINDRED_ENTRIES_ALL,
    KINDRED_ENTRIES_NIBBLES,
    KINDRED_ENTRIES_ONE_BIT,
    KINDRED_ENTRIES_IMAGES,
    KINDRED_ENTRIES_RECURRENT,
    KINDRED_ENTRIES_STEPS,
    .crc32c = kindred_crc32c_fast,
};
#endif
