#ifndef DELTANAS_CELEMENTWISE_H
#define DELTANAS_CELEMENTWISE_H

#include "Broadcasts.h"
#include "Nonlinearities.h"
#include "Normalizations.h"
#include "Windows.h"

// Loops over features, compiled for each instruction set and chosen when the program starts. Swift's own are compiled
// for the oldest x86-64 and fall back to one element at a time where an output lies in its input's memory; together that
// was 43 % of a delta frame. An output may be one of the inputs; other overlaps are not allowed. Same bits for every set.

// y = max(0, x), NaN passing through
void ce_relu(const float *x, float *y, long count);
// y = max(0, z0 + dz) - max(0, z0)
void ce_delta_relu(const float *z0, const float *dz, float *y, long count);
// y = a + b, y = a - b
void ce_add(const float *a, const float *b, float *y, long count);
void ce_subtract(const float *a, const float *b, float *y, long count);
// y[p, c] = x[p, c] scale[c] + shift[c]
void ce_affine(const float *x, const float *scale, const float *shift, float *y, long positions, long channels);

// Gradients: dx = ..., or dx += ... where `accumulates`.
// dy where y > 0
void ce_relu_backward(const float *y, const float *dy, float *dx, long count, int accumulates);
// dy where z0 + dz > 0
void ce_delta_relu_backward(const float *z0, const float *dz, const float *dy, float *dx, long count, int accumulates);
// sign dy
void ce_send(const float *dy, float sign, float *dx, long count, int accumulates);

// One step of Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
// theta -= rate m / (sqrt(v inverse2) + epsilon) + decay theta
typedef struct {
    float beta1, beta2, epsilon, rate, inverse2, decay;
} ce_adam_step;
void ce_adam(const float *gradient, const ce_adam_step *step, float *theta, float *first, float *second, long count);

#endif
