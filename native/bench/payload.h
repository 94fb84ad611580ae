// What the server sends: bytes and texts that are not all the same, and frames of them, compressed where that is asked for.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum { RANDOM, JSON, UNICODE } payload_kind;

typedef struct {
    unsigned char *bytes;
    size_t *ends, count; // ends[i]: where frame i ends
} frames;

size_t write_header(unsigned char *p, unsigned char first, uint64_t length);

// Exactly that many bytes. A text is valid UTF-8.
void payload_fill(unsigned char *to, size_t size, payload_kind kind, uint32_t *seed);

// Text frames that can be sent in this order again and again, made once; size 0: from 200 to 800 bytes.
// deflate: 0 none, 1 with context takeover, 2 without. NULL where there is no memory.
const frames *frames_get(size_t size, payload_kind kind, int deflate);
