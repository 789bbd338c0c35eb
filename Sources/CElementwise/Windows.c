#include <string.h>

#include "CElementwise.h"
#include "InstructionSets.h"

// Sampling

FOR_EACH_SET static void add_scaled(float weight, const float *x, float *y, long count) {
    ELEMENTWISE for (long c = 0; c < count; c++) y[c] += weight * x[c];
}

FOR_EACH_SET static void scale(float weight, const float *x, float *y, long count) {
    ELEMENTWISE for (long c = 0; c < count; c++) y[c] = weight * x[c];
}

FOR_EACH_SET static void mix4(const float *weight, const float *const *x, float *y, long count) {
    const float *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
    float w0 = weight[0], w1 = weight[1], w2 = weight[2], w3 = weight[3];
    ELEMENTWISE for (long c = 0; c < count; c++) y[c] = w0 * x0[c] + w1 * x1[c] + w2 * x2[c] + w3 * x3[c];
}

enum { most_taps = 16 };

// Cubic interpolation has 4 taps an axis.
static int gather_taps(const float *x, long in_width, long channels, ce_axis rows, ce_axis columns, long p, long q,
                       const float **from, float *weight) {
    int count = 0;
    for (int i = rows.start[p]; i < rows.start[p + 1]; i++)
        for (int j = columns.start[q]; j < columns.start[q + 1]; j++) {
            from[count] = x + (rows.index[i] * in_width + columns.index[j]) * channels;
            weight[count++] = rows.weight[i] * columns.weight[j];
        }
    return count;
}

// How many output columns from q on take neighbouring input columns as they are.
static long columns_alike(ce_axis columns, long q, long width) {
    long end = q;
    while (end < width && columns.start[end + 1] - columns.start[end] == 1 && columns.weight[columns.start[end]] == 1 &&
           columns.index[columns.start[end]] == columns.index[columns.start[q]] + (end - q))
        end++;
    return end - q;
}

void ce_sample_rows(const float *x, long in_width, long channels, ce_axis rows, ce_axis columns, float fill, float *y,
                    long out_width, long first, long end) {
    const float *from[most_taps];
    float weight[most_taps];
    for (long p = first; p < end; p++) {
        int copies = rows.start[p + 1] - rows.start[p] == 1 && rows.weight[rows.start[p]] == 1;
        for (long q = 0; q < out_width; q++) {
            float *to = y + (p * out_width + q) * channels;
            long alike = copies ? columns_alike(columns, q, out_width) : 0;
            if (alike > 1) {
                long from = rows.index[rows.start[p]] * in_width + columns.index[columns.start[q]];
                memcpy(to, x + from * channels, alike * channels * sizeof *to);
                q += alike - 1;
                continue;
            }
            int count = gather_taps(x, in_width, channels, rows, columns, p, q, from, weight);
            if (count == 0) {
                for (long c = 0; c < channels; c++) to[c] = fill;
            } else if (count == 1 && weight[0] == 1) {
                memcpy(to, from[0], channels * sizeof *to);
            } else if (count == 4) {
                mix4(weight, from, to, channels);
            } else {
                scale(weight[0], from[0], to, channels);
                for (int i = 1; i < count; i++) add_scaled(weight[i], from[i], to, channels);
            }
        }
    }
}

void ce_sample_rows_backward(const float *dy, long out_height, long out_width, long channels, ce_axis rows,
                             ce_axis columns, float *dx, long in_width) {
    const float *at[most_taps];
    float weight[most_taps];
    for (long p = 0; p < out_height; p++)
        for (long q = 0; q < out_width; q++) {
            int count = gather_taps(dx, in_width, channels, rows, columns, p, q, at, weight);
            for (int i = 0; i < count; i++)
                add_scaled(weight[i], dy + (p * out_width + q) * channels, dx + (at[i] - dx), channels);
        }
}

// Pooling

// NaN counts as larger than everything, as in PyTorch.
FOR_EACH_SET static void keep_largest(const float *x, float *y, long count) {
    ELEMENTWISE for (long c = 0; c < count; c++) y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

FOR_EACH_SET static void give_to_equal(const float *x, const float *y, float *rest, float *dx, long count) {
    ELEMENTWISE for (long c = 0; c < count; c++) {
        float g = rest[c];
        dx[c] += x[c] == y[c] ? g : 0;
        rest[c] = x[c] == y[c] ? 0 : g;
    }
}

// The taps of a window at output position p that lie inside the input: from *first up to *end.
static void inside(long p, long kernel, long stride, long pad, long dilation, long extent, long *first, long *end) {
    long start = p * stride - pad;
    *first = start >= 0 ? 0 : (dilation - 1 - start) / dilation;
    *end = start >= extent ? 0 : (extent - start + dilation - 1) / dilation;
    if (*end > kernel) *end = kernel;
}

void ce_max_pool(const ce_window *w, const float *x, float *y, long first, long end) {
    for (long p = first; p < end; p++) {
        long top, bottom;
        inside(p, w->kernel_height, w->stride_height, w->pad_top, w->dilation_height, w->in_height, &top, &bottom);
        for (long q = 0; q < w->out_width; q++) {
            long left, right;
            inside(q, w->kernel_width, w->stride_width, w->pad_left, w->dilation_width, w->in_width, &left, &right);
            float *to = y + (p * w->out_width + q) * w->channels;
            for (long i = top; i < bottom; i++)
                for (long j = left; j < right; j++) {
                    long row = p * w->stride_height - w->pad_top + i * w->dilation_height;
                    long column = q * w->stride_width - w->pad_left + j * w->dilation_width;
                    const float *from = x + (row * w->in_width + column) * w->channels;
                    if (i == top && j == left) memcpy(to, from, w->channels * sizeof *to);
                    else keep_largest(from, to, w->channels);
                }
        }
    }
}

void ce_max_pool_backward(const ce_window *w, const float *x, const float *y, const float *dy, float *dx,
                          float *scratch) {
    for (long p = 0; p < w->out_height; p++) {
        long top, bottom;
        inside(p, w->kernel_height, w->stride_height, w->pad_top, w->dilation_height, w->in_height, &top, &bottom);
        for (long q = 0; q < w->out_width; q++) {
            long left, right, output = (p * w->out_width + q) * w->channels;
            inside(q, w->kernel_width, w->stride_width, w->pad_left, w->dilation_width, w->in_width, &left, &right);
            memcpy(scratch, dy + output, w->channels * sizeof *scratch);
            for (long i = top; i < bottom; i++)
                for (long j = left; j < right; j++) {
                    long row = p * w->stride_height - w->pad_top + i * w->dilation_height;
                    long column = q * w->stride_width - w->pad_left + j * w->dilation_width;
                    long input = (row * w->in_width + column) * w->channels;
                    give_to_equal(x + input, y + output, scratch, dx + input, w->channels);
                }
        }
    }
}
