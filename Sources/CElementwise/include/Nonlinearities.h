#ifndef DELTANAS_NONLINEARITIES_H
#define DELTANAS_NONLINEARITIES_H

// Pointwise functions other than relu, with at most two coefficients. Exponentials are a polynomial's: within 2 units in
// the last place between -87.3 and 88.3 and constant beyond; tanh and erf within 2 as well. NaN passes through.

typedef enum {
    ce_leaky_relu,    // z > 0 ? z : a z
    ce_clip,          // min(b, max(a, z))
    ce_sigmoid,       // 1 / (1 + e^-z)
    ce_hard_sigmoid,  // min(1, max(0, a z + b))
    ce_hard_swish,    // z min(1, max(0, z/6 + 1/2))
    ce_silu,          // z sigmoid(z)
    ce_gelu,          // z (1 + erf(z/sqrt 2))/2
    ce_gelu_tanh,     // z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))/2
    ce_tanh,
    ce_elu,       // z > 0 ? z : a (e^z - 1)
    ce_softplus,  // ln(1 + e^z)
    ce_mish,      // z tanh(ln(1 + e^z))
    ce_absolute,
    ce_square_root,
    ce_exponential
} ce_function;

// y = f(z)
void ce_activation(ce_function f, float a, float b, const float *z, float *y, long count);
// y = f(z0 + dz) - f(z0)
void ce_delta_activation(ce_function f, float a, float b, const float *z0, const float *dz, float *y, long count);

// Gradients: dx = ..., or dx += ... where `accumulates`.
// dy f'(z)
void ce_activation_backward(ce_function f, float a, float b, const float *z, const float *dy, float *dx, long count,
                            int accumulates);
// By dz: dy f'(z0 + dz); by z0: dy (f'(z0 + dz) - f'(z0))
void ce_delta_activation_backward(ce_function f, float a, float b, const float *z0, const float *dz, const float *dy,
                                  float *dx, long count, int by_z0, int accumulates);

// The same for z > 0 ? z : slope[c] z; `positions` times `channels` values. The slope's gradients are added to `sums`.
void ce_prelu(const float *z, const float *slope, float *y, long positions, long channels);
void ce_delta_prelu(const float *z0, const float *dz, const float *slope, float *y, long positions, long channels);
void ce_prelu_backward(const float *z, const float *slope, const float *dy, float *dx, long positions, long channels,
                       int accumulates);
void ce_delta_prelu_backward(const float *z0, const float *dz, const float *slope, const float *dy, float *dx,
                             long positions, long channels, int by_z0, int accumulates);
// sums[c] += sign sum over p of dy min(0, z0 + dz); without dz where that is NULL
void ce_prelu_slope(const float *z0, const float *dz, const float *dy, double sign, double *sums, long positions,
                    long channels);

#endif
