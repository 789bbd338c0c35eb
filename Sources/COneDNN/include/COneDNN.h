#ifndef DELTANAS_CONEDNN_H
#define DELTANAS_CONEDNN_H

#include <stddef.h>

// The part of oneDNN that deltanas uses, behind one small interface: an operation is created once from a geometry and
// run many times on plain 32-bit floats in NHWC. Only this shim knows which major version of oneDNN it is built with.
//
// Every `..._create` returns 0 and sets `*out`, or returns oneDNN's status (1 out of memory, 2 invalid arguments,
// 3 unimplemented, …). An operation takes its buffers by position, in the order written beside its constructor, then a
// scratch buffer of at least dn_op_scratch_bytes (may be NULL where that is 0).

typedef struct dn_op dn_op;

typedef struct {
    int batch;
    int in_height, in_width, in_channels;
    int out_height, out_width, out_channels;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int pad_top, pad_left, pad_bottom, pad_right;
    int dilation_height, dilation_width;  // 1 = dense
    int groups;
} dn_geometry;

// How many threads the operations created and run from the calling thread use.
void dn_set_threads(int threads);
int dn_threads(void);

// Convolution; weights are in the operation's own packed layout. The method is chosen by geometry, library and processor.
// src, weights, [bias,] dst
int dn_convolution_forward_create(const dn_geometry *g, int has_bias, dn_op **out);
// diff_dst, weights, diff_src
int dn_convolution_backward_data_create(const dn_geometry *g, dn_op **out);
// src, diff_dst, diff_weights[, diff_bias]
int dn_convolution_backward_weights_create(const dn_geometry *g, int has_bias, dn_op **out);
size_t dn_packed_bytes(const dn_op *convolution);
// Whether two convolutions want their weights in one and the same layout.
int dn_same_packing(const dn_op *a, const dn_op *b);
// From PyTorch's order Cout x Cin/groups x kh x kw to the packed layout of a convolution made above, and from that of
// backward weights to PyTorch's order.
int dn_pack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out);    // plain, packed
int dn_unpack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out);  // packed, plain

// Average pooling that counts the padding or leaves it out. kernel, stride and pad are read; channels must agree.
int dn_average_pool_forward_create(const dn_geometry *g, dn_op **out);   // src, dst
int dn_average_pool_backward_create(const dn_geometry *g, dn_op **out);  // diff_dst, diff_src
int dn_unpadded_average_pool_forward_create(const dn_geometry *g, dn_op **out);
int dn_unpadded_average_pool_backward_create(const dn_geometry *g, dn_op **out);

// Bilinear resize with half-pixel centres.
int dn_resize_forward_create(const dn_geometry *g, dn_op **out);   // src, dst
int dn_resize_backward_create(const dn_geometry *g, dn_op **out);  // diff_dst, diff_src

// Batch normalisation with the batch's own statistics, which the forward pass writes.
int dn_batch_norm_forward_create(const dn_geometry *g, float epsilon,
                                 dn_op **out);  // src, mean, variance, scale, shift, dst
// src, mean, variance, diff_dst, scale, shift, diff_src, diff_scale, diff_shift
int dn_batch_norm_backward_create(const dn_geometry *g, float epsilon, dn_op **out);

size_t dn_op_scratch_bytes(const dn_op *op);
int dn_op_run(dn_op *op, void *const *buffers, void *scratch);
void dn_op_destroy(dn_op *op);

// C = alpha op(A) op(B) + beta C on row-major matrices, on the calling thread; 't' transposes, 'n' does not.
int dn_sgemm(char transpose_a, char transpose_b, long m, long n, long k, float alpha, const float *a, long lda,
             const float *b, long ldb, float beta, float *c, long ldc);
// The library that runs (not the one built against), and the best instruction set that it will use: `avx2`, say.
void dn_version(int *major, int *minor, int *patch);
const char *dn_instruction_set(void);

// Tells the processor that the thread is polling.
static inline void dn_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
