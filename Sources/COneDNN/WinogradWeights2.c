// Weights for Winograd's method on tiles of 2x2. oneDNN's own reorder into these layouts takes 30 to 50 times as long
// as into others, longer than a convolution; this takes about as long as the others.
#include "Operation.h"

#if DNNL_VERSION_MAJOR == 2

#include <stdlib.h>

enum { block = 16, tile = 4 };

typedef struct {
    dn_op base;
    int outputs, inputs;       // of the convolution that reads the packed weights
    size_t output, input;      // strides of the plain weights
    int rotated;
    int together;              // blocks of output channels side by side
    int slices;
} weights_op;

typedef float lanes[block];

// (a, b, c) to G (a, b, c)
static void spread(const lanes a, const lanes b, const lanes c, lanes *restrict out, int stride) {
    for (int l = 0; l < block; l++) {
        float outer = 0.5f * (a[l] + c[l]), middle = 0.5f * b[l];
        out[0][l] = a[l];
        out[stride][l] = outer + middle;
        out[2 * stride][l] = outer - middle;
        out[3 * stride][l] = c[l];
    }
}

// U = G w Gᵀ for one input channel and 16 output channels (Lavin, Gray 2016, §4.1), its 16 numbers `stride` apart.
static void transform(const float *plain, size_t next, int rotated, float *packed, size_t stride) {
    lanes w[9], half[3 * tile], all[tile * tile];
    for (int l = 0; l < block; l++, plain += next)
        for (int k = 0; k < 9; k++) w[rotated ? 8 - k : k][l] = plain[k];
    for (int x = 0; x < 3; x++) spread(w[x], w[3 + x], w[6 + x], half + x, 3);
    for (int y = 0; y < tile; y++) spread(half[3 * y], half[3 * y + 1], half[3 * y + 2], all + tile * y, 1);
    for (int a = 0; a < tile * tile; a++)
        for (int l = 0; l < block; l++) packed[a * stride + l] = all[a][l];
}

static int run(dn_op *base, void *const *buffers, void *scratch) {
    (void)scratch;
    const weights_op *op = (const weights_op *)base;
    const float *plain = buffers[0];
    int outputs = op->outputs / op->slices, blocks = outputs / block;
    size_t matrix = (size_t)outputs * op->inputs;
    // The loop inside goes along the plain weights.
    int inside = op->rotated ? blocks * op->slices : op->inputs;
    int outside = op->rotated ? op->inputs : blocks * op->slices;
    for (int p = 0; p < outside; p++)
        for (int q = 0; q < inside; q++) {
            int o = op->rotated ? q : p, i = op->rotated ? p : q;
            float *packed = (float *)buffers[1] + o / blocks * tile * tile * matrix;
            size_t chunk = (size_t)(o % blocks / op->together * op->inputs + i) * op->together + o % op->together;
            transform(plain + o * block * op->output + i * op->input, op->output, op->rotated, packed + chunk * block,
                      matrix);
        }
    return dnnl_success;
}

static void destroy(dn_op *op) { free(op); }

// How many blocks of output channels lie side by side; 0: not a layout that is written here.
static int blocks_together(const dnnl_memory_desc_t *layout) {
    if (layout->format_kind != dnnl_format_kind_wino) return 0;
    const dnnl_wino_desc_t *w = &layout->format_desc.wino_desc;
    if (w->r != 3 || w->alpha != tile || w->ic_block != block || w->oc_block != block) return 0;
    if (w->wino_format == dnnl_wino_wei_aaOio) return 1;
    return w->wino_format == dnnl_wino_wei_aaOBiOo ? w->oc2_block : 0;
}

dnnl_status_t dn_winograd_pack_create(const dn_geometry *g, const dn_packing *packing, dn_op **out) {
    int together = blocks_together(packing->layout);
    if (together == 0) return dnnl_unimplemented;
    weights_op *op = calloc(1, sizeof *op);
    if (op == NULL) return dnnl_out_of_memory;
    size_t row = (size_t)9 * g->in_channels;
    op->base.run = run;
    op->base.destroy = destroy;
    op->rotated = packing->rotated;
    op->outputs = op->rotated ? g->in_channels : g->out_channels;
    op->inputs = op->rotated ? g->out_channels : g->in_channels;
    op->output = op->rotated ? 9 : row;
    op->input = op->rotated ? row : 9;
    op->together = together;
    op->slices = packing->slices;
    *out = &op->base;
    return dnnl_success;
}

#endif
