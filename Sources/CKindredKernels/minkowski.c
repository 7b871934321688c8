#include "kindred_kernels.h"

#include <math.h>  // fabs, pow

static double largest_difference(const float *a, const float *b, size_t dimension) {
    double largest = 0;
    for (size_t i = 0; i < dimension; i++) {
        double distance = fabs((double)a[i] - b[i]);
        if (distance > largest) largest = distance;
    }
    return largest;
}

// Whole powers up to 4 are multiplied out: pow costs twenty times as much.
static double power(double x, float p) {
    if (p == 1) return x;
    if (p == 2) return x * x;
    if (p == 3) return x * x * x;
    if (p == 4) return (x * x) * (x * x);
    return pow(x, p);
}

float kindred_minkowski(const float *a, const float *b, size_t dimension, float p) {
    double largest = largest_difference(a, b, dimension);
    if (largest == 0 || isinf(p)) return (float)largest;
    double sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += power(fabs((double)a[i] - b[i]) / largest, p);
    return (float)(largest * pow(sum, 1 / (double)p));
}
