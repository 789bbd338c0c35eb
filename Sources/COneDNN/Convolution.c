#include "Operation.h"

// The order of packed weights: oneDNN's choice, but for one kernel of its that would write beyond its memory. With
// AVX2, backward weights of strided 1x1 convolutions of fewer than 8 channels crash (seen in 2.6.3 and 3.2.0); a plain
// order is one that kernel does not take.
static dnnl_format_tag_t packed_order(const dn_geometry *g, dnnl_prop_kind_t direction) {
    int is_pointwise = g->kernel_height == 1 && g->kernel_width == 1 && g->groups == 1;
    int is_strided = g->stride_height > 1 || g->stride_width > 1;
    int crashes = direction == dnnl_backward_weights && is_pointwise && is_strided && g->in_channels < 8;
    return crashes ? dnnl_hwio : dnnl_format_tag_any;
}

dnnl_status_t dn_describe_kernel(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, int is_winograd,
                                  dnnl_primitive_desc_t *out) {
    dnnl_status_t status = dnnl_success;
    dn_layout weights = NULL, bias = NULL;
    dnnl_dim_t channels[] = {g->out_channels};
    TRY(dn_kernel_layout(g, packed_order(g, direction), &weights));
    if (has_bias) TRY(dn_layout_create(&bias, 1, channels, dnnl_x));
    dn_request request = {.direction = direction, .weights = weights, .bias = bias, .is_winograd = is_winograd};
    dnnl_format_tag_t order = is_winograd ? dnnl_format_tag_any : dnnl_nhwc;
    TRY(dn_describe_features(g, dn_describe_convolution, order, request, out));
done:
    dn_layout_destroy(bias);
    dn_layout_destroy(weights);
    return status;
}

int dn_convolution_arguments(dnnl_prop_kind_t direction, int has_bias, const int **out) {
    static const int biased[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
    static const int bare[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
    static const int data[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
    static const int weights[] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS};
    *out = direction == dnnl_backward_data ? data
        : direction == dnnl_backward_weights ? weights
        : has_bias ? biased
                   : bare;
    return has_bias ? 4 : 3;
}

static dnnl_status_t direct(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out) {
    dnnl_primitive_desc_t description = NULL;
    dnnl_status_t status = dn_describe_kernel(g, direction, has_bias, 0, &description);
    if (status != dnnl_success) return status;
    const int *arguments;
    int count = dn_convolution_arguments(direction, has_bias, &arguments);
    status = dn_op_create(description, count, arguments, out);
    dnnl_primitive_desc_destroy(description);
    return status;
}

static dnnl_status_t fastest(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out) {
    dnnl_status_t status = dn_winograd_create(g, direction, has_bias, out);
    return status == dnnl_success ? status : direct(g, direction, has_bias, out);
}

// The gradient of the input is a forward convolution of the output's gradient with rotated weights: its geometry.
// There is one without strides and groups, where no padding comes out negative; else the result is 0.
static int rotate(const dn_geometry *g, dn_geometry *out) {
    int reach_y = g->dilation_height * (g->kernel_height - 1), reach_x = g->dilation_width * (g->kernel_width - 1);
    if (g->groups != 1 || g->stride_height != 1 || g->stride_width != 1) return 0;
    *out = *g;
    out->in_height = g->out_height, out->in_width = g->out_width, out->in_channels = g->out_channels;
    out->out_height = g->in_height, out->out_width = g->in_width, out->out_channels = g->in_channels;
    out->pad_top = reach_y - g->pad_top, out->pad_bottom = reach_y - g->pad_bottom;
    out->pad_left = reach_x - g->pad_left, out->pad_right = reach_x - g->pad_right;
    return out->pad_top >= 0 && out->pad_bottom >= 0 && out->pad_left >= 0 && out->pad_right >= 0
        && out->in_height + out->pad_top + out->pad_bottom - reach_y == out->out_height
        && out->in_width + out->pad_left + out->pad_right - reach_x == out->out_width;
}

int dn_convolution_forward_create(const dn_geometry *g, int has_bias, dn_op **out) {
    return fastest(g, dnnl_forward_inference, has_bias, out);
}

int dn_convolution_backward_data_create(const dn_geometry *g, dn_op **out) {
    dn_geometry rotated;
    dnnl_status_t status = dnnl_unimplemented;
    if (rotate(g, &rotated)) {
        status = dn_winograd_create(&rotated, dnnl_forward_inference, 0, out);
        if (status != dnnl_success && dn_prefers_forward(g))
            status = direct(&rotated, dnnl_forward_inference, 0, out);
    }
    if (status != dnnl_success) return direct(g, dnnl_backward_data, 0, out);
    (*out)->packing.rotated = 1;
    return status;
}

int dn_convolution_backward_weights_create(const dn_geometry *g, int has_bias, dn_op **out) {
    return fastest(g, dnnl_backward_weights, has_bias, out);
}
