#include "CElementwise.h"
#include "InstructionSets.h"

static inline float rectified(float z) { return z < 0 ? 0 : z; }

FOR_EACH_SET void ce_relu(const float *x, float *y, long count) {
    ELEMENTWISE for (long i = 0; i < count; i++) y[i] = rectified(x[i]);
}

FOR_EACH_SET void ce_delta_relu(const float *z0, const float *dz, float *y, long count) {
    ELEMENTWISE for (long i = 0; i < count; i++) {
        float before = z0[i];
        y[i] = rectified(before + dz[i]) - rectified(before);
    }
}

FOR_EACH_SET void ce_add(const float *a, const float *b, float *y, long count) {
    ELEMENTWISE for (long i = 0; i < count; i++) y[i] = a[i] + b[i];
}

FOR_EACH_SET void ce_subtract(const float *a, const float *b, float *y, long count) {
    ELEMENTWISE for (long i = 0; i < count; i++) y[i] = a[i] - b[i];
}

FOR_EACH_SET void ce_affine(const float *x, const float *scale, const float *shift, float *y, long positions,
                            long channels) {
    for (long p = 0; p < positions; p++) {
        const float *from = x + p * channels;
        float *to = y + p * channels;
        ELEMENTWISE for (long c = 0; c < channels; c++) to[c] = from[c] * scale[c] + shift[c];
    }
}

FOR_EACH_SET void ce_relu_backward(const float *y, const float *dy, float *dx, long count, int accumulates) {
    if (accumulates) {
        ELEMENTWISE for (long i = 0; i < count; i++) {
            float gradient = dy[i];
            dx[i] += y[i] > 0 ? gradient : 0;
        }
    } else {
        ELEMENTWISE for (long i = 0; i < count; i++) {
            float gradient = dy[i];
            dx[i] = y[i] > 0 ? gradient : 0;
        }
    }
}

FOR_EACH_SET void ce_delta_relu_backward(const float *z0, const float *dz, const float *dy, float *dx, long count,
                                         int accumulates) {
    if (accumulates) {
        ELEMENTWISE for (long i = 0; i < count; i++) {
            float gradient = dy[i];
            dx[i] += z0[i] + dz[i] > 0 ? gradient : 0;
        }
    } else {
        ELEMENTWISE for (long i = 0; i < count; i++) {
            float gradient = dy[i];
            dx[i] = z0[i] + dz[i] > 0 ? gradient : 0;
        }
    }
}

FOR_EACH_SET void ce_send(const float *dy, float sign, float *dx, long count, int accumulates) {
    if (accumulates) {
        ELEMENTWISE for (long i = 0; i < count; i++) dx[i] += sign * dy[i];
    } else {
        ELEMENTWISE for (long i = 0; i < count; i++) dx[i] = sign * dy[i];
    }
}

FOR_EACH_SET void ce_adam(const float *gradient, const ce_adam_step *step, float *theta, float *first, float *second,
                          long count) {
    ce_adam_step a = *step;
    ELEMENTWISE for (long i = 0; i < count; i++) {
        float g = gradient[i];
        float m = a.beta1 * first[i] + (1 - a.beta1) * g;
        float v = a.beta2 * second[i] + (1 - a.beta2) * g * g;
        first[i] = m;
        second[i] = v;
        theta[i] -= a.rate * m / (__builtin_sqrtf(v * a.inverse2) + a.epsilon) + a.decay * theta[i];
    }
}
