#ifndef DELTANAS_BROADCASTS_H
#define DELTANAS_BROADCASTS_H

typedef enum { ce_plus, ce_minus, ce_times, ce_over } ce_operator;

// An operand that may be repeated: at position p and channel c it is values[p position + c channel], `channel` 0 or 1.
typedef struct {
    const float *values;
    long position, channel;
} ce_operand;

// y[p, c] = a[p, c] (operator) b[p, c]
void ce_binary(ce_operator o, ce_operand a, ce_operand b, float *y, long positions, long channels);
// sums[p position + c channel] += sign x[p, c]: what a repeated operand gets back.
void ce_reduce(const float *x, double sign, double *sums, long position, long channel, long positions, long channels);
// y[p, j] = x[p, indices[j]], from rows of `width` channels to rows of `count`
void ce_gather(const float *x, long width, const int *indices, float *y, long count, long positions);
// y[p, indices[j]] += x[p, j], the way back
void ce_scatter(const float *x, long count, const int *indices, float *y, long width, long positions);

#endif
