#ifndef DELTANAS_NORMALIZATIONS_H
#define DELTANAS_NORMALIZATIONS_H

// Sums over channels go into sixteen partial sums whatever the instruction set: same bits for every one.

// At each position y = (x - mean) / sqrt(variance + epsilon) over its channels.
void ce_layer_norm(const float *x, float epsilon, float *y, long positions, long channels);
void ce_layer_norm_backward(const float *x, float epsilon, const float *dy, float *dx, long positions, long channels,
                            int accumulates);

// At each position y = e^x / sum e^x over its channels.
void ce_softmax(const float *x, float *y, long positions, long channels);
void ce_softmax_backward(const float *y, const float *dy, float *dx, long positions, long channels, int accumulates);

// At each position the mean over its channels, and the way back.
void ce_channel_mean(const float *x, float *y, long positions, long channels);
void ce_channel_mean_backward(const float *dy, float *dx, long positions, long channels, int accumulates);

// Per channel, over all positions: sum of x; sum of (x - mean)^2; sums of dy and of dy (x - mean).
void ce_channel_sums(const float *x, double *sums, long positions, long channels);
void ce_channel_squares(const float *x, const float *mean, double *sums, long positions, long channels);
void ce_channel_products(const float *x, const float *mean, const float *dy, double *gradients, double *products,
                         long positions, long channels);
// dx = dy scale[c] + (x - mean[c]) slope[c] + shift[c]
void ce_channel_norm_backward(const float *x, const float *mean, const float *dy, const float *scale,
                              const float *slope, const float *shift, float *dx, long positions, long channels,
                              int accumulates);

#endif
