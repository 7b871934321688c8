// Reductions over two vectors, one against many, chosen once for the instruction set the machine has.
//
// Every function of a table has a scalar twin in scalar.c, which is its documentation, its fallback and its oracle.
// No query and no row needs alignment. Rows lie `stride` bytes apart. Any dimension works; a dimension of 0 gives the reduction
// of nothing: 0, and 1 for Jaccard (two empty sets are the same set). No byte outside the rows is read. NaN never enters.
//
// Within one table pair, gather, scan and any_closer agree to the last bit: a row's value does not depend on its
// neighbours, its position or the form. Two tables agree exactly on integers and on L∞, and on the other reductions of
// floats to the rounding of a sum taken in another order.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// What a stored component is. The query of a f16 or bf16 row is f32; every other query is of its rows' own type.
typedef enum {
    KINDRED_F32 = 0,
    KINDRED_F16 = 1,
    KINDRED_BF16 = 2,
    KINDRED_I8 = 3,
    KINDRED_U8 = 4,
    KINDRED_U7 = 5,    // a u8 of 0...127: products of two fit an i8 multiply-add, so L2 needs no widening
    KINDRED_BITS = 6,  // packed in bytes; `dimension` counts bytes, unused tail bits are 0
} kindred_element;
enum { KINDRED_ELEMENTS = 7 };

typedef enum {
    KINDRED_DOT = 0,
    KINDRED_L2 = 1,    // squared
    KINDRED_L1 = 2,
    KINDRED_LINF = 3,
    KINDRED_HAMMING = 4,
    KINDRED_JACCARD = 5,
} kindred_reduction;
enum { KINDRED_REDUCTIONS = 6 };

// The reduction of two vectors as a float (integers up to 2^24 are exact).
typedef float (*kindred_pair)(const void *query, const void *row, size_t dimension);

// Keys order rows: smaller is nearer. No key is 0xFFFFFFFF, which is thus farther than every row.
//
//     L2, L1, L∞ of f32, f16, bf16     the bit pattern of the distance, a float that is not negative
//     L2, L1, L∞ of i8, u8, u7         the distance, an integer
//     Hamming                          the distance, an integer
//     dot of f32, f16, bf16; Jaccard   the negated similarity, mapped so that unsigned order is float order
//     dot of i8                        0x80000000 - dot
//     dot of u8, u7                    0xFFFFFFFE - dot
//
// kindred_key_value and kindred_value_key below translate. Integers are exact while they fit: up to a dimension of
// 66,051 for L2 of i8 and u8 and dot of u8, of 131,071 for dot of i8, of 266,287 for L2 and dot of u7.
//
// gather: rows picked by `ids`; prefetches every cache line of a row `ahead` rows before it is needed (0: never).
typedef void (*kindred_gather)(const void *query, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                               size_t dimension, uint32_t *keys, size_t ahead);
// scan: `count` rows that follow one another; writes reductions (not keys), one float each.
typedef void (*kindred_scan)(const void *query, const void *rows, size_t stride, size_t count, size_t dimension,
                             float *values);
// any_closer: 1 when some row of `ids` has a key smaller than `key`; stops at the first group of four that has.
// `row` is a query like the others: f32 when the rows are f16 or bf16.
typedef int (*kindred_any_closer)(const void *row, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                                  size_t dimension, uint32_t key);
// norms: the sum of the squares of each row's components; of bits, how many are set.
typedef void (*kindred_norms)(const void *rows, size_t stride, size_t count, size_t dimension, float *values);

// Quantisation. Centroids and codewords lie in columns: component j of codeword c at `columns[j * padded + c]`, where
// `padded` is a multiple of 16 and absent ones are infinite, or equal to one before them.
//
// nearest: for each point, `stride` floats apart, which centroid is nearest (of equals the first) and how far, squared.
typedef void (*kindred_nearest)(const float *points, size_t stride, size_t count, const float *columns, size_t padded,
                                size_t dimension, uint32_t *labels, float *values);
// least: for each row of products of a point with all centroids, the least halves[c] - product and the first c that has
// it: the nearest centroid, when `halves` are halves of the centroids' squared norms.
typedef void (*kindred_least)(const float *products, size_t count, size_t centroids, const float *halves, uint32_t *labels,
                              float *values);
// tabulate: the dot product of each of `parts` pieces of a query with that part's codewords, times `factor`. The columns
// of part p begin at p * dimension * codewords, its table at p * codewords.
typedef void (*kindred_tabulate)(const float *query, const float *columns, size_t parts, size_t dimension, size_t codewords,
                                 float factor, float *tables);
// quantise: tables of 16 floats as bytes: each less its minimum, all by one step so that the widest fills 0...top. Returns
// the step; `floor` is the sum of the minima. Every four tables 4g ... 4g + 3 become 128 bytes, each table twice:
//
//     bytes 0, 16: table 4g    32, 48: table 4g + 2    64, 80: table 4g + 1    96, 112: table 4g + 3
//
// Bytes of absent tables are left as they are.
typedef float (*kindred_quantise)(const float *tables, size_t parts, uint32_t top, uint8_t *bytes, float *floor);
// scan_nibbles: the estimates base + bias + step * sum of looked-up bytes, 32 rows a block, and a mask a block of those
// below `bound`. Of a block's 64 bytes per four parts, byte i holds row i's codes of parts 4g (low half) and 4g + 1, byte
// 32 + i those of parts 4g + 2 and 4g + 3. No sum of bytes exceeds 65535.
typedef void (*kindred_scan_nibbles)(const uint8_t *codes, size_t blocks, size_t quads, const uint8_t *tables,
                                     const float *bias, float step, float base, float bound, float *values,
                                     uint32_t *masks);
// scan_bytes: the same of rows of `parts` bytes, over tables of 256 floats.
typedef void (*kindred_scan_bytes)(const uint8_t *codes, size_t count, size_t parts, const float *tables, const float *bias,
                                   float base, float bound, float *values, uint32_t *masks);

// What Adam's step multiplies by: mean <- mean_decay mean + (1 - mean_decay) gradient, square with its own decay likewise of the
// gradient's square, value <- value - rate mean / (sqrt(square) correction + epsilon).
typedef struct {
    float mean_decay, square_decay, rate, correction, epsilon;
} kindred_adam;

typedef struct {
    const char *name;  // "avx512", "avx2", "neon", "scalar"
    // Null where an element does not know a reduction (bits: only Hamming and Jaccard; the others: not those two).
    kindred_pair _Nullable pair[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_gather _Nullable gather[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_scan _Nullable scan[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_any_closer _Nullable any_closer[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_norms _Nonnull norms[KINDRED_ELEMENTS];
    // Codes of 4 bits, laid out as nibbles.h says. In place of a dimension these take how many cache lines a row has; keys and
    // values are squared distances.
    kindred_gather gather_u4;
    kindred_any_closer any_closer_u4;
    kindred_scan scan_u4;
    // (vector - mean) · matrix, whose rows are `width` halves; `width` is a multiple of 16. The same bits in every table.
    void (*project)(const float *vector, const float *mean, const uint16_t *matrix, size_t dimension, size_t width, float *to);
    // The code of 128 · lines - 16 floats that belong to a vector of that squared norm.
    void (*f32_to_u4)(const float *from, size_t lines, float norm, uint8_t *row);
    // The query of such floats: 128 · lines + 12 bytes.
    void (*f32_to_u4_query)(const float *from, size_t lines, float norm, void *query);
    // The query that a row is.
    void (*u4_to_u4_query)(const uint8_t *row, size_t lines, void *query);
    // Codes of 1 bit, laid out as onebit.h says, of `dimension` components, a multiple of 16. Writes the keys (of squared distances)
    // of the 32 codes of each of `count` blocks, whose centre lies `squared` from the query. The same bits in every table.
    void (*estimate_b1)(const uint8_t *tables, const uint8_t *blocks, size_t dimension, size_t count, float squared, uint32_t *keys);
    // The query of rotated floats: 4 · dimension + 4 bytes.
    void (*f32_to_b1_tables)(const float *from, size_t dimension, uint8_t *tables);
    // Puts the code of a rotated vector, seen from a rotated centre, in a block's place of 32, which is 0.
    void (*f32_to_b1)(const float *vector, const float *centre, size_t dimension, size_t place, uint8_t *block);
    // Rounds of a product with `dimension` signs, then the Walsh-Hadamard transform of the first or, every other round, the last
    // `window` components; `window` is a power of two, at least 16. The same bits in every table.
    void (*rotate)(float *values, size_t dimension, size_t window, const float *signs, size_t rounds);
    // Copies to `fresh` the ids of `links` (up to the first 0xFFFFFFFF, at most `degree`) whose byte in `visited` is not
    // `mark`, marks them and returns how many. `fresh` has room for degree + 16.
    size_t (*unvisited)(const uint32_t *links, size_t degree, uint8_t *visited, uint8_t mark, uint32_t *fresh);
    // Writes to `entries` those of key << 32 | id << 1 that are smaller than `bound`, in order, and returns how many. `entries`
    // has room for count + 8.
    size_t (*below)(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries);
    // How many of the sorted `pool` are smaller than `entry`.
    size_t (*rank)(const uint64_t *pool, size_t count, uint64_t entry);

    // Rounds to nearest, ties to even; beyond the range becomes infinite, below it subnormal.
    void (*f32_to_f16)(const float *from, size_t count, uint16_t *to);
    void (*f16_to_f32)(const uint16_t *from, size_t count, float *to);
    void (*f32_to_bf16)(const float *from, size_t count, uint16_t *to);
    void (*bf16_to_f32)(const uint16_t *from, size_t count, float *to);
    // (from - low) * inverse_step, clamped to 0...127 and rounded to nearest, ties to even.
    void (*f32_to_u7)(const float *from, size_t count, float low, float inverse_step, uint8_t *to);

    kindred_nearest nearest;
    kindred_least least;
    kindred_tabulate tabulate;
    kindred_quantise quantise;
    kindred_scan_nibbles scan_nibbles;
    kindred_scan_bytes scan_bytes;

    // Images whose channels lie together; `columns` and `channels` are multiples of 16.
    //
    // Row r of `to` becomes, or grows by when `adds`, the sum over j < runs and k < run of
    // from[starts[r] + j * jump + k * step] times row j * run + k of `weights`; `to` and `weights` have `columns` columns.
    void (*multiply_runs)(const float *from, const uint32_t *starts, size_t rows, size_t runs, size_t jump, size_t run,
                          size_t step, const float *weights, size_t columns, float *to, int adds);
    // The mean of each column, and the sum of the squares of what lies beside it.
    void (*moments)(const float *rows, size_t count, size_t columns, float *mean, float *squares);
    // Of each square of 2 x 2 pixels and each channel the largest, or the smallest where the sign is -1, not 1, and which of
    // the four (the first of equals). What is left at the far borders is not looked at.
    void (*pool)(const float *image, size_t height, size_t width, size_t channels, const float *signs, float *best,
                 uint8_t *which);
    // along * image + level, plus in each square the gradient where `which` says.
    void (*unpool)(const float *gradient, const uint8_t *which, const float *image, size_t height, size_t width,
                   size_t channels, const float *along, const float *level, float *to);

    // One step of an LSTM without its products. `gates` holds the sums that go into the gates i, f, c and o, `units` of each, and
    // is left with the gates' values; `cell` becomes the new cell state, `activated` its tanh and `hidden` the output. `before`
    // may be `cell`. Of `peepholes`, the last third is multiplied with the old cell state when `previous`, else with the new.
    void (*lstm_cell)(float *gates, const float *_Nullable peepholes, int previous, size_t units, const float *before, float *cell,
                      float *activated, float *hidden);
    // from / step, rounded to nearest, ties to even, where the returned step takes the largest magnitude to 127; it is 0, and so
    // are the codes, when that is below 1e-30.
    float (*f32_to_i8)(const float *from, size_t count, int8_t *to);
    // Adds to `rows` rows of 64 sums (or sets them) the products of `run` floats, which begin at from + starts[r], with as many rows of
    // 64 woven columns in bfloat16: of 32 columns, the j-th and the 16 + j-th lie beside each other.
    void (*multiply_woven)(const float *from, const uint32_t *starts, size_t rows, size_t run, const uint16_t *weights, float *to,
                           int adds);

    // Steps of optimisers over `count` numbers, in place: square <- decay square + (1 - decay) gradient^2 and value <- value - rate
    // gradient / (sqrt(square) + epsilon); and Adam's.
    void (*step_rmsprop)(float *square, float *value, const float *gradient, size_t count, float decay, float rate, float epsilon);
    void (*step_adam)(float *mean, float *square, float *value, const float *gradient, size_t count, const kindred_adam *rates);

    // The sum (mod 2^64) of the little-endian words of 8 bytes, the last one padded with zeros: what merely reading costs.
    uint64_t (*sum)(const void *bytes, size_t count);
    // CRC-32C (Castagnoli) of `count` more bytes; `crc` is 0 or what the call before returned.
    uint32_t (*crc32c)(uint32_t crc, const void *bytes, size_t count);
} kindred_table;

// The table for a name, or null when this machine or this build has none of that name.
const kindred_table *_Nullable kindred_table_named(const char *name);

// The best table of this machine, or the one named by the environment variable KINDRED_SIMD (when the machine has it).
// Decided at the first call. A name the machine does not have is not obeyed: compare kindred_table_requested with
// the table's own name.
const kindred_table *kindred_table_active(void);

// The table that KINDRED_SIMD chooses when it holds `requested`.
const kindred_table *kindred_table_chosen(const char *_Nullable requested);

// What KINDRED_SIMD held when the active table was chosen; null when it was unset or empty.
const char *_Nullable kindred_table_requested(void);

// The Minkowski distance (Σ|aᵢ - bᵢ|^p)^(1/p) for any p > 0, infinity included. Terms are divided by the largest of
// them before they are powered, so that neither large nor small components overflow or vanish.
float kindred_minkowski(const float *a, const float *b, size_t dimension, float p);

// Entries of a table, for callers that cannot index arrays of function pointers.
static inline kindred_pair _Nullable kindred_table_pair(const kindred_table *table, kindred_reduction reduction,
                                                        kindred_element element) {
    return table->pair[reduction][element];
}
static inline kindred_gather _Nullable kindred_table_gather(const kindred_table *table, kindred_reduction reduction,
                                                            kindred_element element) {
    return table->gather[reduction][element];
}
static inline kindred_scan _Nullable kindred_table_scan(const kindred_table *table, kindred_reduction reduction,
                                                        kindred_element element) {
    return table->scan[reduction][element];
}
static inline kindred_any_closer _Nullable kindred_table_any_closer(const kindred_table *table, kindred_reduction reduction,
                                                                    kindred_element element) {
    return table->any_closer[reduction][element];
}
static inline kindred_norms kindred_table_norms(const kindred_table *table, kindred_element element) {
    return table->norms[element];
}

// The bytes of one row.
static inline size_t kindred_row_bytes(kindred_element element, size_t dimension) {
    switch (element) {
        case KINDRED_F32: return 4 * dimension;
        case KINDRED_F16:
        case KINDRED_BF16: return 2 * dimension;
        default: return dimension;
    }
}

// The key of a similarity. Both zeros have one key.
static inline uint32_t kindred_float_to_key(float similarity) {
    float value = 0 - similarity;
    uint32_t bits;
    __builtin_memcpy(&bits, &value, 4);
    return bits ^ (bits >> 31 ? 0xFFFFFFFFu : 0x80000000u);
}

// The similarity of a key: the inverse of kindred_float_to_key.
static inline float kindred_key_to_float(uint32_t key) {
    uint32_t bits = key ^ (key >> 31 ? 0x80000000u : 0xFFFFFFFFu);
    float value;
    __builtin_memcpy(&value, &bits, 4);
    return 0 - value;
}

// The reduction that a key stands for; exact but for integers above 2^24.
static inline float kindred_key_value(kindred_reduction reduction, kindred_element element, uint32_t key) {
    int is_float = element == KINDRED_F32 || element == KINDRED_F16 || element == KINDRED_BF16;
    if (reduction == KINDRED_JACCARD || (reduction == KINDRED_DOT && is_float)) return kindred_key_to_float(key);
    if (reduction == KINDRED_DOT) return element == KINDRED_I8 ? (float)(int32_t)(0x80000000u - key) : (float)(0xFFFFFFFEu - key);
    if (!is_float) return (float)key;
    float distance;
    __builtin_memcpy(&distance, &key, 4);
    return distance;
}

// The key of a reduction's value: the inverse of kindred_key_value. `value` is in the range of the reduction.
static inline uint32_t kindred_value_key(kindred_reduction reduction, kindred_element element, float value) {
    int is_float = element == KINDRED_F32 || element == KINDRED_F16 || element == KINDRED_BF16;
    if (reduction == KINDRED_JACCARD || (reduction == KINDRED_DOT && is_float)) return kindred_float_to_key(value);
    if (reduction == KINDRED_DOT) return element == KINDRED_I8 ? 0x80000000u - (uint32_t)(int32_t)value : 0xFFFFFFFEu - (uint32_t)value;
    if (!is_float) return (uint32_t)value;
    uint32_t key;
    __builtin_memcpy(&key, &value, 4);
    return key;
}

static inline void kindred_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
