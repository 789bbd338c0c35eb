#include "CPictures.h"

#include <string.h>

#if defined(__x86_64__) && defined(__ELF__)
#define FOR_EACH_SET __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define FOR_EACH_SET
#endif

#define FREE_LOOP _Pragma("clang loop vectorize(assume_safety)")

// Four rows at a time; those that are missing count 0.
#define MIX(name, type)                                                                                               \
    FOR_EACH_SET static void first_##name(const float *w, const type *const *rows, float *sums, long count) {         \
        const type *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];                                            \
        float p = w[0], q = w[1], r = w[2], s = w[3];                                                                 \
        FREE_LOOP for (long i = 0; i < count; i++)                                                                    \
            sums[i] = p * (float)a[i] + q * (float)b[i] + r * (float)c[i] + s * (float)d[i];                          \
    }                                                                                                                 \
    FOR_EACH_SET static void next_##name(const float *w, const type *const *rows, float *sums, long count) {          \
        const type *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];                                            \
        float p = w[0], q = w[1], r = w[2], s = w[3];                                                                 \
        FREE_LOOP for (long i = 0; i < count; i++)                                                                    \
            sums[i] = sums[i] + p * (float)a[i] + q * (float)b[i] + r * (float)c[i] + s * (float)d[i];                \
    }                                                                                                                 \
    void cp_mix_##name(const float *weights, const type *const *rows, int taps, float *sums, long count) {            \
        /* Blocks that stay in the nearest cache while tap after tap is added. */                                     \
        enum { block = 2048 };                                                                                        \
        for (long at = 0; at < count; at += block) {                                                                  \
            long length = count - at < block ? count - at : block;                                                    \
            for (int first = 0; first < taps; first += 4) {                                                           \
                float w[4] = {0, 0, 0, 0};                                                                            \
                const type *r[4];                                                                                     \
                for (int k = 0; k < 4; k++) {                                                                         \
                    int tap = first + k < taps ? first + k : first;                                                   \
                    r[k] = rows[tap] + at;                                                                            \
                    if (first + k < taps) w[k] = weights[tap];                                                        \
                }                                                                                                     \
                if (first == 0)                                                                                       \
                    first_##name(w, r, sums + at, length);                                                            \
                else                                                                                                  \
                    next_##name(w, r, sums + at, length);                                                             \
            }                                                                                                         \
        }                                                                                                             \
    }

MIX(bytes, uint8_t)
MIX(floats, float)

typedef float float4 __attribute__((ext_vector_type(4)));

void cp_mix_pixels(const float *line, const int32_t *starts, const int32_t *sources, const float *weights, float *out,
                   long width) {
    for (long x = 0; x < width; x++) {
        float4 sum = 0;
        for (int32_t t = starts[x]; t < starts[x + 1]; t++) {
            float4 pixel;
            memcpy(&pixel, line + 3 * (long)sources[t], sizeof pixel);
            sum += weights[t] * pixel;
        }
        out[3 * x] = sum.x;
        out[3 * x + 1] = sum.y;
        out[3 * x + 2] = sum.z;
    }
}

FOR_EACH_SET void cp_round(const float *numbers, uint8_t *bytes, long count) {
    FREE_LOOP for (long i = 0; i < count; i++) {
        float number = numbers[i] + 0.5f;
        number = number < 0 ? 0 : number > 255 ? 255 : number;
        bytes[i] = (uint8_t)(int32_t)number;
    }
}

FOR_EACH_SET void cp_widen(const uint8_t *bytes, float *numbers, long count) {
    FREE_LOOP for (long i = 0; i < count; i++) numbers[i] = (float)bytes[i];
}

// A block's colours and shares are laid out byte by byte first, so that the mixing is a plain loop.
FOR_EACH_SET static void blend(const uint8_t *below, const uint8_t *above, const uint16_t *share, uint8_t *out,
                               long count) {
    FREE_LOOP for (long i = 0; i < count; i++) {
        uint16_t s = share[i];
        out[i] = (uint8_t)((uint16_t)(below[i] * (uint16_t)(256 - s) + above[i] * s + 128) >> 8);
    }
}

void cp_blend(const uint8_t *ids, const uint8_t *below, const uint8_t *colours, const uint16_t *shares, uint8_t *out,
              long count) {
    enum { block = 1024 };
    uint8_t above[3 * block];
    uint16_t share[3 * block];
    for (long at = 0; at < count; at += block) {
        long length = count - at < block ? count - at : block;
        for (long i = 0; i < length; i++) {
            const uint8_t *colour = colours + 3 * ids[at + i];
            uint16_t s = shares[ids[at + i]];
            above[3 * i] = colour[0];
            above[3 * i + 1] = colour[1];
            above[3 * i + 2] = colour[2];
            share[3 * i] = share[3 * i + 1] = share[3 * i + 2] = s;
        }
        blend(below + 3 * at, above, share, out + 3 * at, 3 * length);
    }
}
