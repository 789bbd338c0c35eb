// oneDNN 3.x has no Winograd convolutions on these processors, and computes an input's gradient the fast way itself.
#include "Operation.h"

#if DNNL_VERSION_MAJOR == 3

int dn_prefers_forward(const dn_geometry *g) {
    (void)g;
    return 0;
}

dnnl_status_t dn_winograd_create(const dn_geometry *g, dnnl_prop_kind_t direction, int has_bias, dn_op **out) {
    (void)g, (void)direction, (void)has_bias, (void)out;
    return dnnl_unimplemented;
}

dnnl_status_t dn_winograd_pack_create(const dn_geometry *g, const dn_packing *packing, dn_op **out) {
    (void)g, (void)packing, (void)out;
    return dnnl_unimplemented;
}

#endif
