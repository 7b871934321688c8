// The elementwise part of an LSTM's step, written once as plain loops that the compiler widens for each table's TARGET. No product
// is fused with a sum, so every table gives the same bits. The functions below follow Cephes (Moshier, 1989), in single precision.
#pragma once

#include "convert.h"

// e to the power of x for x <= 0, within 2 units of the last place down to -87, and constant below.
PLAIN float exp_of(float x) {
#pragma clang fp contract(off)
    x = x < -87.0f ? -87.0f : x;
    const float shifted = x * 1.44269504f + 12582912.0f;  // 1.5 * 2^23 rounds to an integer, whose bits lie low
    const float k = shifted - 12582912.0f;
    const float r = x - k * 0.693359375f - k * -2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * (r * r) + r + 1.0f;
    return y * float_of((bits_of(shifted) - 0x4B400000u + 127u) << 23);
}

PLAIN float absolute_of(float x) { return float_of(bits_of(x) & 0x7FFFFFFF); }

// 1 / (1 + e^-x), within 2^-23 of it.
PLAIN float sigmoid_of(float x) {
#pragma clang fp contract(off)
    const float e = exp_of(-absolute_of(x));
    return (x < 0 ? e : 1.0f) / (1.0f + e);
}

// tanh x, within 2 units of the last place: near 0 an odd polynomial, where the quotient would cancel.
PLAIN float tanh_of(float x) {
#pragma clang fp contract(off)
    const float a = absolute_of(x), z = x * x, e = exp_of(-2.0f * a);
    float y = -5.70498872745e-3f;
    y = y * z + 2.06390887954e-2f;
    y = y * z - 5.37397155531e-2f;
    y = y * z + 1.33314422036e-1f;
    y = y * z - 3.33332819422e-1f;
    y = y * z * x + x;
    const float far = (1.0f - e) / (1.0f + e), sign = x < 0 ? -far : far;
    return a < 0.625f ? y : sign;
}

PLAIN void lstm_loop(float *gates, const float *peepholes, int sees, int sees_previous, size_t n, const float *before, float *cell,
                     float *activated, float *hidden) {
// Lanes touch their own places only, and `cell` may be `before`.
#pragma clang loop vectorize(assume_safety)
    for (size_t j = 0; j < n; j++) {
#pragma clang fp contract(off)
        const float c = before[j];
        const float i = sigmoid_of(sees ? gates[j] + peepholes[j] * c : gates[j]);
        const float f = sigmoid_of(sees ? gates[n + j] + peepholes[n + j] * c : gates[n + j]);
        const float g = tanh_of(gates[2 * n + j]);
        const float next = f * c + i * g;
        const float seen = sees_previous ? c : next;
        const float o = sigmoid_of(sees ? gates[3 * n + j] + peepholes[2 * n + j] * seen : gates[3 * n + j]);
        const float t = tanh_of(next);
        gates[j] = i;
        gates[n + j] = f;
        gates[2 * n + j] = g;
        gates[3 * n + j] = o;
        cell[j] = next;
        activated[j] = t;
        hidden[j] = o * t;
    }
}

TARGET static void lstm_cell(float *gates, const float *peepholes, int previous, size_t units, const float *before,
                             float *cell, float *activated, float *hidden) {
    if (!peepholes)
        lstm_loop(gates, gates, 0, 0, units, before, cell, activated, hidden);
    else if (previous)
        lstm_loop(gates, peepholes, 1, 1, units, before, cell, activated, hidden);
    else
        lstm_loop(gates, peepholes, 1, 0, units, before, cell, activated, hidden);
}

// The bits of floats that are not negative order as they do, and a maximum of integers is taken in any order.
TARGET static float f32_to_i8(const float *from, size_t count, int8_t *to) {
    uint32_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t bits = bits_of(from[i]) & 0x7FFFFFFF;
        largest = bits > largest ? bits : largest;
    }
    const float top = float_of(largest);
    const float inverse = top < 1e-30f ? 0 : 127.0f / top;
    for (size_t i = 0; i < count; i++) {
#pragma clang fp contract(off)
        to[i] = (int8_t)(bits_of(from[i] * inverse + 12582912.0f) & 0xFF);
    }
    return top < 1e-30f ? 0 : top / 127.0f;
}

#define KINDRED_ENTRIES_RECURRENT .lstm_cell = lstm_cell, .f32_to_i8 = f32_to_i8, .multiply_woven = multiply_woven
