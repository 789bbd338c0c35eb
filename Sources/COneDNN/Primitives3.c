// oneDNN 3.x: one call a primitive, and memory descriptors behind handles.
#include "Primitives.h"

#if DNNL_VERSION_MAJOR == 3

dnnl_status_t dn_layout_create(dn_layout *layout, int rank, const dnnl_dim_t *extents, dnnl_format_tag_t order) {
    return dnnl_memory_desc_create_with_tag(layout, rank, extents, dnnl_f32, order);
}

void dn_layout_destroy(dn_layout layout) {
    if (layout != NULL) dnnl_memory_desc_destroy(layout);
}

dnnl_status_t dn_describe_convolution(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                      dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    if (r->is_winograd) return dnnl_unimplemented;
    if (dn_is_forward(r))
        return dnnl_convolution_forward_primitive_desc_create(
            description, engine, r->direction, dnnl_convolution_direct, r->source, r->weights, r->bias, r->destination,
            r->stride, r->skip, r->near, r->far, attributes);
    if (r->direction == dnnl_backward_data)
        return dnnl_convolution_backward_data_primitive_desc_create(
            description, engine, dnnl_convolution_direct, r->source, r->weights, r->destination, r->stride, r->skip,
            r->near, r->far, hint, attributes);
    return dnnl_convolution_backward_weights_primitive_desc_create(
        description, engine, dnnl_convolution_direct, r->source, r->weights, r->bias, r->destination, r->stride,
        r->skip, r->near, r->far, hint, attributes);
}

dnnl_status_t dn_describe_average_pool(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                       dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    dnnl_alg_kind_t mean =
        r->leaves_padding_out ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_avg_include_padding;
    const dnnl_dim_t dense[] = {0, 0};
    if (dn_is_forward(r))
        return dnnl_pooling_forward_primitive_desc_create(
            description, engine, r->direction, mean, r->source, r->destination, r->stride,
            r->kernel, dense, r->near, r->far, attributes);
    return dnnl_pooling_backward_primitive_desc_create(description, engine, mean, r->source,
                                                       r->destination, r->stride, r->kernel, dense, r->near, r->far,
                                                       hint, attributes);
}

dnnl_status_t dn_describe_resize(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                 dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    if (dn_is_forward(r))
        return dnnl_resampling_forward_primitive_desc_create(description, engine, r->direction, dnnl_resampling_linear,
                                                             NULL, r->source, r->destination, attributes);
    return dnnl_resampling_backward_primitive_desc_create(description, engine, dnnl_resampling_linear, NULL, r->source,
                                                          r->destination, hint, attributes);
}

dnnl_status_t dn_describe_batch_norm(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                     dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    unsigned flags = dnnl_use_scale | dnnl_use_shift;
    if (dn_is_forward(r))
        return dnnl_batch_normalization_forward_primitive_desc_create(
            description, engine, r->direction, r->source, r->destination, r->epsilon, flags, attributes);
    return dnnl_batch_normalization_backward_primitive_desc_create(
        description, engine, r->direction, r->source, r->destination, r->source, r->epsilon, flags, hint, attributes);
}

#endif
