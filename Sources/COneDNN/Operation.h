#ifndef DELTANAS_OPERATION_H
#define DELTANAS_OPERATION_H

#include "COneDNN.h"
#include "Primitives.h"

#define TRY(call)                              \
    do {                                       \
        dnnl_status_t status_ = (call);        \
        if (status_ != dnnl_success) {         \
            status = status_;                  \
            goto done;                         \
        }                                      \
    } while (0)

// One processor engine serves the whole process; NULL where oneDNN has none.
dnnl_engine_t dn_engine(void);

// Attributes of a primitive whose scratch the caller provides.
dnnl_status_t dn_attributes_create(dnnl_primitive_attr_t *attributes);

// Makes the primitive and, for each of oneDNN's argument numbers, in the order in which a run gives the buffers, the
// memory object that a run points at its buffer. `dn_unread` stands for a buffer that the primitive has no use for.
dnnl_status_t dn_op_create(dnnl_primitive_desc_t description, int count, const int *arguments, dn_op **out);

// The layout of the buffer with that argument number; NULL where the operation has none.
dn_const_layout dn_op_layout(const dn_op *op, int argument);

#endif
