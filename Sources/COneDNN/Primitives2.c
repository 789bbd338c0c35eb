// oneDNN 2.x: a primitive is described in two steps, an operation descriptor that is a plain value, and from it the
// primitive descriptor.
#include "Primitives.h"

#if DNNL_VERSION_MAJOR == 2

#include <stdlib.h>

dnnl_status_t dn_layout_create(dn_layout *layout, int rank, const dnnl_dim_t *extents, dnnl_format_tag_t order) {
    *layout = malloc(sizeof **layout);
    if (*layout == NULL) return dnnl_out_of_memory;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(*layout, rank, extents, dnnl_f32, order);
    if (status != dnnl_success) {
        free(*layout);
        *layout = NULL;
    }
    return status;
}

void dn_layout_destroy(dn_layout layout) { free(layout); }

// Of the forward convolutions by Winograd's method the one on tiles of 2x2: that on 4x4 takes megabytes of scratch.
static dnnl_status_t describe_small_tiles(const dnnl_convolution_desc_t *operation, dnnl_engine_t engine,
                                          dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *out) {
    dnnl_primitive_desc_iterator_t candidates = NULL;
    dnnl_status_t status = dnnl_primitive_desc_iterator_create(&candidates, operation, attributes, engine, NULL);
    while (status == dnnl_success) {
        dnnl_primitive_desc_t candidate = dnnl_primitive_desc_iterator_fetch(candidates);
        const dnnl_memory_desc_t *weights = dnnl_primitive_desc_query_md(candidate, dnnl_query_weights_md, 0);
        if (weights->format_kind == dnnl_format_kind_wino && weights->format_desc.wino_desc.alpha == 4) {
            *out = candidate;
            break;
        }
        dnnl_primitive_desc_destroy(candidate);
        status = dnnl_primitive_desc_iterator_next(candidates);
    }
    if (candidates != NULL) dnnl_primitive_desc_iterator_destroy(candidates);
    return status == dnnl_iterator_ends ? dnnl_unimplemented : status;
}

dnnl_status_t dn_describe_convolution(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                      dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    dnnl_convolution_desc_t operation;
    dnnl_status_t status;
    dnnl_alg_kind_t method = r->is_winograd ? dnnl_convolution_winograd : dnnl_convolution_direct;
    if (dn_is_forward(r))
        status = dnnl_dilated_convolution_forward_desc_init(&operation, r->direction, method,
                                                            r->source, r->weights, r->bias, r->destination, r->stride,
                                                            r->skip, r->near, r->far);
    else if (r->direction == dnnl_backward_data)
        status = dnnl_dilated_convolution_backward_data_desc_init(&operation, method, r->source,
                                                                  r->weights, r->destination, r->stride, r->skip,
                                                                  r->near, r->far);
    else
        status = dnnl_dilated_convolution_backward_weights_desc_init(&operation, method, r->source,
                                                                     r->weights, r->bias, r->destination, r->stride,
                                                                     r->skip, r->near, r->far);
    if (status != dnnl_success) return status;
    if (r->is_winograd && r->direction == dnnl_forward_inference)
        return describe_small_tiles(&operation, engine, attributes, description);
    return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

dnnl_status_t dn_describe_average_pool(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                       dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    dnnl_alg_kind_t mean =
        r->leaves_padding_out ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_avg_include_padding;
    dnnl_pooling_desc_t operation;
    dnnl_status_t status;
    if (dn_is_forward(r))
        status = dnnl_pooling_forward_desc_init(&operation, r->direction, mean, r->source,
                                                r->destination, r->stride, r->kernel, r->near, r->far);
    else
        status = dnnl_pooling_backward_desc_init(&operation, mean, r->source,
                                                 r->destination, r->stride, r->kernel, r->near, r->far);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

dnnl_status_t dn_describe_resize(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                 dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    dnnl_resampling_desc_t operation;
    dnnl_status_t status;
    if (dn_is_forward(r))
        status = dnnl_resampling_forward_desc_init(&operation, r->direction, dnnl_resampling_linear, NULL, r->source,
                                                   r->destination);
    else
        status = dnnl_resampling_backward_desc_init(&operation, dnnl_resampling_linear, NULL, r->source,
                                                    r->destination);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

dnnl_status_t dn_describe_batch_norm(const dn_request *r, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                     dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
    dnnl_batch_normalization_desc_t operation;
    unsigned flags = dnnl_use_scale | dnnl_use_shift;
    dnnl_status_t status;
    if (dn_is_forward(r))
        status = dnnl_batch_normalization_forward_desc_init(&operation, r->direction, r->source, r->epsilon, flags);
    else
        status = dnnl_batch_normalization_backward_desc_init(&operation, r->direction, r->destination, r->source,
                                                             r->epsilon, flags);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

#endif
