// Winograd's method, which oneDNN has in 2.x: with AVX-512, on features in blocks of 16 channels, for 3x3 kernels.
#include "Operation.h"

#if DNNL_VERSION_MAJOR == 2

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { block = 16, max_slices = 8, band_elements = 1 << 18 };

static int allowed;
static pthread_once_t allowed_once = PTHREAD_ONCE_INIT;

static void read_environment(void) {
    const char *value = getenv("DELTANAS_WINOGRAD");
    allowed = value == NULL || strcmp(value, "0") != 0;
}

int dn_prefers_forward(const dn_geometry *g) {
    unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
    // Turning the weights has to take less than it saves.
    int taps = g->kernel_height * g->kernel_width, weights = g->in_channels * g->out_channels * taps;
    return (isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core && taps > 1 && weights <= 160000
        && g->in_height * g->in_width >= 128;
}

// Whether it pays off, the copies included. Of the direct convolution's time it took, on one thread of a Zen 5: forward
// 0.6 to 0.75 from 32 channels on, 0.85 between 16 and 32, 1.2 between 16 and 16; for gradients of weights 0.5 to 0.7
// at 48 to 128 channels, more than 1 at 256 and in low bands, and at 32 channels 0.7 or 1.2 as its 10 MB of scratch
// were in the cache or not. At few positions reading the weights, 16/9 as large, is all that counts.
static int profits(const dn_geometry *g, dnnl_prop_kind_t direction) {
    int fewest = g->in_channels < g->out_channels ? g->in_channels : g->out_channels;
    int most = g->in_channels < g->out_channels ? g->out_channels : g->in_channels;
    int positions = g->out_height * g->out_width;
    if (direction == dnnl_backward_weights)
        return fewest >= 48 && most <= 128 && g->out_height >= 8 && positions >= 400;
    return most >= 32 && g->out_height >= 3 && positions >= 160;
}

static int fits(const dn_geometry *g) {
    return g->groups == 1 && g->kernel_height == 3 && g->kernel_width == 3 && g->stride_height == 1
        && g->stride_width == 1 && g->dilation_height == 1 && g->dilation_width == 1
        && g->pad_left == g->pad_right && (g->pad_left == 0 || g->pad_left == 1) && g->in_channels % block == 0
        && g->out_channels % block == 0;
}

// Features go through a blocked copy whose rows of padding are written out where top and bottom differ; output channels
// may be computed in slices, which lie one after the other in that layout.
typedef struct {
    dn_op base;
    int has_bias, is_backward;
    dn_op *gather, *gather_gradient, *convolve[max_slices], *scatter;
    size_t destination, inner;                             // where they begin in the scratch
    size_t slice_of_weights, slice_of_bias, slice_of_destination;
    size_t planes, plane, top, interior, bottom;           // bytes of the source copy's rows, by 16 channels
} winograd_op;

static void clear_margins(const winograd_op *op, char *source) {
    if (op->top + op->bottom == 0) return;
    for (size_t i = 0; i < op->planes; i++, source += op->plane) {
        memset(source, 0, op->top);
        memset(source + op->top + op->interior, 0, op->bottom);
    }
}

static int run(dn_op *base, void *const *buffers, void *scratch) {
    const winograd_op *op = (const winograd_op *)base;
    char *source = scratch, *destination = source + op->destination, *inner = source + op->inner;
    clear_margins(op, source);
    int status = dn_op_run(op->gather, (void *[]){buffers[0], source}, inner);
    if (op->is_backward) {
        if (status == dnnl_success)
            status = dn_op_run(op->gather_gradient, (void *[]){buffers[1], destination}, inner);
        void *all[] = {source, destination, buffers[2], op->has_bias ? buffers[3] : NULL};
        return status != dnnl_success ? status : dn_op_run(op->convolve[0], all, inner);
    }
    for (int i = 0; i < base->packing.slices && status == dnnl_success; i++) {
        char *weights = (char *)buffers[1] + i * op->slice_of_weights;
        char *result = destination + i * op->slice_of_destination;
        if (op->has_bias) {
            char *bias = (char *)buffers[2] + i * op->slice_of_bias;
            status = dn_op_run(op->convolve[i], (void *[]){source, weights, bias, result}, inner);
        } else {
            status = dn_op_run(op->convolve[i], (void *[]){source, weights, result}, inner);
        }
    }
    if (status != dnnl_success) return status;
    return dn_op_run(op->scatter, (void *[]){destination, buffers[op->has_bias ? 3 : 2]}, inner);
}

static void destroy(dn_op *base) {
    winograd_op *op = (winograd_op *)base;
    for (int i = 0; i < max_slices; i++) dn_op_destroy(op->convolve[i]);
    dn_op_destroy(op->gather);
    dn_op_destroy(op->gather_gradient);
    dn_op_destroy(op->scatter);
    free(op);
}

static int is_blocked(const dnnl_memory_desc_t *layout) {
    dnnl_memory_desc_t blocked;
    return dnnl_memory_desc_init_by_tag(&blocked, layout->ndims, layout->dims, dnnl_f32, dnnl_nChw16c) == dnnl_success
        && dnnl_memory_desc_equal(&blocked, layout);
}

// Describes a slice with the fewest slices that oneDNN has it for.
static dnnl_status_t describe(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, int *slices,
                              dnnl_primitive_desc_t *out) {
    for (*slices = 1; *slices <= max_slices; *slices *= 2) {
        dn_geometry slice = *g;
        slice.out_channels = g->out_channels / *slices;
        if (*slices > 1 && (slice.out_channels < 2 * block || slice.out_channels % block != 0)) break;
        dnnl_status_t status = dn_describe_kernel(&slice, direction, has_bias, 1, out);
        if (status != dnnl_unimplemented) return status;
        if (direction == dnnl_backward_weights) break;
    }
    return dnnl_unimplemented;
}

static dnnl_status_t make_copies(winograd_op *op, const dn_geometry *g, int margin, const dnnl_memory_desc_t *source) {
    dnnl_status_t status = dnnl_success;
    dnnl_dim_t in[] = {g->batch, g->in_channels, g->in_height, g->in_width};
    dnnl_dim_t out[] = {g->batch, g->out_channels, g->out_height, g->out_width};
    dnnl_dim_t offsets[] = {0, 0, margin ? g->pad_top : 0, 0};
    dnnl_memory_desc_t plain_in, plain_out, interior, destination;
    TRY(dnnl_memory_desc_init_by_tag(&plain_in, 4, in, dnnl_f32, dnnl_nhwc));
    TRY(dnnl_memory_desc_init_by_tag(&plain_out, 4, out, dnnl_f32, dnnl_nhwc));
    TRY(dnnl_memory_desc_init_by_tag(&destination, 4, out, dnnl_f32, dnnl_nChw16c));
    TRY(dnnl_memory_desc_init_submemory(&interior, source, in, offsets));
    TRY(dn_reorder_create(&plain_in, &interior, &op->gather));
    if (op->is_backward)
        TRY(dn_reorder_create(&plain_out, &destination, &op->gather_gradient));
    else
        TRY(dn_reorder_create(&destination, &plain_out, &op->scatter));
    size_t row = sizeof(float) * block * g->in_width;
    op->planes = (size_t)g->batch * g->in_channels / block;
    op->top = margin ? row * g->pad_top : 0;
    op->bottom = margin ? row * g->pad_bottom : 0;
    op->interior = row * g->in_height;
    op->plane = op->top + op->interior + op->bottom;
    op->destination = dn_rounded(dnnl_memory_desc_get_size(source));
    op->inner = op->destination + dn_rounded(dnnl_memory_desc_get_size(&destination));
done:
    return status;
}

static size_t larger(size_t bytes, const dn_op *op) {
    return op != NULL && op->scratch_bytes > bytes ? op->scratch_bytes : bytes;
}

static dnnl_status_t whole_create(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dnnl_primitive_desc_t description = NULL;
    dn_geometry padded = *g;
    int margin = g->pad_top != g->pad_bottom || g->pad_top > 1;
    if (margin) {
        padded.in_height += g->pad_top + g->pad_bottom;
        padded.pad_top = padded.pad_bottom = 0;
    }
    winograd_op *op = calloc(1, sizeof *op);
    if (op == NULL) return dnnl_out_of_memory;
    op->base.run = run;
    op->base.destroy = destroy;
    op->has_bias = has_bias;
    op->is_backward = direction == dnnl_backward_weights;
    int slices;
    TRY(describe(&padded, direction, has_bias, &slices, &description));
    const dnnl_memory_desc_t *source = dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, DNNL_ARG_SRC);
    const dnnl_memory_desc_t *result = dnnl_primitive_desc_query_md(
        description, dnnl_query_exec_arg_md, op->is_backward ? DNNL_ARG_DIFF_DST : DNNL_ARG_DST);
    // The slices' batches would not lie after one another.
    int is_usable = is_blocked(source) && is_blocked(result) && (slices == 1 || g->batch == 1);
    TRY(is_usable ? dnnl_success : dnnl_unimplemented);
    TRY(make_copies(op, g, margin, source));
    const int *arguments;
    int count = dn_convolution_arguments(direction, has_bias, &arguments);
    for (int i = 0; i < slices; i++) TRY(dn_op_create(description, count, arguments, &op->convolve[i]));
    op->base.packing = op->convolve[0]->packing;
    op->base.packing.slices = slices;
    op->slice_of_weights = dnnl_memory_desc_get_size(op->base.packing.layout);
    op->slice_of_bias = sizeof(float) * g->out_channels / slices;
    op->slice_of_destination = dnnl_memory_desc_get_size(result);
    size_t inner = larger(larger(larger(0, op->gather), op->gather_gradient), op->scatter);
    op->base.scratch_bytes = op->inner + larger(inner, op->convolve[0]);
done:
    if (description != NULL) dnnl_primitive_desc_destroy(description);
    if (status != dnnl_success) destroy(&op->base);
    *out = status != dnnl_success ? NULL : &op->base;
    return status;
}

// Forward, sample by sample and in bands of rows, so that the blocked copies stay in the cache (and because oneDNN's
// convolution takes one sample a thread).
typedef struct {
    dn_op base;
    int has_bias, count;
    struct {
        dn_op *op;
        size_t source, destination;  // bytes from the features' beginnings
    } pieces[];
} banded_op;

static int run_bands(dn_op *base, void *const *buffers, void *scratch) {
    const banded_op *op = (const banded_op *)base;
    int status = dnnl_success, result = op->has_bias ? 3 : 2;
    void *moved[4] = {NULL, buffers[1], buffers[2], NULL};
    for (int i = 0; i < op->count && status == dnnl_success; i++) {
        moved[0] = (char *)buffers[0] + op->pieces[i].source;
        moved[result] = (char *)buffers[result] + op->pieces[i].destination;
        status = dn_op_run(op->pieces[i].op, moved, scratch);
    }
    return status;
}

static void destroy_bands(dn_op *base) {
    banded_op *op = (banded_op *)base;
    for (int i = 0; i < op->count; i++) dn_op_destroy(op->pieces[i].op);
    free(op);
}

// The geometry of `rows` rows of the output, from `first` on, and the first row of the input that they read.
static dn_geometry band(const dn_geometry *g, int first, int rows, int *source) {
    dn_geometry part = *g;
    int begin = first - g->pad_top, end = begin + rows + 2;
    *source = begin > 0 ? begin : 0;
    part.batch = 1;
    part.out_height = rows;
    part.pad_top = *source - begin;
    part.pad_bottom = end > g->in_height ? end - g->in_height : 0;
    part.in_height = end - part.pad_bottom - *source;
    return part;
}

static dnnl_status_t banded_create(const dn_geometry *g, int bands, int has_bias, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    banded_op *op = calloc(1, sizeof *op + (size_t)g->batch * bands * sizeof op->pieces[0]);
    if (op == NULL) return dnnl_out_of_memory;
    op->base.run = run_bands;
    op->base.destroy = destroy_bands;
    op->has_bias = has_bias;
    // Tiles are two rows high: so are the bands, but for the last.
    int rows = (g->out_height + 2 * bands - 1) / (2 * bands) * 2;
    for (int sample = 0; sample < g->batch; sample++)
        for (int first = 0; first < g->out_height; first += rows) {
            int height = g->out_height - first < rows ? g->out_height - first : rows, source;
            dn_geometry part = band(g, first, height, &source);
            dn_op *piece;
            TRY(part.in_height > 0 ? dnnl_success : dnnl_unimplemented);
            TRY(whole_create(&part, dnnl_forward_inference, has_bias, &piece));
            int i = op->count++;
            op->pieces[i].op = piece;
            op->pieces[i].source = sizeof(float) * g->in_channels * g->in_width
                * ((size_t)sample * g->in_height + source);
            op->pieces[i].destination = sizeof(float) * g->out_channels * g->out_width
                * ((size_t)sample * g->out_height + first);
            TRY(dn_same_packing(piece, op->pieces[0].op) ? dnnl_success : dnnl_unimplemented);
            if (piece->scratch_bytes > op->base.scratch_bytes) op->base.scratch_bytes = piece->scratch_bytes;
        }
    op->base.packing = op->pieces[0].op->packing;
done:
    if (status != dnnl_success) destroy_bands(&op->base);
    *out = status != dnnl_success ? NULL : &op->base;
    return status;
}

dnnl_status_t dn_winograd_create(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out) {
    pthread_once(&allowed_once, read_environment);
    if (!allowed || !fits(g) || !profits(g, direction)) return dnnl_unimplemented;
    if (direction == dnnl_backward_weights) return whole_create(g, direction, has_bias, out);
    size_t elements = (size_t)g->in_height * g->in_width * (g->in_channels + g->out_channels);
    int bands = (int)((elements + band_elements - 1) / band_elements), most = bands + 4;
    if (bands < 2 && g->batch == 1) return whole_create(g, direction, has_bias, out);
    // A low last band may want its weights in another layout: then bands of other heights.
    dnnl_status_t status = dnnl_unimplemented;
    for (; bands < most && status == dnnl_unimplemented; bands++) status = banded_create(g, bands, has_bias, out);
    return status;
}

#endif
