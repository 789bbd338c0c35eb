#include "CElementwise.h"
#include "InstructionSets.h"

INLINE float bent(float z, float slope) { return z > 0 ? z : slope * z; }

INLINE void store(float *to, float value, int accumulates) { *to = accumulates ? *to + value : value; }

FOR_EACH_SET void ce_prelu(const float *z, const float *slope, float *y, long positions, long channels) {
    for (long p = 0; p < positions; p++, z += channels, y += channels) {
        ELEMENTWISE for (long c = 0; c < channels; c++) y[c] = bent(z[c], slope[c]);
    }
}

FOR_EACH_SET void ce_delta_prelu(const float *z0, const float *dz, const float *slope, float *y, long positions,
                                 long channels) {
    for (long p = 0; p < positions; p++, z0 += channels, dz += channels, y += channels) {
        ELEMENTWISE for (long c = 0; c < channels; c++) {
            float before = z0[c];
            y[c] = bent(before + dz[c], slope[c]) - bent(before, slope[c]);
        }
    }
}

FOR_EACH_SET void ce_prelu_backward(const float *z, const float *slope, const float *dy, float *dx, long positions,
                                    long channels, int accumulates) {
    for (long p = 0; p < positions; p++, z += channels, dy += channels, dx += channels)
        for (long c = 0; c < channels; c++) store(dx + c, z[c] > 0 ? dy[c] : slope[c] * dy[c], accumulates);
}

FOR_EACH_SET void ce_delta_prelu_backward(const float *z0, const float *dz, const float *slope, const float *dy,
                                          float *dx, long positions, long channels, int by_z0, int accumulates) {
    for (long p = 0; p < positions; p++, z0 += channels, dz += channels, dy += channels, dx += channels)
        for (long c = 0; c < channels; c++) {
            float after = z0[c] + dz[c] > 0 ? 1 : slope[c];
            float before = by_z0 ? (z0[c] > 0 ? 1 : slope[c]) : 0;
            store(dx + c, dy[c] * (after - before), accumulates);
        }
}

FOR_EACH_SET void ce_prelu_slope(const float *z0, const float *dz, const float *dy, double sign, double *sums,
                                 long positions, long channels) {
    for (long p = 0; p < positions; p++)
        for (long c = 0; c < channels; c++) {
            long i = p * channels + c;
            float z = dz == 0 ? z0[i] : z0[i] + dz[i];
            sums[c] += sign * (double)dy[i] * (z > 0 ? 0 : z);
        }
}
