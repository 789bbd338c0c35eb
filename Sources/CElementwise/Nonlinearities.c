#include "CElementwise.h"
#include "Exponential.h"

INLINE float clipped(float z, float low, float high) { return z < low ? low : z > high ? high : z; }

INLINE float logistic(float z) { return 1.0f / (1.0f + exponential(-z)); }

// Cephes' tanhf.
INLINE float hyperbolic_tangent(float z) {
    float s = z * z;
    float p = -5.70498872745e-3f;
    p = p * s + 2.06390887954e-2f;
    p = p * s - 5.37397155531e-2f;
    p = p * s + 1.33314422036e-1f;
    p = p * s - 3.33332819422e-1f;
    float near = p * s * z + z;
    float far = 1.0f - 2.0f / (exponential(2.0f * magnitude(z)) + 1.0f);
    far = z < 0 ? -far : far;
    return magnitude(z) < 0.625f ? near : far;
}

// A polynomial about 0, one minus the exponential of another beyond (after N. Juffa's minimax fits).
INLINE float error_function(float z) {
    float t = magnitude(z), s = z * z;
    float far = -1.72853470e-5f * t + 3.83197126e-4f;
    float low = -3.88396438e-3f * t + 2.42546219e-2f;
    far = far * s + low;
    far = far * t - 1.06777877e-1f;
    far = far * t - 6.34846687e-1f;
    far = far * t - 1.28717512e-1f;
    far = far * t - t;
    far = 1.0f - exponential(far);
    far = z < 0 ? -far : far;
    float near = -5.96761703e-4f;
    near = near * s + 4.99119423e-3f;
    near = near * s - 2.67681349e-2f;
    near = near * s + 1.12819925e-1f;
    near = near * s - 3.76125336e-1f;
    near = near * s + 1.28379166e-1f;
    near = near * z + z;
    // The fit ends where erf is 1.
    return t > 4.0f ? (z < 0 ? -1.0f : 1.0f) : t > 0.927734375f ? far : near;
}

// ln(1 + u) = 2 artanh(u / (2 + u)) for u from 0 to 1.
INLINE float log_one_plus(float u) {
    float s = u / (2.0f + u), q = s * s;
    float p = 1.0f / 15;
    p = p * q + 1.0f / 13;
    p = p * q + 1.0f / 11;
    p = p * q + 1.0f / 9;
    p = p * q + 1.0f / 7;
    p = p * q + 1.0f / 5;
    p = p * q + 1.0f / 3;
    return 2.0f * (p * q * s + s);
}

// Each function f and its derivative f'.

INLINE float leaky_relu(float z, float a, float b) { return z > 0 ? z : a * z; }
INLINE float leaky_relu_slope(float z, float a, float b) { return z > 0 ? 1 : a; }

INLINE float clip(float z, float a, float b) { return clipped(z, a, b); }
INLINE float clip_slope(float z, float a, float b) { return z > a && z < b ? 1 : 0; }

INLINE float sigmoid(float z, float a, float b) { return logistic(z); }
INLINE float sigmoid_slope(float z, float a, float b) {
    float s = logistic(z);
    return s * (1.0f - s);
}

INLINE float hard_sigmoid(float z, float a, float b) { return clipped(a * z + b, 0, 1); }
INLINE float hard_sigmoid_slope(float z, float a, float b) {
    float s = a * z + b;
    return s > 0 && s < 1 ? a : 0;
}

INLINE float hard_swish(float z, float a, float b) { return z * clipped(z * (1.0f / 6) + 0.5f, 0, 1); }
INLINE float hard_swish_slope(float z, float a, float b) {
    return z <= -3 ? 0 : z >= 3 ? 1 : z * (1.0f / 3) + 0.5f;
}

INLINE float silu(float z, float a, float b) { return z * logistic(z); }
INLINE float silu_slope(float z, float a, float b) {
    float s = logistic(z);
    return s * (1.0f + z * (1.0f - s));
}

INLINE float gelu(float z, float a, float b) { return 0.5f * z * (1.0f + error_function(z * 0.707106781f)); }
INLINE float gelu_slope(float z, float a, float b) {
    float density = 0.398942280f * exponential(-0.5f * z * z);
    return 0.5f * (1.0f + error_function(z * 0.707106781f)) + z * density;
}

INLINE float gelu_tanh(float z, float a, float b) {
    float inner = 0.797884561f * (z + 0.044715f * z * z * z);
    return 0.5f * z * (1.0f + hyperbolic_tangent(inner));
}
INLINE float gelu_tanh_slope(float z, float a, float b) {
    float t = hyperbolic_tangent(0.797884561f * (z + 0.044715f * z * z * z));
    float inner = 0.797884561f * (1.0f + 0.134145f * z * z);
    return 0.5f * (1.0f + t) + 0.5f * z * (1.0f - t * t) * inner;
}

INLINE float hyperbolic(float z, float a, float b) { return hyperbolic_tangent(z); }
INLINE float hyperbolic_slope(float z, float a, float b) {
    float t = hyperbolic_tangent(z);
    return 1.0f - t * t;
}

INLINE float elu(float z, float a, float b) { return z > 0 ? z : a * (exponential(z) - 1.0f); }
INLINE float elu_slope(float z, float a, float b) { return z > 0 ? 1 : a * exponential(z); }

INLINE float softplus(float z, float a, float b) {
    return (z < 0 ? 0 : z) + log_one_plus(exponential(-magnitude(z)));
}
INLINE float softplus_slope(float z, float a, float b) { return logistic(z); }

// tanh(ln(1 + e)) = n / (n + 2) with n = e (e + 2); 1 from e^20 on.
INLINE float mish(float z, float a, float b) {
    float e = exponential(z > 20 ? 20 : z), n = e * (e + 2.0f);
    return z * (n / (n + 2.0f));
}
INLINE float mish_slope(float z, float a, float b) {
    float e = exponential(z > 20 ? 20 : z), n = e * (e + 2.0f), t = n / (n + 2.0f);
    return t + z * (4.0f * e * (e + 1.0f) / (n + 2.0f)) / (n + 2.0f);
}

INLINE float absolute(float z, float a, float b) { return magnitude(z); }
INLINE float absolute_slope(float z, float a, float b) { return z > 0 ? 1 : z < 0 ? -1 : 0; }

INLINE float square_root(float z, float a, float b) { return __builtin_sqrtf(z); }
INLINE float square_root_slope(float z, float a, float b) { return 0.5f / __builtin_sqrtf(z); }

INLINE float exponent(float z, float a, float b) { return exponential(z); }

#define LOOPS(name, f, slope)                                                                                         \
    FOR_EACH_SET static void name##_forward(float a, float b, const float *z, float *y, long count) {                 \
        ELEMENTWISE for (long i = 0; i < count; i++) y[i] = f(z[i], a, b);                                            \
    }                                                                                                                 \
    FOR_EACH_SET static void name##_delta(float a, float b, const float *z0, const float *dz, float *y, long count) { \
        ELEMENTWISE for (long i = 0; i < count; i++) {                                                                \
            float before = z0[i];                                                                                     \
            y[i] = f(before + dz[i], a, b) - f(before, a, b);                                                         \
        }                                                                                                             \
    }                                                                                                                 \
    FOR_EACH_SET static void name##_backward(float a, float b, const float *z, const float *dy, float *dx, long count, \
                                             int accumulates) {                                                       \
        if (accumulates) {                                                                                            \
            ELEMENTWISE for (long i = 0; i < count; i++) dx[i] += dy[i] * slope(z[i], a, b);                          \
        } else {                                                                                                      \
            ELEMENTWISE for (long i = 0; i < count; i++) dx[i] = dy[i] * slope(z[i], a, b);                           \
        }                                                                                                             \
    }                                                                                                                 \
    FOR_EACH_SET static void name##_delta_backward(float a, float b, const float *z0, const float *dz,                \
                                                   const float *dy, float *dx, long count, int accumulates) {         \
        if (accumulates) {                                                                                            \
            ELEMENTWISE for (long i = 0; i < count; i++) dx[i] += dy[i] * slope(z0[i] + dz[i], a, b);                 \
        } else {                                                                                                      \
            ELEMENTWISE for (long i = 0; i < count; i++) dx[i] = dy[i] * slope(z0[i] + dz[i], a, b);                  \
        }                                                                                                             \
    }                                                                                                                 \
    FOR_EACH_SET static void name##_delta_backward_key(float a, float b, const float *z0, const float *dz,            \
                                                       const float *dy, float *dx, long count, int accumulates) {     \
        for (long i = 0; i < count; i++) {                                                                            \
            float g = dy[i] * (slope(z0[i] + dz[i], a, b) - slope(z0[i], a, b));                                      \
            dx[i] = accumulates ? dx[i] + g : g;                                                                      \
        }                                                                                                             \
    }

LOOPS(leaky_relu, leaky_relu, leaky_relu_slope)
LOOPS(clip, clip, clip_slope)
LOOPS(sigmoid, sigmoid, sigmoid_slope)
LOOPS(hard_sigmoid, hard_sigmoid, hard_sigmoid_slope)
LOOPS(hard_swish, hard_swish, hard_swish_slope)
LOOPS(silu, silu, silu_slope)
LOOPS(gelu, gelu, gelu_slope)
LOOPS(gelu_tanh, gelu_tanh, gelu_tanh_slope)
LOOPS(tanh, hyperbolic, hyperbolic_slope)
LOOPS(elu, elu, elu_slope)
LOOPS(softplus, softplus, softplus_slope)
LOOPS(mish, mish, mish_slope)
LOOPS(absolute, absolute, absolute_slope)
LOOPS(square_root, square_root, square_root_slope)
LOOPS(exponential, exponent, exponent)

#define EACH(CASE)                                                                                              \
    CASE(leaky_relu) CASE(clip) CASE(sigmoid) CASE(hard_sigmoid) CASE(hard_swish) CASE(silu) CASE(gelu)         \
    CASE(gelu_tanh) CASE(tanh) CASE(elu) CASE(softplus) CASE(mish) CASE(absolute) CASE(square_root)             \
    CASE(exponential)

void ce_activation(ce_function f, float a, float b, const float *z, float *y, long count) {
    switch (f) {
#define CASE(name) \
    case ce_##name: name##_forward(a, b, z, y, count); break;
        EACH(CASE)
#undef CASE
    }
}

void ce_delta_activation(ce_function f, float a, float b, const float *z0, const float *dz, float *y, long count) {
    switch (f) {
#define CASE(name) \
    case ce_##name: name##_delta(a, b, z0, dz, y, count); break;
        EACH(CASE)
#undef CASE
    }
}

void ce_activation_backward(ce_function f, float a, float b, const float *z, const float *dy, float *dx, long count,
                            int accumulates) {
    switch (f) {
#define CASE(name) \
    case ce_##name: name##_backward(a, b, z, dy, dx, count, accumulates); break;
        EACH(CASE)
#undef CASE
    }
}

void ce_delta_activation_backward(ce_function f, float a, float b, const float *z0, const float *dz, const float *dy,
                                  float *dx, long count, int by_z0, int accumulates) {
    switch (f) {
#define CASE(name)                                                                     \
    case ce_##name:                                                                    \
        if (by_z0) name##_delta_backward_key(a, b, z0, dz, dy, dx, count, accumulates); \
        else name##_delta_backward(a, b, z0, dz, dy, dx, count, accumulates);          \
        break;
        EACH(CASE)
#undef CASE
    }
}
