/* libFuzzer inside the .NET process: LLVMFuzzerRunDriver, and the counters of the branches, which the managed code writes. */
#define _DEFAULT_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* As many as SharpFuzz numbers. Each needs an address, which libFuzzer shows and otherwise does not use. */
enum { COUNTERS = 65536 };

static uint8_t counters[COUNTERS] __attribute__((aligned(4096)));
static uintptr_t addresses[COUNTERS][2];

extern void __sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *stop);
extern void __sanitizer_cov_pcs_init(const uintptr_t *start, const uintptr_t *stop);
extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

uint8_t *curlws_fuzz_counters(void) { return counters; }

/* An input has failed. */
void curlws_fuzz_fail(int status) { _exit(status); }

/* libFuzzer ends with exit(), which would take the runtime down under its own threads. */
static void leave(int status, void *unused) {
  (void)unused;
  _exit(status);
}

int curlws_fuzz_run(int argc, char **argv, int (*callback)(const uint8_t *data, size_t size)) {
  for (int i = 0; i < COUNTERS; i++) addresses[i][0] = 0x10000 + i;
  __sanitizer_cov_8bit_counters_init(counters, counters + COUNTERS);
  __sanitizer_cov_pcs_init(addresses[0], addresses[COUNTERS]);
  on_exit(leave, NULL);
  return LLVMFuzzerRunDriver(&argc, &argv, callback);
}
