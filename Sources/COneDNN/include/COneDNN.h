#ifndef DELTANAS_CONEDNN_H
#define DELTANAS_CONEDNN_H

#include <dnnl.h>

// The two OpenMP calls that set how many threads a primitive runs on. Declared here because omp.h belongs to a
// compiler, not to the system: Swift's own clang does not carry GCC's.
void omp_set_num_threads(int threads);
int omp_get_max_threads(void);

#endif
