#ifndef DELTANAS_WINDOWS_H
#define DELTANAS_WINDOWS_H

// Maps of positions of one sample, height x width x channels.

// The weighted input positions that each output position of an axis takes: those of position p are from start[p] up to
// start[p + 1].
typedef struct {
    const int *start, *index;
    const float *weight;
} ce_axis;

// y[p, q] = sum over the taps of p and q of their weights' product times x; `fill` where there is none. Output rows from
// first to end.
void ce_sample_rows(const float *x, long in_width, long channels, ce_axis rows, ce_axis columns, float fill, float *y,
                    long out_width, long first, long end);
// The transposed map, added to dx.
void ce_sample_rows_backward(const float *dy, long out_height, long out_width, long channels, ce_axis rows,
                             ce_axis columns, float *dx, long in_width);

typedef struct {
    long in_height, in_width, out_height, out_width, channels;
    long kernel_height, kernel_width, stride_height, stride_width;
    long pad_top, pad_left, dilation_height, dilation_width;
} ce_window;

// The largest value of each window; output rows from first to end.
void ce_max_pool(const ce_window *w, const float *x, float *y, long first, long end);
// To the first of the largest, added to dx. `scratch` has room for a position's channels.
void ce_max_pool_backward(const ce_window *w, const float *x, const float *y, const float *dy, float *dx,
                          float *scratch);

#endif
