#include "CAllocationMeter.h"

#include <stdatomic.h>

// The address sanitizer's runtime has these; other builds do not.
extern int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(const volatile void *, size_t), void (*free_hook)(const volatile void *))
    __attribute__((weak));
extern size_t __sanitizer_get_allocated_size(const volatile void *) __attribute__((weak));

static atomic_long live;
static atomic_long peak;

static void allocated(const volatile void *place, size_t size) {
    long now = atomic_fetch_add_explicit(&live, (long)size, memory_order_relaxed) + (long)size;
    long most = atomic_load_explicit(&peak, memory_order_relaxed);
    while (now > most && !atomic_compare_exchange_weak_explicit(
                             &peak, &most, now, memory_order_relaxed, memory_order_relaxed)) {
    }
}

static void freed(const volatile void *place) {
    if (place) atomic_fetch_sub_explicit(&live, (long)__sanitizer_get_allocated_size(place), memory_order_relaxed);
}

int deltanas_meter_start(void) {
    if (!__sanitizer_install_malloc_and_free_hooks || !__sanitizer_get_allocated_size) return 0;
    static atomic_flag started = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&started)) __sanitizer_install_malloc_and_free_hooks(allocated, freed);
    return 1;
}

void deltanas_meter_reset(void) {
    atomic_store(&live, 0);
    atomic_store(&peak, 0);
}

size_t deltanas_meter_peak(void) { return (size_t)atomic_load(&peak); }
