#ifndef DELTANAS_COPENCV_H
#define DELTANAS_COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// OpenCV's optical flow by dense inverse search, preset medium (Kroeger et al., ECCV 2016, arXiv 1603.03590).
///
/// Both pictures are `height` rows of `width` grey bytes, at least 12 pixels on a side. What `from` shows at (x, y),
/// `to` shows at (x + u, y + v): `flow` takes u and v of every pixel, interleaved, 2 · height · width numbers.
///
/// Runs on the calling thread alone, whatever OpenCV was built with: its result depends on the number of threads. May
/// be called from several threads at once.
///
/// Returns 0, or 1 with what OpenCV says in `message`, cut off after `capacity` bytes, the last of them 0.
int deltanas_dis_flow(
    const uint8_t *from, const uint8_t *to, int width, int height, float *flow, char *message, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
