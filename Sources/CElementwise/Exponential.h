#ifndef DELTANAS_EXPONENTIAL_H
#define DELTANAS_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

#include "InstructionSets.h"

// e^x = 2^n e^r, |r| <= ln 2 / 2; coefficients of Cephes' expf (Moshier). Constant beyond what a normal float holds.
INLINE float exponential(float x) {
    x = x > 88.3762626f ? 88.3762626f : x;
    x = x < -87.3365447f ? -87.3365447f : x;
    // Adding 1.5 2^23 rounds to a whole number, which is then in the lowest bits.
    float shifted = x * 1.44269504f + 12582912.0f;
    float n = shifted - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits - 0x4b400000u + 127u) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

INLINE float magnitude(float x) { return __builtin_fabsf(x); }

#endif
