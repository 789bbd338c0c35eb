#include "CElementwise.h"
#include "InstructionSets.h"

#define OPERATOR(name, symbol)                                                                                     \
    FOR_EACH_SET static void name(ce_operand a, ce_operand b, float *y, long positions, long channels) {           \
        for (long p = 0; p < positions; p++, y += channels) {                                                      \
            const float *l = a.values + p * a.position, *r = b.values + p * b.position;                            \
            if (a.channel && b.channel) {                                                                          \
                ELEMENTWISE for (long c = 0; c < channels; c++) y[c] = l[c] symbol r[c];                           \
            } else if (a.channel) {                                                                                \
                float value = r[0];                                                                                \
                ELEMENTWISE for (long c = 0; c < channels; c++) y[c] = l[c] symbol value;                          \
            } else if (b.channel) {                                                                                \
                float value = l[0];                                                                                \
                ELEMENTWISE for (long c = 0; c < channels; c++) y[c] = value symbol r[c];                          \
            } else {                                                                                               \
                float value = l[0] symbol r[0];                                                                    \
                for (long c = 0; c < channels; c++) y[c] = value;                                                  \
            }                                                                                                      \
        }                                                                                                          \
    }

OPERATOR(plus, +)
OPERATOR(minus, -)
OPERATOR(times, *)
OPERATOR(over, /)

void ce_binary(ce_operator o, ce_operand a, ce_operand b, float *y, long positions, long channels) {
    switch (o) {
        case ce_plus: plus(a, b, y, positions, channels); break;
        case ce_minus: minus(a, b, y, positions, channels); break;
        case ce_times: times(a, b, y, positions, channels); break;
        case ce_over: over(a, b, y, positions, channels); break;
    }
}

FOR_EACH_SET void ce_reduce(const float *x, double sign, double *sums, long position, long channel, long positions,
                            long channels) {
    for (long p = 0; p < positions; p++) {
        double *to = sums + p * position;
        if (channel) {
            for (long c = 0; c < channels; c++) to[c] += sign * x[p * channels + c];
        } else {
            double sum = 0;
            for (long c = 0; c < channels; c++) sum += x[p * channels + c];
            to[0] += sign * sum;
        }
    }
}

FOR_EACH_SET void ce_gather(const float *x, long width, const int *indices, float *y, long count, long positions) {
    for (long p = 0; p < positions; p++)
        for (long j = 0; j < count; j++) y[p * count + j] = x[p * width + indices[j]];
}

void ce_scatter(const float *x, long count, const int *indices, float *y, long width, long positions) {
    for (long p = 0; p < positions; p++)
        for (long j = 0; j < count; j++) y[p * width + indices[j]] += x[p * count + j];
}
