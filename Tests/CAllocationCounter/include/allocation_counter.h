// Counts the allocations of one thread: the test binary's own malloc stands in front of the C library's.
#pragma once

#include <stdint.h>

// Whether this build can count: Linux with glibc, without a sanitizer (which brings an allocator of its own).
int allocation_counter_works(void);

// Allocations this thread has made since it started.
uint64_t allocation_counter_value(void);
