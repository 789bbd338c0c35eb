#include "CElementwise.h"
#include "Exponential.h"

enum { lanes = 16 };

// Sums of a term over the channels of one position.
#define SUM(result, term)                                                       \
    float result = 0;                                                           \
    {                                                                           \
        float partial[lanes] = {0};                                             \
        long c = 0;                                                             \
        for (; c + lanes <= channels; c += lanes)                               \
            for (long k = c; k < c + lanes; k++) partial[k - c] += (term);      \
        for (long k = c; k < channels; k++) partial[k - c] += (term);           \
        for (int width = lanes / 2; width > 0; width /= 2)                      \
            for (int k = 0; k < width; k++) partial[k] += partial[k + width];   \
        result = partial[0];                                                    \
    }

#define EACH_POSITION for (long p = 0; p < positions; p++, from += channels, to += channels)

FOR_EACH_SET void ce_layer_norm(const float *from, float epsilon, float *to, long positions, long channels) {
    EACH_POSITION {
        SUM(sum, from[k])
        float mean = sum / channels;
        SUM(squares, (from[k] - mean) * (from[k] - mean))
        float scale = 1.0f / __builtin_sqrtf(squares / channels + epsilon);
        ELEMENTWISE for (long c = 0; c < channels; c++) to[c] = (from[c] - mean) * scale;
    }
}

FOR_EACH_SET void ce_layer_norm_backward(const float *from, float epsilon, const float *dy, float *to, long positions,
                                         long channels, int accumulates) {
    EACH_POSITION {
        SUM(sum, from[k])
        float mean = sum / channels;
        SUM(squares, (from[k] - mean) * (from[k] - mean))
        float scale = 1.0f / __builtin_sqrtf(squares / channels + epsilon);
        SUM(gradient, dy[k])
        SUM(product, dy[k] * (from[k] - mean))
        float shift = gradient / channels, slope = scale * scale * product / channels;
        ELEMENTWISE for (long c = 0; c < channels; c++) {
            float g = scale * (dy[c] - shift - (from[c] - mean) * slope);
            to[c] = accumulates ? to[c] + g : g;
        }
        dy += channels;
    }
}

FOR_EACH_SET void ce_softmax(const float *from, float *to, long positions, long channels) {
    EACH_POSITION {
        float largest = from[0];
        for (long c = 1; c < channels; c++) largest = from[c] > largest ? from[c] : largest;
        ELEMENTWISE for (long c = 0; c < channels; c++) to[c] = exponential(from[c] - largest);
        SUM(sum, to[k])
        ELEMENTWISE for (long c = 0; c < channels; c++) to[c] /= sum;
    }
}

FOR_EACH_SET void ce_softmax_backward(const float *from, const float *dy, float *to, long positions, long channels,
                                      int accumulates) {
    EACH_POSITION {
        SUM(product, from[k] * dy[k])
        ELEMENTWISE for (long c = 0; c < channels; c++) {
            float g = from[c] * (dy[c] - product);
            to[c] = accumulates ? to[c] + g : g;
        }
        dy += channels;
    }
}

FOR_EACH_SET void ce_channel_mean(const float *from, float *to, long positions, long channels) {
    for (long p = 0; p < positions; p++, from += channels) {
        SUM(sum, from[k])
        to[p] = sum / channels;
    }
}

FOR_EACH_SET void ce_channel_mean_backward(const float *dy, float *to, long positions, long channels,
                                           int accumulates) {
    for (long p = 0; p < positions; p++, to += channels) {
        float g = dy[p] / channels;
        for (long c = 0; c < channels; c++) to[c] = accumulates ? to[c] + g : g;
    }
}

FOR_EACH_SET void ce_channel_sums(const float *x, double *sums, long positions, long channels) {
    for (long p = 0; p < positions; p++, x += channels)
        for (long c = 0; c < channels; c++) sums[c] += x[c];
}

FOR_EACH_SET void ce_channel_squares(const float *x, const float *mean, double *sums, long positions, long channels) {
    for (long p = 0; p < positions; p++, x += channels)
        for (long c = 0; c < channels; c++) {
            double distance = x[c] - mean[c];
            sums[c] += distance * distance;
        }
}

FOR_EACH_SET void ce_channel_products(const float *x, const float *mean, const float *dy, double *gradients,
                                      double *products, long positions, long channels) {
    for (long p = 0; p < positions; p++, x += channels, dy += channels)
        for (long c = 0; c < channels; c++) {
            gradients[c] += dy[c];
            products[c] += (double)dy[c] * (x[c] - mean[c]);
        }
}

FOR_EACH_SET void ce_channel_norm_backward(const float *from, const float *mean, const float *dy, const float *scale,
                                           const float *slope, const float *shift, float *to, long positions,
                                           long channels, int accumulates) {
    EACH_POSITION {
        ELEMENTWISE for (long c = 0; c < channels; c++) {
            float g = dy[c] * scale[c] + (from[c] - mean[c]) * slope[c] + shift[c];
            to[c] = accumulates ? to[c] + g : g;
        }
        dy += channels;
    }
}
