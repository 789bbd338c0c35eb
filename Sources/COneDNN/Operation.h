#ifndef DELTANAS_OPERATION_H
#define DELTANAS_OPERATION_H

#include "COneDNN.h"
#include "Primitives.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define TRY(call)                              \
    do {                                       \
        dnnl_status_t status_ = (call);        \
        if (status_ != dnnl_success) {         \
            status = status_;                  \
            goto done;                         \
        }                                      \
    } while (0)

// How a convolution wants its weights: `slices` of its output channels after one another, each in `layout`; `rotated`:
// those of the convolution that computes the gradient of its input, W'[ci][co][y][x] = W[co][ci][kh-1-y][kw-1-x].
typedef struct {
    dn_const_layout layout;  // borrowed from the operation; NULL: no convolution
    int slices;
    int rotated;
} dn_packing;

// What every kind of operation begins with.
struct dn_op {
    int (*run)(dn_op *op, void *const *buffers, void *scratch);
    void (*destroy)(dn_op *op);
    size_t scratch_bytes;
    dn_packing packing;
};

// One processor engine serves the whole process; NULL where oneDNN has none.
dnnl_engine_t dn_engine(void);

// Attributes of a primitive whose scratch the caller provides.
dnnl_status_t dn_attributes_create(dnnl_primitive_attr_t *attributes);

// Makes the primitive and, for each of oneDNN's argument numbers, in the order in which a run gives the buffers, the
// memory object that a run points at its buffer. `dn_unread` stands for a buffer that the primitive has no use for.
dnnl_status_t dn_op_create(dnnl_primitive_desc_t description, int count, const int *arguments, dn_op **out);

// The operation that copies from one layout to another.
dnnl_status_t dn_reorder_create(dn_const_layout from, dn_const_layout to, dn_op **out);

// The description of an operation on features in `order`; `request` says what is particular to it.
dnnl_status_t dn_describe_features(const dn_geometry *g, dn_describe *describe, dnnl_format_tag_t order,
                                   dn_request request, dnnl_primitive_desc_t *out);

// The layout of a convolution's weights in an order that has groups where they have.
dnnl_status_t dn_kernel_layout(const dn_geometry *g, dnnl_format_tag_t order, dn_layout *out);

// The description of a convolution: direct on NHWC, or Winograd's on whatever layout that takes.
dnnl_status_t dn_describe_kernel(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, int is_winograd,
                                  dnnl_primitive_desc_t *out);
// Its argument numbers in the order of the public constructors' buffers; returns how many.
int dn_convolution_arguments(dnnl_prop_kind_t direction, int has_bias, const int **out);

// Whether an input's gradient is sooner computed as a direct forward convolution with rotated weights.
int dn_prefers_forward(const dn_geometry *g);

// A size rounded up so that what follows is aligned.
static inline size_t dn_rounded(size_t bytes) { return (bytes + 63) / 64 * 64; }

// A convolution by Winograd's method between copies to and from a blocked layout, its buffers those of the direct one.
// Unimplemented where oneDNN has none, where direct convolution is no slower, and where the environment forbids it.
dnnl_status_t dn_winograd_create(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out);

// Weights in PyTorch's order into those that a forward dn_winograd_create wants.
dnnl_status_t dn_winograd_pack_create(const dn_geometry *g, const dn_packing *packing, dn_op **out);

#endif
