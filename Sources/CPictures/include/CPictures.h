#ifndef DELTANAS_CPICTURES_H
#define DELTANAS_CPICTURES_H

#include <stdint.h>

// Loops over the bytes of pictures. Without contraction to fused operations: every instruction set gives the same bits.

/// `sums[i] = Σ_k weights[k] · rows[k][i]` for `count` places, in the order of k.
void cp_mix_bytes(const float *weights, const uint8_t *const *rows, int taps, float *sums, long count);

/// The same of numbers.
void cp_mix_floats(const float *weights, const float *const *rows, int taps, float *sums, long count);

/// `out[x] = Σ weights[t] · line[sources[t]]` over `t` from `starts[x]` to before `starts[x + 1]`, for RGB pixels. The line
/// has one number more than its pixels need.
void cp_mix_pixels(const float *line, const int32_t *starts, const int32_t *sources, const float *weights, float *out,
                   long width);

/// The nearest bytes, halves upwards.
void cp_round(const float *numbers, uint8_t *bytes, long count);

/// Bytes as numbers.
void cp_widen(const uint8_t *bytes, float *numbers, long count);

/// `out = (below · (256 − share) + colours[id] · share + 128) / 256` for each of an RGB pixel's bytes, rounded down;
/// where `share[id]` is 0, the pixel as it is. Tables have 256 entries, `colours` three bytes each.
void cp_blend(const uint8_t *ids, const uint8_t *below, const uint8_t *colours, const uint16_t *shares, uint8_t *out,
              long count);

#endif
