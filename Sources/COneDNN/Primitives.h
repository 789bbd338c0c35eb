#ifndef DELTANAS_PRIMITIVES_H
#define DELTANAS_PRIMITIVES_H

#include <dnnl.h>

// What the major versions of oneDNN do differently. Primitives2.c and Primitives3.c each implement all of it; the rest
// of the shim is the same for both.

enum { dn_unread = 0 };  // no argument of a primitive

// A memory descriptor is a value in 2.x, a handle from 3.0 on; here it is an owned pointer in either.
// No gradient of a batch normalisation depends on the shift: 2.x insists on it all the same, 3.x refuses it.
#if DNNL_VERSION_MAJOR == 2
typedef dnnl_memory_desc_t *dn_layout;
typedef const dnnl_memory_desc_t *dn_const_layout;
enum { dn_backward_shift = DNNL_ARG_SHIFT };
#elif DNNL_VERSION_MAJOR == 3
typedef dnnl_memory_desc_t dn_layout;
typedef const_dnnl_memory_desc_t dn_const_layout;
enum { dn_backward_shift = dn_unread };
#else
#error "this shim is written against oneDNN 2.x (2.6 or newer) and 3.x"
#endif

// 32-bit floats.
dnnl_status_t dn_layout_create(dn_layout *layout, int rank, const dnnl_dim_t *extents, dnnl_format_tag_t order);
void dn_layout_destroy(dn_layout layout);  // NULL is nothing

// The arguments of a primitive, named as in its forward pass whatever the direction.
typedef struct {
    dnnl_prop_kind_t direction;
    dn_const_layout source, weights, bias, destination;  // weights and bias: of a convolution; a bias may be NULL
    dnnl_dim_t kernel[2], stride[2], skip[2];            // skip: dilation as oneDNN counts it, 0 = dense
    dnnl_dim_t near[2], far[2];                          // padding: top and left, bottom and right
    float epsilon;
    int is_winograd;  // a convolution's method; else direct
    int leaves_padding_out;  // of a pool's mean
} dn_request;

static inline int dn_is_forward(const dn_request *r) {
    return r->direction == dnnl_forward_inference || r->direction == dnnl_forward_training;
}

// `hint` is the description of the same in dnnl_forward_training, and NULL for a forward pass.
typedef dnnl_status_t dn_describe(const dn_request *request, dnnl_engine_t engine, dnnl_primitive_desc_t hint,
                                  dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description);

dn_describe dn_describe_convolution;
dn_describe dn_describe_average_pool;
dn_describe dn_describe_resize;
dn_describe dn_describe_batch_norm;

#endif
