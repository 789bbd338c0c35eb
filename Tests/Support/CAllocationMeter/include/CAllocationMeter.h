#ifndef DELTANAS_CALLOCATIONMETER_H
#define DELTANAS_CALLOCATIONMETER_H

#include <stddef.h>

/// Starts counting, once a process. 0 where the build has no address sanitizer: then nothing is counted.
int deltanas_meter_start(void);

/// Begins anew: what is allocated now counts as nothing.
void deltanas_meter_reset(void);

/// The most that was allocated at once since then, in bytes.
size_t deltanas_meter_peak(void);

#endif
