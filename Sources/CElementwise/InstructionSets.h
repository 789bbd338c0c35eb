#ifndef DELTANAS_INSTRUCTION_SETS_H
#define DELTANAS_INSTRUCTION_SETS_H

#if defined(__x86_64__) && defined(__ELF__)
#define FOR_EACH_SET __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_SET
#endif

// No element depends on another: an output in an input's place is no obstacle.
#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")

#define INLINE static inline __attribute__((always_inline))

#endif
