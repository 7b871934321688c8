// The portable loops: what every faster table must agree with. Sums of floats are kept in double, sums of integers
// in 64 bits, so that what is compared with them is compared with very nearly the truth.
#include "convert.h"
#include "quad.h"
#include "tables.h"

#define TARGET
#define INLINE PIECE

INLINE float float_at(const void *row, size_t i, kindred_element element) {
    float value = 0;
    uint16_t half = 0;
    if (element == KINDRED_F32) memcpy(&value, (const uint8_t *)row + 4 * i, 4);
    if (element != KINDRED_F32) memcpy(&half, (const uint8_t *)row + 2 * i, 2);
    if (element == KINDRED_F16) value = kindred_f16_value(half);
    if (element == KINDRED_BF16) value = float_of((uint32_t)half << 16);
    return value;
}

INLINE int integer_at(const void *row, size_t i, kindred_element element) {
    return element == KINDRED_I8 ? ((const int8_t *)row)[i] : ((const uint8_t *)row)[i];
}

INLINE float reduce_floats(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                           kindred_element element) {
    double result = 0;
    for (size_t i = 0; i < dimension; i++) {
        double a = float_at(query, i, KINDRED_F32), b = float_at(row, i, element);
        double distance = a < b ? b - a : a - b;
        if (reduction == KINDRED_DOT) result += a * b;
        if (reduction == KINDRED_L2) result += distance * distance;
        if (reduction == KINDRED_L1) result += distance;
        if (reduction == KINDRED_LINF && distance > result) result = distance;
    }
    return (float)result;
}

INLINE int64_t reduce_integers(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                               kindred_element element) {
    int64_t result = 0;
    for (size_t i = 0; i < dimension; i++) {
        int a = integer_at(query, i, element), b = integer_at(row, i, element);
        int distance = a < b ? b - a : a - b;
        if (reduction == KINDRED_DOT) result += a * b;
        if (reduction == KINDRED_L2) result += distance * distance;
        if (reduction == KINDRED_L1) result += distance;
        if (reduction == KINDRED_LINF && distance > result) result = distance;
        if (reduction == KINDRED_HAMMING) result += __builtin_popcount((unsigned)(a ^ b));
    }
    return result;
}

INLINE float jaccard(const uint8_t *query, const uint8_t *row, size_t dimension) {
    uint32_t both = 0, either = 0;
    for (size_t i = 0; i < dimension; i++) {
        both += (uint32_t)__builtin_popcount(query[i] & row[i]);
        either += (uint32_t)__builtin_popcount(query[i] | row[i]);
    }
    return either == 0 ? 1 : (float)both / (float)either;
}

INLINE float pair(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                  kindred_element element) {
    if (reduction == KINDRED_JACCARD) return jaccard(query, row, dimension);
    if (is_float(element)) return reduce_floats(query, row, dimension, reduction, element);
    return (float)reduce_integers(query, row, dimension, reduction, element);
}

INLINE uint32_t key_of(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                       kindred_element element) {
    if (is_float(element) || reduction == KINDRED_JACCARD)
        return kindred_value_key(reduction, element, pair(query, row, dimension, reduction, element));
    uint32_t result = (uint32_t)reduce_integers(query, row, dimension, reduction, element);
    if (reduction != KINDRED_DOT) return result;
    return (element == KINDRED_I8 ? 0x80000000u : 0xFFFFFFFEu) - result;
}

INLINE void gather(const void *query, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                   size_t dimension, uint32_t *keys, size_t ahead, kindred_reduction reduction, kindred_element element) {
    (void)ahead;
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of(query, (const uint8_t *)rows + stride * ids[i], dimension, reduction, element);
}

INLINE void scan(const void *query, const void *rows, size_t stride, size_t count, size_t dimension, float *values,
                 kindred_reduction reduction, kindred_element element) {
    for (size_t i = 0; i < count; i++)
        values[i] = pair(query, (const uint8_t *)rows + stride * i, dimension, reduction, element);
}

INLINE int any_closer(const void *row, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                      size_t dimension, uint32_t key, kindred_reduction reduction, kindred_element element) {
    for (size_t i = 0; i < count; i++)
        if (key_of(row, (const uint8_t *)rows + stride * ids[i], dimension, reduction, element) < key) return 1;
    return 0;
}

INLINE void norms(const void *rows, size_t stride, size_t count, size_t dimension, float *values, kindred_element element) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *row = (const uint8_t *)rows + stride * i;
        double sum = 0;
        for (size_t j = 0; j < dimension; j++) {
            double value = is_float(element) ? float_at(row, j, element) : integer_at(row, j, element);
            sum += element == KINDRED_BITS ? __builtin_popcount(row[j]) : value * value;
        }
        values[i] = (float)sum;
    }
}

#include "forms.h"

KINDRED_DEFINE_ALL

typedef float wide;

INLINE wide load_halves(const uint16_t *halves) { return kindred_f16_value(*halves); }

INLINE void prefetch_rows(const uint8_t *rows, size_t stride, const uint32_t *ids, size_t count, size_t bytes) {
    for (size_t i = 0; i < count; i++)
        for (size_t byte = 0; byte < bytes; byte += 64) kindred_prefetch(rows + stride * ids[i] + byte);
}

INLINE quad nibble_dots(const uint8_t *query, const uint8_t *const *rows, int count, size_t lines) {
    const int8_t *components = (const int8_t *)query;
    quad_signed dots = {0};
    for (int j = 0; j < count; j++) {
        for (size_t b = 0; b < 64 * lines; b++) {
            const size_t low = b / 64 * 128 + b % 64;
            dots[j] += (rows[j][b] & 15) * components[low] + (rows[j][b] >> 4) * components[low + 64];
        }
    }
    return (quad)dots;
}

#include "nibbles.h"

INLINE void table_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, uint16_t *sums) {
    for (int j = 0; j < 32; j++) sums[j] = 0;
    for (size_t g = 0; g < groups; g++) {
        for (int j = 0; j < 16; j++) {
            const uint8_t byte = codes[16 * g + (size_t)j];
            sums[j] = (uint16_t)(sums[j] + tables[16 * g + (byte & 15)]);
            sums[j + 16] = (uint16_t)(sums[j + 16] + tables[16 * g + (byte >> 4)]);
        }
    }
}

#include "onebit.h"
#include "recurrent.h"
#include "steps.h"

static void multiply_woven(const float *from, const uint32_t *starts, size_t rows, size_t run, const uint16_t *weights, float *to,
                           int adds) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < 64; c++) {
            const size_t place = c / 32 * 32 + c % 16 * 2 + c % 32 / 16;
            float total = adds ? to[64 * r + c] : 0;
            for (size_t k = 0; k < run; k++) total += from[starts[r] + k] * float_of((uint32_t)weights[64 * k + place] << 16);
            to[64 * r + c] = total;
        }
}

static size_t unvisited(const uint32_t *links, size_t degree, uint8_t *visited, uint8_t mark, uint32_t *fresh) {
    size_t count = 0;
    for (size_t i = 0; i < degree && links[i] != UINT32_MAX; i++) {
        if (visited[links[i]] == mark) continue;
        visited[links[i]] = mark;
        fresh[count++] = links[i];
    }
    return count;
}

static size_t below(const uint32_t *keys, const uint32_t *ids, size_t count, uint64_t bound, uint64_t *entries) {
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t entry = (uint64_t)keys[i] << 32 | (uint64_t)ids[i] << 1;
        if (entry < bound) entries[taken++] = entry;
    }
    return taken;
}

static size_t rank(const uint64_t *pool, size_t count, uint64_t entry) {
    size_t smaller = 0;
    while (smaller < count && pool[smaller] < entry) smaller++;
    return smaller;
}

uint16_t kindred_f16_of(float value) {
    uint32_t bits = bits_of(value), sign = bits >> 16 & 0x8000;
    bits &= 0x7FFFFFFF;
    if (bits > 0x7F800000) return (uint16_t)(sign | 0x7E00 | (bits >> 13 & 0x3FF));
    if (bits >= 0x477FF000) return (uint16_t)(sign | 0x7C00);  // 65520, half way beyond the largest, and above
    if (bits >= 0x38800000) return (uint16_t)(sign | (bits + 0xFFF + (bits >> 13 & 1) - (112u << 23)) >> 13);
    // Subnormal: the unit in the last place of 0.5 is 2^-24, the same as that of the half.
    return (uint16_t)(sign | (bits_of(float_of(bits) + 0.5f) - bits_of(0.5f)));
}

float kindred_f16_value(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3FF;
    if (exponent == 31) return float_of(sign | 0x7F800000 | fraction << 13 | (fraction ? 0x400000 : 0));
    if (exponent == 0) return float_of(sign | bits_of((float)fraction * 0x1p-24f));
    return float_of(sign | (exponent + 112) << 23 | fraction << 13);
}

static void f32_to_f16(const float *from, size_t count, uint16_t *to) {
    for (size_t i = 0; i < count; i++) to[i] = kindred_f16_of(from[i]);
}

static void f16_to_f32(const uint16_t *from, size_t count, float *to) {
    for (size_t i = 0; i < count; i++) to[i] = kindred_f16_value(from[i]);
}

static void f32_to_bf16(const float *from, size_t count, uint16_t *to) { convert_f32_to_bf16(from, count, to); }

static void bf16_to_f32(const uint16_t *from, size_t count, float *to) { convert_bf16_to_f32(from, count, to); }

static void f32_to_u7(const float *from, size_t count, float low, float inverse_step, uint8_t *to) {
    convert_f32_to_u7(from, count, low, inverse_step, to);
}

static uint64_t sum(const void *bytes, size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i += 8) total += word_at((const uint8_t *)bytes + i, count - i);
    return total;
}

static void nearest(const float *points, size_t stride, size_t count, const float *columns, size_t padded,
                    size_t dimension, uint32_t *labels, float *values) {
    for (size_t i = 0; i < count; i++) {
        values[i] = __builtin_inff(), labels[i] = 0;
        for (size_t c = 0; c < padded; c++) {
            double total = 0;
            for (size_t j = 0; j < dimension; j++) {
                const double distance = (double)points[i * stride + j] - (double)columns[j * padded + c];
                total += distance * distance;
            }
            if ((float)total < values[i]) values[i] = (float)total, labels[i] = (uint32_t)c;
        }
    }
}

static void least(const float *products, size_t count, size_t centroids, const float *halves, uint32_t *labels,
                  float *values) {
    for (size_t i = 0; i < count; i++) {
        values[i] = __builtin_inff(), labels[i] = 0;
        for (size_t c = 0; c < centroids; c++) {
            const float value = halves[c] - products[i * centroids + c];
            if (value < values[i]) values[i] = value, labels[i] = (uint32_t)c;
        }
    }
}

static void tabulate(const float *query, const float *columns, size_t parts, size_t dimension, size_t codewords,
                     float factor, float *tables) {
    for (size_t p = 0; p < parts; p++)
        for (size_t c = 0; c < codewords; c++) {
            double sum = 0;
            for (size_t j = 0; j < dimension; j++)
                sum += (double)query[p * dimension + j] * (double)columns[(p * dimension + j) * codewords + c];
            tables[p * codewords + c] = factor * (float)sum;
        }
}

static float quantise(const float *tables, size_t parts, uint32_t top, uint8_t *bytes, float *floor) {
    float width = 0, lowest = 0;
    for (int pass = 0; pass < 2; pass++) {
        const float inverse = width > 0 ? (float)top / width : 0;
        for (size_t p = 0; p < parts; p++) {
            const float *table = tables + 16 * p;
            float least = table[0], most = table[0];
            for (int c = 1; c < 16; c++) {
                least = table[c] < least ? table[c] : least;
                most = table[c] > most ? table[c] : most;
            }
            if (pass == 0) width = most - least > width ? most - least : width;
            if (pass == 0) lowest += least;
            uint8_t *to = bytes + p / 4 * 128 + p % 2 * 64 + p / 2 % 2 * 32;
            for (int c = 0; pass == 1 && c < 16; c++) to[c] = to[c + 16] = (uint8_t)((table[c] - least) * inverse + 0.5f);
        }
    }
    *floor = lowest;
    return width / (float)top;
}

static void scan_nibbles(const uint8_t *codes, size_t blocks, size_t quads, const uint8_t *tables, const float *bias,
                         float step, float base, float bound, float *values, uint32_t *masks) {
    for (size_t b = 0; b < blocks; b++) {
        masks[b] = 0;
        for (size_t i = 0; i < 32; i++) {
            uint32_t sum = 0;
            for (size_t q = 0; q < quads; q++) {
                const uint8_t *block = codes + (b * quads + q) * 64, *table = tables + 128 * q;
                sum += table[block[i] & 15] + table[64 + (block[i] >> 4)];
                sum += table[32 + (block[32 + i] & 15)] + table[96 + (block[32 + i] >> 4)];
            }
            const float offset = base + bias[32 * b + i], scaled = step * (float)sum;
            const float value = scaled + offset;
            values[32 * b + i] = value;
            masks[b] |= (uint32_t)(value < bound) << i;
        }
    }
}

static void scan_bytes(const uint8_t *codes, size_t count, size_t parts, const float *tables, const float *bias,
                       float base, float bound, float *values, uint32_t *masks) {
    for (size_t i = 0; i < count; i++) {
        float sums[4] = {0};
        for (size_t p = 0; p < parts; p++) sums[p % 4] += tables[256 * p + codes[i * parts + p]];
        const float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]), offset = base + bias[i];
        values[i] = sum + offset;
        if (i % 32 == 0) masks[i / 32] = 0;
        masks[i / 32] |= (uint32_t)(values[i] < bound) << i % 32;
    }
}

static void multiply_runs(const float *from, const uint32_t *starts, size_t rows, size_t runs, size_t jump, size_t run,
                          size_t step, const float *weights, size_t columns, float *to, int adds) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            double sum = adds ? (double)to[r * columns + c] : 0;
            for (size_t j = 0; j < runs; j++)
                for (size_t k = 0; k < run; k++)
                    sum += (double)from[starts[r] + j * jump + k * step] * (double)weights[(j * run + k) * columns + c];
            to[r * columns + c] = (float)sum;
        }
}

static void moments(const float *rows, size_t count, size_t columns, float *mean, float *squares) {
    for (size_t c = 0; c < columns; c++) {
        double sum = 0, square = 0;
        for (size_t i = 0; i < count; i++) sum += (double)rows[i * columns + c];
        mean[c] = (float)(sum / (double)(count ? count : 1));
        for (size_t i = 0; i < count; i++) {
            const double difference = (double)rows[i * columns + c] - (double)mean[c];
            square += difference * difference;
        }
        squares[c] = (float)square;
    }
}

static void pool(const float *image, size_t height, size_t width, size_t channels, const float *signs, float *best,
                 uint8_t *which) {
    for (size_t y = 0; y + 2 <= height; y += 2)
        for (size_t x = 0; x + 2 <= width; x += 2)
            for (size_t c = 0; c < channels; c++, best++, which++) {
                const float *square = image + (y * width + x) * channels + c;
                *best = *square, *which = 0;
                for (size_t k = 1; k < 4; k++) {
                    const float other = square[(k / 2 * width + k % 2) * channels];
                    if (signs[c] * other > signs[c] * *best) *best = other, *which = (uint8_t)k;
                }
            }
}

static void unpool(const float *gradient, const uint8_t *which, const float *image, size_t height, size_t width,
                   size_t channels, const float *along, const float *level, float *to) {
    for (size_t i = 0; i < height * width * channels; i++)
        to[i] = along[i % channels] * image[i] + level[i % channels];
    for (size_t y = 0; y + 2 <= height; y += 2)
        for (size_t x = 0; x + 2 <= width; x += 2)
            for (size_t c = 0; c < channels; c++, gradient++, which++)
                to[((y + *which / 2) * width + x + *which % 2) * channels + c] += *gradient;
}

const kindred_table kindred_scalar = {
    .name = "scalar",
    KINDRED_ENTRIES_ALL,
    KINDRED_ENTRIES_NIBBLES,
    KINDRED_ENTRIES_ONE_BIT,
    .multiply_runs = multiply_runs,
    .moments = moments,
    .pool = pool,
    .unpool = unpool,
    KINDRED_ENTRIES_RECURRENT,
    KINDRED_ENTRIES_STEPS,
    .crc32c = kindred_crc32c_scalar,
};
