#include "Operation.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static dnnl_status_t features(int batch, int channels, int height, int width, dn_layout *out) {
    dnnl_dim_t extents[] = {batch, channels, height, width};
    return dn_layout_create(out, COUNT(extents), extents, dnnl_nhwc);
}

static dnnl_status_t kernel(const dn_geometry *g, dnnl_format_tag_t order, dn_layout *out) {
    dnnl_dim_t extents[] = {g->groups, g->out_channels / g->groups, g->in_channels / g->groups, g->kernel_height,
                            g->kernel_width};
    int ungrouped = g->groups == 1;
    return dn_layout_create(out, 5 - ungrouped, extents + ungrouped, order);
}

// The order of packed weights: oneDNN's choice, but for one kernel of its that would write beyond its memory. With AVX2,
// backward weights of strided 1x1 convolutions of fewer than 8 channels crash (seen in 2.6.3 and 3.2.0); a plain order
// is one that kernel does not take.
static dnnl_format_tag_t packed_order(const dn_geometry *g, dnnl_prop_kind_t direction) {
    int is_pointwise = g->kernel_height == 1 && g->kernel_width == 1 && g->groups == 1;
    int is_strided = g->stride_height > 1 || g->stride_width > 1;
    int crashes = direction == dnnl_backward_weights && is_pointwise && is_strided && g->in_channels < 8;
    return crashes ? dnnl_hwio : dnnl_format_tag_any;
}

static void set_window(const dn_geometry *g, dn_request *r) {
    r->kernel[0] = g->kernel_height, r->kernel[1] = g->kernel_width;
    r->stride[0] = g->stride_height, r->stride[1] = g->stride_width;
    r->skip[0] = g->dilation_height - 1, r->skip[1] = g->dilation_width - 1;
    r->near[0] = g->pad_top, r->near[1] = g->pad_left;
    r->far[0] = g->pad_bottom, r->far[1] = g->pad_right;
}

// Completes the request by what every operation has.
static int create(const dn_geometry *g, dn_describe *describe, dn_request request, int count,
                  const int *arguments, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dn_layout source = NULL, destination = NULL;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t hint = NULL, description = NULL;
    if (dn_engine() == NULL) return dnnl_runtime_error;
    TRY(features(g->batch, g->in_channels, g->in_height, g->in_width, &source));
    TRY(features(g->batch, g->out_channels, g->out_height, g->out_width, &destination));
    TRY(dn_attributes_create(&attributes));
    request.source = source;
    request.destination = destination;
    set_window(g, &request);
    if (!dn_is_forward(&request)) {
        dn_request forward = request;
        forward.direction = dnnl_forward_training;
        TRY(describe(&forward, dn_engine(), NULL, attributes, &hint));
    }
    TRY(describe(&request, dn_engine(), hint, attributes, &description));
    TRY(dn_op_create(description, count, arguments, out));
done:
    if (description != NULL) dnnl_primitive_desc_destroy(description);
    if (hint != NULL) dnnl_primitive_desc_destroy(hint);
    if (attributes != NULL) dnnl_primitive_attr_destroy(attributes);
    dn_layout_destroy(destination);
    dn_layout_destroy(source);
    return status;
}

// Convolution

static dn_const_layout packed_layout(const dn_op *convolution) {
    dn_const_layout layout = dn_op_layout(convolution, DNNL_ARG_WEIGHTS);
    return layout != NULL ? layout : dn_op_layout(convolution, DNNL_ARG_DIFF_WEIGHTS);
}

static int convolution(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, int count,
                       const int *arguments, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dn_layout weights = NULL, bias = NULL;
    dnnl_dim_t channels[] = {g->out_channels};
    TRY(kernel(g, packed_order(g, direction), &weights));
    if (has_bias) TRY(dn_layout_create(&bias, 1, channels, dnnl_x));
    dn_request request = {.direction = direction, .weights = weights, .bias = bias};
    TRY(create(g, dn_describe_convolution, request, count, arguments, out));
done:
    dn_layout_destroy(bias);
    dn_layout_destroy(weights);
    return status;
}

int dn_convolution_forward_create(const dn_geometry *g, int has_bias, dn_op **out) {
    const int biased[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
    const int bare[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
    return convolution(g, dnnl_forward_inference, has_bias, has_bias ? COUNT(biased) : COUNT(bare),
                       has_bias ? biased : bare, out);
}

int dn_convolution_backward_data_create(const dn_geometry *g, dn_op **out) {
    const int arguments[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
    return convolution(g, dnnl_backward_data, 0, COUNT(arguments), arguments, out);
}

int dn_convolution_backward_weights_create(const dn_geometry *g, int has_bias, dn_op **out) {
    const int arguments[] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS};
    return convolution(g, dnnl_backward_weights, has_bias, has_bias ? 4 : 3, arguments, out);
}

size_t dn_packed_bytes(const dn_op *convolution) { return dnnl_memory_desc_get_size(packed_layout(convolution)); }

int dn_same_packing(const dn_op *a, const dn_op *b) {
    return dnnl_memory_desc_equal(packed_layout(a), packed_layout(b));
}

static int reorder(dn_const_layout from, dn_const_layout to, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t description = NULL;
    const int arguments[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
    TRY(dn_attributes_create(&attributes));
    TRY(dnnl_reorder_primitive_desc_create(&description, from, dn_engine(), to, dn_engine(), attributes));
    TRY(dn_op_create(description, COUNT(arguments), arguments, out));
done:
    if (description != NULL) dnnl_primitive_desc_destroy(description);
    if (attributes != NULL) dnnl_primitive_attr_destroy(attributes);
    return status;
}

static int repack(const dn_geometry *g, const dn_op *convolution, int unpack, dn_op **out) {
    dn_layout plain = NULL;
    int status = kernel(g, g->groups == 1 ? dnnl_oihw : dnnl_goihw, &plain);
    if (status != dnnl_success) return status;
    dn_const_layout packed = packed_layout(convolution);
    status = unpack ? reorder(packed, plain, out) : reorder(plain, packed, out);
    dn_layout_destroy(plain);
    return status;
}

int dn_pack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    return repack(g, convolution, 0, out);
}

int dn_unpack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    return repack(g, convolution, 1, out);
}

// Average pooling and resizing

static int resample(const dn_geometry *g, dn_describe *describe, int backward, dn_op **out) {
    const int forth[] = {DNNL_ARG_SRC, DNNL_ARG_DST}, back[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
    dn_request request = {.direction = backward ? dnnl_backward_data : dnnl_forward_training};
    return create(g, describe, request, 2, backward ? back : forth, out);
}

int dn_average_pool_forward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 0, out);
}

int dn_average_pool_backward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 1, out);
}

int dn_resize_forward_create(const dn_geometry *g, dn_op **out) { return resample(g, dn_describe_resize, 0, out); }

int dn_resize_backward_create(const dn_geometry *g, dn_op **out) { return resample(g, dn_describe_resize, 1, out); }

// Batch normalisation

int dn_batch_norm_forward_create(const dn_geometry *g, float epsilon, dn_op **out) {
    const int arguments[] = {DNNL_ARG_SRC,   DNNL_ARG_MEAN,  DNNL_ARG_VARIANCE,
                             DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST};
    dn_request request = {.direction = dnnl_forward_training, .epsilon = epsilon};
    return create(g, dn_describe_batch_norm, request, COUNT(arguments), arguments, out);
}

int dn_batch_norm_backward_create(const dn_geometry *g, float epsilon, dn_op **out) {
    const int arguments[] = {DNNL_ARG_SRC,      DNNL_ARG_MEAN,       DNNL_ARG_VARIANCE,
                             DNNL_ARG_DIFF_DST, DNNL_ARG_SCALE,      dn_backward_shift,
                             DNNL_ARG_DIFF_SRC, DNNL_ARG_DIFF_SCALE, DNNL_ARG_DIFF_SHIFT};
    dn_request request = {.direction = dnnl_backward, .epsilon = epsilon};
    return create(g, dn_describe_batch_norm, request, COUNT(arguments), arguments, out);
}

// Products

int dn_sgemm(char transpose_a, char transpose_b, long m, long n, long k, float alpha, const float *a, long lda,
             const float *b, long ldb, float beta, float *c, long ldc) {
    dn_set_threads(1);
    return dnnl_sgemm(transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
