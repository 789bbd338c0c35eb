#define _GNU_SOURCE
#include "COneDNN.h"

#include <dlfcn.h>
#include <dnnl_config.h>
#include <pthread.h>
#include <stddef.h>

// The OpenMP runtime (GNU's, LLVM's, Intel's) has to be the one that oneDNN itself runs on, so it is looked up among
// the libraries that oneDNN brought: linking one here could load a second. A oneDNN that runs on something else (TBB,
// one thread) has no such switch: there the number is remembered and changes nothing.
static void (*set_threads)(int);
static int (*max_threads)(void);
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local int asked = 1;

static void find_runtime(void) {
#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_OMP
    *(void **)&set_threads = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    *(void **)&max_threads = dlsym(RTLD_DEFAULT, "omp_get_max_threads");
#endif
}

void dn_set_threads(int threads) {
    pthread_once(&once, find_runtime);
    asked = threads;
    if (set_threads != NULL) set_threads(threads);
}

int dn_threads(void) {
    pthread_once(&once, find_runtime);
    return max_threads != NULL ? max_threads() : asked;
}
