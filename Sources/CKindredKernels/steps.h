// Steps of optimisers: one pass over the memory, as plain loops that the compiler widens for each table's TARGET. No product is fused
// with a sum, so every table gives the same bits, which are those of the loops in Swift.
#pragma once

#include "convert.h"

TARGET static void step_rmsprop(float *square, float *value, const float *gradient, size_t count, float decay, float rate,
                                float epsilon) {
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < count; i++) {
#pragma clang fp contract(off)
        const float s = decay * square[i] + (1.0f - decay) * gradient[i] * gradient[i];
        square[i] = s;
        value[i] -= rate * (gradient[i] / (__builtin_elementwise_sqrt(s) + epsilon));
    }
}

TARGET static void step_adam(float *mean, float *square, float *value, const float *gradient, size_t count,
                             const kindred_adam *rates) {
    const kindred_adam r = *rates;
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < count; i++) {
#pragma clang fp contract(off)
        const float m = r.mean_decay * mean[i] + (1.0f - r.mean_decay) * gradient[i];
        const float s = r.square_decay * square[i] + (1.0f - r.square_decay) * gradient[i] * gradient[i];
        mean[i] = m;
        square[i] = s;
        value[i] -= r.rate * m / (__builtin_elementwise_sqrt(s) * r.correction + r.epsilon);
    }
}

#define KINDRED_ENTRIES_STEPS .step_rmsprop = step_rmsprop, .step_adam = step_adam
