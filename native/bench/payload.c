#include "payload.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_FRAMES = 64, MOST_BYTES = 1 << 20, ROOM = 64 };

static const char *const s_words[] = { "connection", "price", "sensor", "north", "delivered", "customer", "seven", "pending", "stream",
    "order", "amount", "blue", "retry", "market", "signal", "update" };
static const char *const s_letters[] = { "\u0436", "\u0438", "\u0437", "\u043d\u044c", " ", "\u00e9t\u00e9", "\u65e5\u672c", "\u8a9e",
    "\U0001f600", "\u03b1\u03b2", "\u0639", "\u05d0", "z\u00fcrich", "\u20ac", ", ", "\u0434\u043e\u043c" };

static uint32_t draw(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

void payload_fill(unsigned char *to, size_t size, payload_kind kind, uint32_t *seed) {
    size_t used = 0;
    if (kind == RANDOM) {
        for (; used < size; used++) to[used] = (unsigned char)(draw(seed) >> 11);
        return;
    }
    while (used < size) {
        char part[128];
        uint32_t r = draw(seed);
        int length = kind == UNICODE ? snprintf(part, sizeof part, "%s", s_letters[r >> 8 & 15])
            : snprintf(part, sizeof part, "{\"id\":%u,\"%s\":\"%s\",\"value\":%u.%02u,\"ok\":%s},", r >> 12, s_words[r & 15],
                s_words[r >> 4 & 15], r >> 20, r % 100, r & 256 ? "true" : "false");
        // No letter is cut: what is left over is filled with one-byte letters.
        if ((size_t)length > size - used) {
            memset(to + used, '.', size - used);
            return;
        }
        memcpy(to + used, part, (size_t)length);
        used += (size_t)length;
    }
}

static size_t compress_message(z_stream *z, unsigned char *to, size_t room, unsigned char *from, size_t size, int keeps) {
    if (!keeps) deflateReset(z);
    z->next_in = from;
    z->avail_in = (uInt)size;
    z->next_out = to;
    z->avail_out = (uInt)room;
    if (deflate(z, Z_SYNC_FLUSH) != Z_OK || z->avail_in > 0) return 0;
    return room - z->avail_out - 4; // RFC 7692 section 7.2.1: without 00 00 ff ff
}

static int frames_make(frames *f, size_t size, payload_kind kind, int deflate) {
    size_t most = size ? size : 800, fit = MOST_BYTES / most, used = 0;
    uint32_t seed = 1;
    z_stream z = { 0 };
    unsigned char *message = malloc(most), *packed = malloc(2 * most + ROOM);
    f->count = fit > MOST_FRAMES ? MOST_FRAMES : fit < 4 ? 4 : fit;
    f->bytes = malloc(f->count * (2 * most + ROOM));
    f->ends = malloc(f->count * sizeof *f->ends);
    int made = message && packed && f->bytes && f->ends
        && (!deflate || deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    for (size_t i = 0; made && i < f->count; i++) {
        // The first sees an empty window, so that the sequence can begin again behind its end with context takeover too.
        size_t length = size ? size : 200 + i * 600 / f->count;
        const unsigned char *body = message;
        payload_fill(message, length, kind, &seed);
        if (deflate) {
            length = compress_message(&z, packed, 2 * most + ROOM, message, length, deflate == 1);
            body = packed;
            made = length > 0;
        }
        used += write_header(f->bytes + used, deflate ? 0xc1 : 0x81, length);
        memcpy(f->bytes + used, body, length);
        f->ends[i] = used += length;
    }
    if (deflate) deflateEnd(&z);
    free(message);
    free(packed);
    return made;
}

const frames *frames_get(size_t size, payload_kind kind, int deflate) {
    static struct {
        frames frames;
        size_t size;
        payload_kind kind;
        int deflate;
    } s_made[32];
    static size_t s_count;
    static pthread_mutex_t s_lock = PTHREAD_MUTEX_INITIALIZER;
    const frames *found = NULL;
    pthread_mutex_lock(&s_lock);
    for (size_t i = 0; !found && i < s_count; i++) {
        if (s_made[i].size == size && s_made[i].kind == kind && s_made[i].deflate == deflate) found = &s_made[i].frames;
    }
    if (!found && s_count < 32 && frames_make(&s_made[s_count].frames, size, kind, deflate)) {
        s_made[s_count].size = size;
        s_made[s_count].kind = kind;
        s_made[s_count].deflate = deflate;
        found = &s_made[s_count++].frames;
    }
    pthread_mutex_unlock(&s_lock);
    return found;
}
