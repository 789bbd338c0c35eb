#include "COneDNN.h"

#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>

#if DNNL_VERSION_MAJOR != 2
#error "this shim is written against oneDNN 2.x (Debian 12's libdnnl-dev)"
#endif

// omp.h belongs to a compiler, not to the system; Swift's clang does not carry GCC's.
void omp_set_num_threads(int threads);
int omp_get_max_threads(void);

void dn_set_threads(int threads) { omp_set_num_threads(threads); }

int dn_threads(void) { return omp_get_max_threads(); }

enum { max_args = 10 };

struct dn_op {
    dnnl_primitive_t primitive;
    dnnl_stream_t stream;
    int count;  // buffers, without the scratch
    dnnl_exec_arg_t args[max_args];
    void *bound[max_args];  // what the memory objects point to
    size_t scratch_bytes;
    dnnl_memory_desc_t weights;  // the packed layout, of a convolution
};

static dnnl_engine_t engine;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;

static void make_engine(void) {
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}

static dnnl_engine_t shared_engine(void) {
    pthread_once(&engine_once, make_engine);
    return engine;
}

#define TRY(call)                              \
    do {                                       \
        dnnl_status_t status_ = (call);        \
        if (status_ != dnnl_success) {         \
            status = status_;                  \
            goto done;                         \
        }                                      \
    } while (0)

static dnnl_memory_desc_t describe(int rank, const dnnl_dim_t *dims, dnnl_format_tag_t tag) {
    dnnl_memory_desc_t md;
    dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, tag);
    return md;
}

static dnnl_memory_desc_t source(const dn_geometry *g) {
    dnnl_dim_t dims[] = {g->batch, g->in_channels, g->in_height, g->in_width};
    return describe(4, dims, dnnl_nhwc);
}

static dnnl_memory_desc_t destination(const dn_geometry *g) {
    dnnl_dim_t dims[] = {g->batch, g->out_channels, g->out_height, g->out_width};
    return describe(4, dims, dnnl_nhwc);
}

static dnnl_memory_desc_t weights(const dn_geometry *g, int packed, const dn_op *like) {
    if (like != NULL) return like->weights;
    if (g->groups == 1) {
        dnnl_dim_t dims[] = {g->out_channels, g->in_channels, g->kernel_height, g->kernel_width};
        return describe(4, dims, packed ? dnnl_format_tag_any : dnnl_oihw);
    }
    dnnl_dim_t dims[] = {g->groups, g->out_channels / g->groups, g->in_channels / g->groups, g->kernel_height,
                         g->kernel_width};
    return describe(5, dims, packed ? dnnl_format_tag_any : dnnl_goihw);
}

static dnnl_memory_desc_t vector(int count) {
    dnnl_dim_t dims[] = {count};
    return describe(1, dims, dnnl_x);
}

// Makes the primitive and a memory object for each buffer; takes `pd` over.
static int finish(dnnl_primitive_desc_t pd, int count, const int *ids, const dnnl_memory_desc_t *const *mds,
                  dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dn_op *op = calloc(1, sizeof *op);
    if (op == NULL) {
        dnnl_primitive_desc_destroy(pd);
        return dnnl_out_of_memory;
    }
    const dnnl_memory_desc_t *scratch = dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    op->scratch_bytes = scratch == NULL ? 0 : dnnl_memory_desc_get_size(scratch);
    TRY(dnnl_primitive_create(&op->primitive, pd));
    TRY(dnnl_stream_create(&op->stream, shared_engine(), dnnl_stream_default_flags));
    for (int i = 0; i < count; i++) {
        op->args[i].arg = ids[i];
        TRY(dnnl_memory_create(&op->args[i].memory, mds[i], shared_engine(), DNNL_MEMORY_NONE));
        op->count = i + 1;
    }
    op->args[count].arg = DNNL_ARG_SCRATCHPAD;
    if (op->scratch_bytes > 0) TRY(dnnl_memory_create(&op->args[count].memory, scratch, shared_engine(), DNNL_MEMORY_NONE));
done:
    dnnl_primitive_desc_destroy(pd);
    if (status != dnnl_success) {
        dn_op_destroy(op);
        op = NULL;
    }
    *out = op;
    return status;
}

// A primitive descriptor whose scratch the caller provides.
static int describe_primitive(const void *desc, dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *pd) {
    dnnl_status_t status = dnnl_success;
    dnnl_primitive_attr_t attr = NULL;
    if (shared_engine() == NULL) return dnnl_runtime_error;
    TRY(dnnl_primitive_attr_create(&attr));
    TRY(dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
    TRY(dnnl_primitive_desc_create(pd, desc, attr, shared_engine(), hint));
done:
    if (attr != NULL) dnnl_primitive_attr_destroy(attr);
    return status;
}

static int convolution_forward_pd(const dn_geometry *g, int has_bias, dnnl_prop_kind_t kind, const dn_op *like,
                                  dnnl_primitive_desc_t *pd) {
    dnnl_memory_desc_t src = source(g), wei = weights(g, 1, like), bias = vector(g->out_channels), dst = destination(g);
    dnnl_dim_t strides[] = {g->stride_height, g->stride_width};
    dnnl_dim_t dilates[] = {g->dilation_height - 1, g->dilation_width - 1};
    dnnl_dim_t before[] = {g->pad_top, g->pad_left}, after[] = {g->pad_bottom, g->pad_right};
    dnnl_convolution_desc_t desc;
    int status = dnnl_dilated_convolution_forward_desc_init(&desc, kind, dnnl_convolution_direct, &src, &wei,
                                                            has_bias ? &bias : NULL, &dst, strides, dilates, before,
                                                            after);
    return status != dnnl_success ? status : describe_primitive(&desc, NULL, pd);
}

int dn_convolution_forward_create(const dn_geometry *g, int has_bias, const dn_op *like, dn_op **out) {
    dnnl_primitive_desc_t pd;
    int status = convolution_forward_pd(g, has_bias, dnnl_forward_inference, like, &pd);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), bias = vector(g->out_channels), dst = destination(g);
    dnnl_memory_desc_t packed = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
    int ids[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, has_bias ? DNNL_ARG_BIAS : DNNL_ARG_DST, DNNL_ARG_DST};
    const dnnl_memory_desc_t *mds[] = {&src, &packed, has_bias ? &bias : &dst, &dst};
    status = finish(pd, has_bias ? 4 : 3, ids, mds, out);
    if (status == dnnl_success) (*out)->weights = packed;
    return status;
}

int dn_convolution_backward_data_create(const dn_geometry *g, const dn_op *like, dn_op **out) {
    dnnl_primitive_desc_t hint, pd;
    int status = convolution_forward_pd(g, 0, dnnl_forward_training, NULL, &hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), wei = weights(g, 1, like), dst = destination(g);
    dnnl_dim_t strides[] = {g->stride_height, g->stride_width};
    dnnl_dim_t dilates[] = {g->dilation_height - 1, g->dilation_width - 1};
    dnnl_dim_t before[] = {g->pad_top, g->pad_left}, after[] = {g->pad_bottom, g->pad_right};
    dnnl_convolution_desc_t desc;
    status = dnnl_dilated_convolution_backward_data_desc_init(&desc, dnnl_convolution_direct, &src, &wei, &dst, strides,
                                                              dilates, before, after);
    if (status == dnnl_success) status = describe_primitive(&desc, hint, &pd);
    dnnl_primitive_desc_destroy(hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t packed = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
    int ids[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
    const dnnl_memory_desc_t *mds[] = {&dst, &packed, &src};
    status = finish(pd, 3, ids, mds, out);
    if (status == dnnl_success) (*out)->weights = packed;
    return status;
}

int dn_convolution_backward_weights_create(const dn_geometry *g, int has_bias, const dn_op *like, dn_op **out) {
    dnnl_primitive_desc_t hint, pd;
    int status = convolution_forward_pd(g, has_bias, dnnl_forward_training, NULL, &hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), wei = weights(g, 1, like), bias = vector(g->out_channels), dst = destination(g);
    dnnl_dim_t strides[] = {g->stride_height, g->stride_width};
    dnnl_dim_t dilates[] = {g->dilation_height - 1, g->dilation_width - 1};
    dnnl_dim_t before[] = {g->pad_top, g->pad_left}, after[] = {g->pad_bottom, g->pad_right};
    dnnl_convolution_desc_t desc;
    status = dnnl_dilated_convolution_backward_weights_desc_init(&desc, dnnl_convolution_direct, &src, &wei,
                                                                 has_bias ? &bias : NULL, &dst, strides, dilates,
                                                                 before, after);
    if (status == dnnl_success) status = describe_primitive(&desc, hint, &pd);
    dnnl_primitive_desc_destroy(hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t packed = *dnnl_primitive_desc_query_md(pd, dnnl_query_diff_weights_md, 0);
    int ids[] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS};
    const dnnl_memory_desc_t *mds[] = {&src, &dst, &packed, &bias};
    status = finish(pd, has_bias ? 4 : 3, ids, mds, out);
    if (status == dnnl_success) (*out)->weights = packed;
    return status;
}

size_t dn_packed_bytes(const dn_op *convolution) { return dnnl_memory_desc_get_size(&convolution->weights); }

int dn_same_packing(const dn_op *a, const dn_op *b) { return dnnl_memory_desc_equal(&a->weights, &b->weights); }

static int reorder_create(const dnnl_memory_desc_t *from, const dnnl_memory_desc_t *to, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dnnl_primitive_attr_t attr = NULL;
    dnnl_primitive_desc_t pd = NULL;
    if (shared_engine() == NULL) return dnnl_runtime_error;
    TRY(dnnl_primitive_attr_create(&attr));
    TRY(dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
    TRY(dnnl_reorder_primitive_desc_create(&pd, from, shared_engine(), to, shared_engine(), attr));
done:
    if (attr != NULL) dnnl_primitive_attr_destroy(attr);
    if (status != dnnl_success) return status;
    int ids[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
    const dnnl_memory_desc_t *mds[] = {from, to};
    return finish(pd, 2, ids, mds, out);
}

int dn_pack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    dnnl_memory_desc_t plain = weights(g, 0, NULL);
    return reorder_create(&plain, &convolution->weights, out);
}

int dn_unpack_create(const dn_geometry *g, const dn_op *convolution, dn_op **out) {
    dnnl_memory_desc_t plain = weights(g, 0, NULL);
    return reorder_create(&convolution->weights, &plain, out);
}

static int average_pool_pd(const dn_geometry *g, dnnl_primitive_desc_t *pd) {
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    dnnl_dim_t strides[] = {g->stride_height, g->stride_width}, kernel[] = {g->kernel_height, g->kernel_width};
    dnnl_dim_t before[] = {g->pad_top, g->pad_left}, after[] = {g->pad_bottom, g->pad_right};
    dnnl_pooling_desc_t desc;
    int status = dnnl_pooling_forward_desc_init(&desc, dnnl_forward_training, dnnl_pooling_avg_include_padding, &src,
                                                &dst, strides, kernel, before, after);
    return status != dnnl_success ? status : describe_primitive(&desc, NULL, pd);
}

int dn_average_pool_forward_create(const dn_geometry *g, dn_op **out) {
    dnnl_primitive_desc_t pd;
    int status = average_pool_pd(g, &pd);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    int ids[] = {DNNL_ARG_SRC, DNNL_ARG_DST};
    const dnnl_memory_desc_t *mds[] = {&src, &dst};
    return finish(pd, 2, ids, mds, out);
}

int dn_average_pool_backward_create(const dn_geometry *g, dn_op **out) {
    dnnl_primitive_desc_t hint, pd;
    int status = average_pool_pd(g, &hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    dnnl_dim_t strides[] = {g->stride_height, g->stride_width}, kernel[] = {g->kernel_height, g->kernel_width};
    dnnl_dim_t before[] = {g->pad_top, g->pad_left}, after[] = {g->pad_bottom, g->pad_right};
    dnnl_pooling_desc_t desc;
    status = dnnl_pooling_backward_desc_init(&desc, dnnl_pooling_avg_include_padding, &src, &dst, strides, kernel,
                                             before, after);
    if (status == dnnl_success) status = describe_primitive(&desc, hint, &pd);
    dnnl_primitive_desc_destroy(hint);
    if (status != dnnl_success) return status;
    int ids[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
    const dnnl_memory_desc_t *mds[] = {&dst, &src};
    return finish(pd, 2, ids, mds, out);
}

static int resize_pd(const dn_geometry *g, dnnl_primitive_desc_t *pd) {
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    dnnl_resampling_desc_t desc;
    int status = dnnl_resampling_forward_desc_init(&desc, dnnl_forward_training, dnnl_resampling_linear, NULL, &src,
                                                   &dst);
    return status != dnnl_success ? status : describe_primitive(&desc, NULL, pd);
}

int dn_resize_forward_create(const dn_geometry *g, dn_op **out) {
    dnnl_primitive_desc_t pd;
    int status = resize_pd(g, &pd);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    int ids[] = {DNNL_ARG_SRC, DNNL_ARG_DST};
    const dnnl_memory_desc_t *mds[] = {&src, &dst};
    return finish(pd, 2, ids, mds, out);
}

int dn_resize_backward_create(const dn_geometry *g, dn_op **out) {
    dnnl_primitive_desc_t hint, pd;
    int status = resize_pd(g, &hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), dst = destination(g);
    dnnl_resampling_desc_t desc;
    status = dnnl_resampling_backward_desc_init(&desc, dnnl_resampling_linear, NULL, &src, &dst);
    if (status == dnnl_success) status = describe_primitive(&desc, hint, &pd);
    dnnl_primitive_desc_destroy(hint);
    if (status != dnnl_success) return status;
    int ids[] = {DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
    const dnnl_memory_desc_t *mds[] = {&dst, &src};
    return finish(pd, 2, ids, mds, out);
}

static int batch_norm_pd(const dn_geometry *g, float epsilon, dnnl_primitive_desc_t *pd) {
    dnnl_memory_desc_t src = source(g);
    dnnl_batch_normalization_desc_t desc;
    int status = dnnl_batch_normalization_forward_desc_init(&desc, dnnl_forward_training, &src, epsilon,
                                                            dnnl_use_scale | dnnl_use_shift);
    return status != dnnl_success ? status : describe_primitive(&desc, NULL, pd);
}

int dn_batch_norm_forward_create(const dn_geometry *g, float epsilon, dn_op **out) {
    dnnl_primitive_desc_t pd;
    int status = batch_norm_pd(g, epsilon, &pd);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), channels = vector(g->in_channels);
    int ids[] = {DNNL_ARG_SRC, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE, DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST};
    const dnnl_memory_desc_t *mds[] = {&src, &channels, &channels, &channels, &channels, &src};
    return finish(pd, 6, ids, mds, out);
}

int dn_batch_norm_backward_create(const dn_geometry *g, float epsilon, dn_op **out) {
    dnnl_primitive_desc_t hint, pd;
    int status = batch_norm_pd(g, epsilon, &hint);
    if (status != dnnl_success) return status;
    dnnl_memory_desc_t src = source(g), channels = vector(g->in_channels);
    dnnl_batch_normalization_desc_t desc;
    status = dnnl_batch_normalization_backward_desc_init(&desc, dnnl_backward, &src, &src, epsilon,
                                                         dnnl_use_scale | dnnl_use_shift);
    if (status == dnnl_success) status = describe_primitive(&desc, hint, &pd);
    dnnl_primitive_desc_destroy(hint);
    if (status != dnnl_success) return status;
    int ids[] = {DNNL_ARG_SRC,      DNNL_ARG_MEAN,       DNNL_ARG_VARIANCE,  DNNL_ARG_DIFF_DST,   DNNL_ARG_SCALE,
                 DNNL_ARG_SHIFT,    DNNL_ARG_DIFF_SRC,   DNNL_ARG_DIFF_SCALE, DNNL_ARG_DIFF_SHIFT};
    const dnnl_memory_desc_t *mds[] = {&src, &channels, &channels, &src, &channels, &channels, &src, &channels, &channels};
    return finish(pd, 9, ids, mds, out);
}

int dn_sgemm(char transpose_a, char transpose_b, long m, long n, long k, float alpha, const float *a, long lda,
             const float *b, long ldb, float beta, float *c, long ldc) {
    omp_set_num_threads(1);
    return dnnl_sgemm(transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

size_t dn_op_scratch_bytes(const dn_op *op) { return op->scratch_bytes; }

// A memory object is told its address only where that has changed: telling it also clears a layout's padding.
static int point(dn_op *op, int i, void *buffer) {
    if (op->bound[i] == buffer) return dnnl_success;
    op->bound[i] = buffer;
    return dnnl_memory_set_data_handle(op->args[i].memory, buffer);
}

int dn_op_run(dn_op *op, void *const *buffers, void *scratch) {
    int status = dnnl_success;
    for (int i = 0; i < op->count && status == dnnl_success; i++) status = point(op, i, buffers[i]);
    int count = op->count;
    if (op->scratch_bytes > 0) {
        if (status == dnnl_success) status = point(op, count, scratch);
        count++;
    }
    if (status == dnnl_success) status = dnnl_primitive_execute(op->primitive, op->stream, count, op->args);
    return status != dnnl_success ? status : dnnl_stream_wait(op->stream);
}

void dn_op_destroy(dn_op *op) {
    if (op == NULL) return;
    for (int i = 0; i <= op->count && i < max_args; i++)
        if (op->args[i].memory != NULL) dnnl_memory_destroy(op->args[i].memory);
    if (op->stream != NULL) dnnl_stream_destroy(op->stream);
    if (op->primitive != NULL) dnnl_primitive_destroy(op->primitive);
    free(op);
}
