#include "Operation.h"

#include <pthread.h>
#include <stdlib.h>

enum { max_args = 10 };

struct dn_op {
    dnnl_primitive_t primitive;
    dnnl_stream_t stream;
    int count;  // arguments, without the scratch
    dnnl_exec_arg_t args[max_args];
    int position[max_args];  // of an argument's buffer among those the caller gives
    void *bound[max_args];   // what the memory objects point to
    size_t scratch_bytes;
};

static dnnl_engine_t engine;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;

static void make_engine(void) {
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}

dnnl_engine_t dn_engine(void) {
    pthread_once(&engine_once, make_engine);
    return engine;
}

dnnl_status_t dn_attributes_create(dnnl_primitive_attr_t *attributes) {
    dnnl_status_t status = dnnl_primitive_attr_create(attributes);
    if (status != dnnl_success) return status;
    return dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
}

dnnl_status_t dn_op_create(dnnl_primitive_desc_t description, int count, const int *arguments, dn_op **out) {
    dnnl_status_t status = dnnl_success;
    dn_op *op = calloc(1, sizeof *op);
    if (op == NULL) return dnnl_out_of_memory;
    dn_const_layout scratch = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
    op->scratch_bytes = scratch == NULL ? 0 : dnnl_memory_desc_get_size(scratch);
    TRY(dnnl_primitive_create(&op->primitive, description));
    TRY(dnnl_stream_create(&op->stream, dn_engine(), dnnl_stream_default_flags));
    for (int i = 0; i < count; i++) {
        if (arguments[i] == dn_unread) continue;
        dn_const_layout layout = dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, arguments[i]);
        dnnl_exec_arg_t *argument = &op->args[op->count];
        argument->arg = arguments[i];
        TRY(dnnl_memory_create(&argument->memory, layout, dn_engine(), DNNL_MEMORY_NONE));
        op->position[op->count++] = i;
    }
    dnnl_exec_arg_t *last = &op->args[op->count];
    last->arg = DNNL_ARG_SCRATCHPAD;
    if (op->scratch_bytes > 0) TRY(dnnl_memory_create(&last->memory, scratch, dn_engine(), DNNL_MEMORY_NONE));
done:
    if (status != dnnl_success) {
        dn_op_destroy(op);
        op = NULL;
    }
    *out = op;
    return status;
}

dn_const_layout dn_op_layout(const dn_op *op, int argument) {
    dn_const_layout layout = NULL;
    for (int i = 0; i < op->count; i++)
        if (op->args[i].arg == argument) dnnl_memory_get_memory_desc(op->args[i].memory, &layout);
    return layout;
}

size_t dn_op_scratch_bytes(const dn_op *op) { return op->scratch_bytes; }

// A memory object is told its address only where that has changed: in 2.x telling it also clears a layout's padding.
static int point(dn_op *op, int i, void *buffer) {
    if (op->bound[i] == buffer) return dnnl_success;
    op->bound[i] = buffer;
    return dnnl_memory_set_data_handle(op->args[i].memory, buffer);
}

int dn_op_run(dn_op *op, void *const *buffers, void *scratch) {
    int status = dnnl_success;
    for (int i = 0; i < op->count && status == dnnl_success; i++) status = point(op, i, buffers[op->position[i]]);
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
    for (int i = 0; i < max_args; i++)
        if (op->args[i].memory != NULL) dnnl_memory_destroy(op->args[i].memory);
    if (op->stream != NULL) dnnl_stream_destroy(op->stream);
    if (op->primitive != NULL) dnnl_primitive_destroy(op->primitive);
    free(op);
}
