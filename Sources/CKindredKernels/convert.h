// Conversions written once as plain loops; the compiler widens them for each table's TARGET.
#pragma once

#include "inlining.h"

#include "tables.h"

#include <string.h>

#define PLAIN PIECE

PLAIN uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return bits;
}

PLAIN float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

PLAIN uint16_t bf16_of(float value) {
    uint32_t bits = bits_of(value);
    uint32_t rounded = bits + 0x7FFF + (bits >> 16 & 1);
    int is_nan = (bits & 0x7FFFFFFF) > 0x7F800000;
    return (uint16_t)((is_nan ? bits | 0x400000 : rounded) >> 16);
}

// Adding 1.5 · 2^23 leaves a small number, rounded to nearest even, in the low bits of the sum.
PLAIN uint8_t u7_of(float value, float low, float inverse_step) {
    float code = (value - low) * inverse_step;
    code = code < 0 ? 0 : code;
    code = code > 127 ? 127 : code;
    return (uint8_t)(bits_of(code + 12582912.0f) & 0x7F);
}

PLAIN void convert_f32_to_bf16(const float *from, size_t count, uint16_t *to) {
    for (size_t i = 0; i < count; i++) to[i] = bf16_of(from[i]);
}

PLAIN void convert_bf16_to_f32(const uint16_t *from, size_t count, float *to) {
    for (size_t i = 0; i < count; i++) to[i] = float_of((uint32_t)from[i] << 16);
}

PLAIN void convert_f32_to_u7(const float *from, size_t count, float low, float inverse_step, uint8_t *to) {
    for (size_t i = 0; i < count; i++) to[i] = u7_of(from[i], low, inverse_step);
}

PLAIN uint64_t load_64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

PLAIN uint64_t load_32(const uint8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, 4);
    return word;
}

// The little-endian word of the first `count` bytes, the missing ones 0, without reading a byte more: a load from the
// front and one from the back put together, where they overlap the same.
PLAIN uint64_t word_at(const uint8_t *bytes, size_t count) {
    if (count >= 8) return load_64(bytes);
    if (count >= 4) return load_32(bytes) | load_32(bytes + count - 4) << 8 * (count - 4);
    if (count == 0) return 0;
    return bytes[0] | (uint64_t)bytes[count / 2] << 8 * (count / 2) | (uint64_t)bytes[count - 1] << 8 * (count - 1);
}

// The words of at most 16 bytes, those behind `count` 0.
PLAIN void short_words(const uint8_t *bytes, size_t count, uint64_t words[2]) {
    words[0] = word_at(bytes, count);
    words[1] = count > 8 ? word_at(bytes + 8, count - 8) : 0;
}
