#include "Operation.h"

#include <stdlib.h>

size_t dn_packed_bytes(const dn_op *convolution) {
    const dn_packing *packing = &convolution->packing;
    return packing->slices * dnnl_memory_desc_get_size(packing->layout);
}

int dn_same_packing(const dn_op *a, const dn_op *b) {
    return a->packing.rotated == b->packing.rotated && a->packing.slices == b->packing.slices
        && dnnl_memory_desc_equal(a->packing.layout, b->packing.layout);
}

dnnl_status_t dn_kernel_layout(const dn_geometry *g, dnnl_format_tag_t order, dn_layout *out) {
    dnnl_dim_t extents[] = {g->groups, g->out_channels / g->groups, g->in_channels / g->groups, g->kernel_height,
                            g->kernel_width};
    int ungrouped = g->groups == 1;
    return dn_layout_create(out, 5 - ungrouped, extents + ungrouped, order);
}

static dnnl_status_t plain_layout(const dn_geometry *g, dn_layout *out) {
    return dn_kernel_layout(g, g->groups == 1 ? dnnl_oihw : dnnl_goihw, out);
}

// Rotates weights in scratch, then brings them into a layout.
typedef struct {
    dn_op base;
    dn_op *reorder;
    int outputs, inputs, positions;
    size_t inner;  // where the reorder's own scratch begins
} rotation_op;

static int run_rotation(dn_op *base, void *const *buffers, void *scratch) {
    const rotation_op *op = (const rotation_op *)base;
    const float *plain = buffers[0];
    float *rotated = scratch;
    for (int i = 0; i < op->inputs; i++)
        for (int o = 0; o < op->outputs; o++) {
            const float *from = plain + ((size_t)o * op->inputs + i) * op->positions;
            for (int p = op->positions - 1; p >= 0; p--) *rotated++ = from[p];
        }
    void *inner[] = {scratch, buffers[1]};
    return dn_op_run(op->reorder, inner, (char *)scratch + op->inner);
}

static void destroy_rotation(dn_op *base) {
    dn_op_destroy(((rotation_op *)base)->reorder);
    free(base);
}

static dnnl_status_t rotation_create(const dn_geometry *g, dn_const_layout to, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dn_layout plain = NULL;
    dn_geometry turned = *g;
    turned.in_channels = g->out_channels;
    turned.out_channels = g->in_channels;
    rotation_op *op = calloc(1, sizeof *op);
    if (op == NULL) return dnnl_out_of_memory;
    op->base.run = run_rotation;
    op->base.destroy = destroy_rotation;
    op->outputs = g->out_channels;
    op->inputs = g->in_channels;
    op->positions = g->kernel_height * g->kernel_width;
    TRY(plain_layout(&turned, &plain));
    TRY(dn_reorder_create(plain, to, &op->reorder));
    op->inner = dn_rounded(dnnl_memory_desc_get_size(plain));
    op->base.scratch_bytes = op->inner + op->reorder->scratch_bytes;
done:
    dn_layout_destroy(plain);
    if (status != dnnl_success) destroy_rotation(&op->base);
    *out = status != dnnl_success ? NULL : &op->base;
    return status;
}

int dn_pack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    if (dn_winograd_pack_create(g, &convolution->packing, out) == dnnl_success) return dnnl_success;
    if (convolution->packing.rotated) return rotation_create(g, convolution->packing.layout, out);
    dn_layout plain = NULL;
    dnnl_status_t status = plain_layout(g, &plain);
    if (status != dnnl_success) return status;
    status = dn_reorder_create(plain, convolution->packing.layout, out);
    dn_layout_destroy(plain);
    return status;
}

int dn_unpack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    if (convolution->packing.rotated) return dnnl_unimplemented;
    dn_layout plain = NULL;
    dnnl_status_t status = plain_layout(g, &plain);
    if (status != dnnl_success) return status;
    status = dn_reorder_create(convolution->packing.layout, plain, out);
    dn_layout_destroy(plain);
    return status;
}
