#include "Operation.h"

static dnnl_status_t features(int batch, int channels, int height, int width, dnnl_format_tag_t order,
                              dn_layout *out) {
    dnnl_dim_t extents[] = {batch, channels, height, width};
    return dn_layout_create(out, COUNT(extents), extents, order);
}

static void set_window(const dn_geometry *g, dn_request *r) {
    r->kernel[0] = g->kernel_height, r->kernel[1] = g->kernel_width;
    r->stride[0] = g->stride_height, r->stride[1] = g->stride_width;
    r->skip[0] = g->dilation_height - 1, r->skip[1] = g->dilation_width - 1;
    r->near[0] = g->pad_top, r->near[1] = g->pad_left;
    r->far[0] = g->pad_bottom, r->far[1] = g->pad_right;
}

dnnl_status_t dn_describe_features(const dn_geometry *g, dn_describe *describe, dnnl_format_tag_t order,
                                   dn_request request, dnnl_primitive_desc_t *out) {
    dnnl_status_t status = dnnl_success;
    dn_layout source = NULL, destination = NULL;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t hint = NULL;
    if (dn_engine() == NULL) return dnnl_runtime_error;
    TRY(features(g->batch, g->in_channels, g->in_height, g->in_width, order, &source));
    TRY(features(g->batch, g->out_channels, g->out_height, g->out_width, order, &destination));
    TRY(dn_attributes_create(&attributes));
    request.source = source;
    request.destination = destination;
    set_window(g, &request);
    if (!dn_is_forward(&request)) {
        dn_request forward = request;
        forward.direction = dnnl_forward_training;
        TRY(describe(&forward, dn_engine(), NULL, attributes, &hint));
    }
    TRY(describe(&request, dn_engine(), hint, attributes, out));
done:
    if (hint != NULL) dnnl_primitive_desc_destroy(hint);
    if (attributes != NULL) dnnl_primitive_attr_destroy(attributes);
    dn_layout_destroy(destination);
    dn_layout_destroy(source);
    return status;
}

static int create(const dn_geometry *g, dn_describe *describe, dn_request request, int count,
                  const int *arguments, dn_op **out) {
    dnnl_primitive_desc_t description = NULL;
    dnnl_status_t status = dn_describe_features(g, describe, dnnl_nhwc, request, &description);
    if (status != dnnl_success) return status;
    status = dn_op_create(description, count, arguments, out);
    dnnl_primitive_desc_destroy(description);
    return status;
}

// Average pooling and resizing

static int resample(const dn_geometry *g, dn_describe *describe, int backward, int leaves_padding_out, dn_op **out) {
    const int forth[] = {DNNL_ARG_SRC, DNNL_ARG_DST}, back[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
    dn_request request = {.direction = backward ? dnnl_backward_data : dnnl_forward_training,
                          .leaves_padding_out = leaves_padding_out};
    return create(g, describe, request, 2, backward ? back : forth, out);
}

int dn_average_pool_forward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 0, 0, out);
}

int dn_average_pool_backward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 1, 0, out);
}

int dn_unpadded_average_pool_forward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 0, 1, out);
}

int dn_unpadded_average_pool_backward_create(const dn_geometry *g, dn_op **out) {
    return resample(g, dn_describe_average_pool, 1, 1, out);
}

int dn_resize_forward_create(const dn_geometry *g, dn_op **out) { return resample(g, dn_describe_resize, 0, 0, out); }

int dn_resize_backward_create(const dn_geometry *g, dn_op **out) { return resample(g, dn_describe_resize, 1, 0, out); }

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
