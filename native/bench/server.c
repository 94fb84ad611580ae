// The peer of all benchmark clients: one thread per connection, blocking calls, as few system calls and copies as there can be.
//
//     server CERTIFICATE_FILE     prints "PORT TLS_PORT TLS_PORT_WITHOUT_TICKETS", answers each line of its standard input with the
//                                 processor time that it has used in nanoseconds and the TLS handshakes that it has made, and ends when
//                                 its standard input does
//
//     /sink?count=N               reads and drops frames; after every N messages it answers one small message
//     /blast?size=S&count=N       for every message that comes it sends N of S random bytes
//     /text?size=S&count=N        the same with text: kind=json or kind=unicode; size=0 is 200 to 800 bytes, each another
//     /echo?delay=US              sends back each frame, after a while
//     /tick?size=S&count=N&interval=US
//                                 after the first message it sends N of S bytes, one in each interval; each begins with the time at
//                                 which it was sent (CLOCK_MONOTONIC in nanoseconds, little-endian), and is answered by the client
//
// deflate=takeover and deflate=alone in the path accept permessage-deflate with and without context takeover.
#define _GNU_SOURCE
#include "listen.h"
#include "payload.h"
#include "stream.h"

#include <endian.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 256 << 10, MOST_HEADER = 14, CLOSE = 8, PING = 9 };

static unsigned char s_random[BUFFER];

typedef struct {
    stream stream;
    unsigned char *in;
    size_t start, end, size;
} connection;

typedef struct {
    unsigned char opcode, mask[4];
    int final;
    size_t header;
    uint64_t length;
} frame;

// Reads until that many bytes are in the buffer.
static int need(connection *c, size_t count) {
    while (c->end - c->start < count) {
        if (c->start > 0) {
            memmove(c->in, c->in + c->start, c->end - c->start);
            c->end -= c->start;
            c->start = 0;
        }
        if (count > c->size) {
            size_t size = count + BUFFER;
            unsigned char *in = realloc(c->in, size);
            if (!in) return 0;
            c->in = in;
            c->size = size;
        }
        ssize_t got = stream_read(&c->stream, c->in + c->end, c->size - c->end);
        if (got <= 0) return 0;
        c->end += (size_t)got;
    }
    return 1;
}

// Whether the next header is in the buffer; the frame is left there.
static int parse(const connection *c, frame *f) {
    const unsigned char *p = c->in + c->start;
    size_t there = c->end - c->start, extra;
    if (there < 2) return 0;
    extra = (p[1] & 127) < 126 ? 0 : (p[1] & 127) == 126 ? 2 : 8;
    f->header = 2 + extra + 4;
    if (there < f->header) return 0;
    f->final = p[0] >> 7;
    f->opcode = p[0] & 15;
    f->length = p[1] & 127;
    if (extra == 2) f->length = (uint64_t)(p[2] << 8 | p[3]);
    if (extra == 8) {
        memcpy(&f->length, p + 2, 8);
        f->length = be64toh(f->length);
    }
    memcpy(f->mask, p + f->header - 4, 4);
    return 1;
}

static int next(connection *c, frame *f) {
    size_t wanted = 6;
    while (!parse(c, f)) {
        if (c->end - c->start >= wanted) wanted = c->end - c->start + 1;
        if (!need(c, wanted)) return 0;
    }
    return 1;
}

size_t write_header(unsigned char *p, unsigned char first, uint64_t length) {
    p[0] = first;
    if (length < 126) {
        p[1] = (unsigned char)length;
        return 2;
    }
    if (length < 65536) {
        p[1] = 126;
        p[2] = (unsigned char)(length >> 8);
        p[3] = (unsigned char)length;
        return 4;
    }
    p[1] = 127;
    length = htobe64(length);
    memcpy(p + 2, &length, 8);
    return 10;
}

static void unmask(unsigned char *to, const unsigned char *from, size_t length, const unsigned char mask[4]) {
    uint64_t wide, word;
    size_t i = 0;
    memcpy(&wide, mask, 4);
    memcpy((char *)&wide + 4, mask, 4);
    for (; i + 8 <= length; i += 8) {
        memcpy(&word, from + i, 8);
        word ^= wide;
        memcpy(to + i, &word, 8);
    }
    for (; i < length; i++) to[i] = from[i] ^ mask[i & 3];
}

// Takes one frame off the stream; data is dropped, and a ping answered.
static int drop(connection *c, const frame *f) {
    if (f->opcode >= CLOSE) {
        unsigned char answer[2 + 125];
        if (f->length > 125 || !need(c, f->header + f->length)) return 0;
        write_header(answer, f->opcode == PING ? 0x8a : 0x88, f->length);
        unmask(answer + 2, c->in + c->start + f->header, f->length, f->mask);
        c->start += f->header + f->length;
        if (f->opcode > PING) return 1;
        return stream_write(&c->stream, answer, 2 + f->length) && f->opcode != CLOSE;
    }
    size_t there = c->end - c->start - f->header;
    if (f->length <= there) {
        c->start += f->header + f->length;
        return 1;
    }
    c->start = c->end = 0;
    return stream_skip(&c->stream, f->length - there);
}

static void sink(connection *c, uint64_t count) {
    const unsigned char answer[] = { 0x82, 1, 0 };
    uint64_t left = count;
    frame f;
    while (next(c, &f)) {
        int message = f.opcode < CLOSE && f.final;
        if (!drop(c, &f)) return;
        if (!message || --left > 0) continue;
        left = count;
        if (!stream_write(&c->stream, answer, sizeof answer)) return;
    }
}

// Frames that repeat. Without TLS the kernel takes them from a file in memory, and copies them only into the client's buffer.
typedef struct {
    unsigned char *bytes;
    int file;
} source;

static int send_part(connection *c, const source *from, size_t size) {
    if (c->stream.ssl) return stream_write(&c->stream, from->bytes, size);
    for (off_t at = 0; at < (off_t)size;) {
        if (sendfile(c->stream.fd, from->file, &at, size - (size_t)at) <= 0) return 0;
    }
    return 1;
}

static int send_many(connection *c, const source *from, uint64_t size, uint64_t count) {
    unsigned char header[MOST_HEADER];
    size_t bytes = write_header(header, 0x82, size), frame_size = bytes + size, fit = BUFFER / frame_size;
    if (fit > 0) {
        for (; count > 0; count -= count < fit ? count : fit) {
            if (!send_part(c, from, (count < fit ? count : fit) * frame_size)) return 0;
        }
        return 1;
    }
    for (; count > 0; count--) {
        if (c->stream.ssl) {
            if (!stream_write(&c->stream, header, bytes)) return 0;
        } else if (send(c->stream.fd, header, bytes, MSG_MORE | MSG_NOSIGNAL) < 1) {
            return 0;
        }
        for (uint64_t left = size, part; left > 0; left -= part) {
            part = left < BUFFER ? left : BUFFER;
            if (!send_part(c, from, part)) return 0;
        }
    }
    return 1;
}

static void blast(connection *c, uint64_t size, uint64_t count) {
    source from = { .file = memfd_create("frames", 0) };
    size_t frame_size = write_header((unsigned char[MOST_HEADER]){ 0 }, 0x82, size) + size;
    frame f;
    if (from.file < 0 || ftruncate(from.file, BUFFER)
        || (from.bytes = mmap(NULL, BUFFER, PROT_READ | PROT_WRITE, MAP_SHARED, from.file, 0)) == MAP_FAILED) {
        perror("server: memory for a blast");
        return;
    }
    memcpy(from.bytes, s_random, BUFFER);
    for (size_t i = 0; i < BUFFER / frame_size; i++) write_header(from.bytes + i * frame_size, 0x82, size);
    while (next(c, &f)) {
        int message = f.opcode < CLOSE && f.final;
        if (!drop(c, &f)) break;
        if (message && !send_many(c, &from, size, count)) break;
    }
    munmap(from.bytes, BUFFER);
    close(from.file);
}

// Texts, each another; the frames repeat. They are made for the first who asks, when the others have not begun to count.
static void send_texts(connection *c, uint64_t size, uint64_t count, payload_kind kind, int deflate) {
    source from = { .file = memfd_create("frames", 0) };
    frame go;
    const frames *f = frames_get(size, kind, deflate);
    size_t all = f ? f->ends[f->count - 1] : 0;
    from.bytes = f ? f->bytes : NULL;
    if (!f || from.file < 0 || write(from.file, f->bytes, all) != (ssize_t)all) perror("server: memory for texts");
    else while (next(c, &go)) {
        int message = go.opcode < CLOSE && go.final, going = 1;
        if (!drop(c, &go)) break;
        for (uint64_t left = message ? count : 0, part; going && left > 0; left -= part) {
            part = left < f->count ? left : f->count;
            going = send_part(c, &from, f->ends[part - 1]);
        }
        if (!going) break;
    }
    close(from.file);
}

static void sleep_until(struct timespec *t, uint64_t nanoseconds) {
    t->tv_nsec += (long)(nanoseconds % 1000000000);
    t->tv_sec += (time_t)(nanoseconds / 1000000000) + t->tv_nsec / 1000000000;
    t->tv_nsec %= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, t, NULL);
}

static void tick(connection *c, uint64_t size, uint64_t count, uint64_t interval) {
    static atomic_uint s_ticking;
    unsigned char message[MOST_HEADER + 4096];
    struct timespec at, sent;
    uint32_t seed = 1;
    frame f;
    if (size < 8 || size > 4096 || !next(c, &f) || !drop(c, &f)) return;
    size_t header = write_header(message, 0x82, size);
    payload_fill(message + header, size, RANDOM, &seed);
    clock_gettime(CLOCK_MONOTONIC, &at);
    // Connections tick one after the other, not all at once.
    sleep_until(&at, (uint64_t)atomic_fetch_add(&s_ticking, 1) * 7919 % interval * 1000);
    for (; count > 0; count--) {
        clock_gettime(CLOCK_MONOTONIC, &sent);
        uint64_t now = htole64((uint64_t)sent.tv_sec * 1000000000 + (uint64_t)sent.tv_nsec);
        memcpy(message + header, &now, sizeof now);
        if (!stream_write(&c->stream, message, header + size) || !next(c, &f) || !drop(c, &f)) return;
        sleep_until(&at, interval * 1000);
    }
}

static void echo(connection *c, uint64_t delay) {
    unsigned char *out = NULL;
    size_t room = 0;
    frame f;
    while (next(c, &f)) {
        size_t used = 0;
        if (f.opcode >= CLOSE) {
            if (!drop(c, &f)) break;
            continue;
        }
        if (!need(c, f.header + f.length)) break;
        if (room < c->size + MOST_HEADER) {
            free(out);
            room = c->size + MOST_HEADER;
            out = malloc(room);
            if (!out) break;
        }
        // An unmasked header is shorter than a masked one: whatever is in one buffer fits the other.
        do {
            const unsigned char *p = c->in + c->start;
            used += write_header(out + used, p[0], f.length);
            unmask(out + used, p + f.header, f.length, f.mask);
            used += f.length;
            c->start += f.header + f.length;
        } while (parse(c, &f) && f.opcode < CLOSE && c->end - c->start >= f.header + f.length);
        if (delay > 0) clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ .tv_nsec = (long)delay * 1000 }, NULL);
        if (!stream_write(&c->stream, out, used)) break;
    }
    free(out);
}

static uint64_t argument(const char *request, const char *name) {
    const char *at = strstr(request, name);
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static int upgrade(connection *c, char *path, size_t size) {
    const char *extension = "";
    char key[64], accept[32], answer[512], *end, *request;
    size_t count = 1;
    do {
        if (c->end >= c->size - 1 || !need(c, count)) return 0;
        c->in[c->end] = 0;
        count = c->end + 1;
    } while (!(end = strstr((char *)c->in, "\r\n\r\n")));
    c->start = (size_t)(end + 4 - (char *)c->in);
    *end = 0;
    request = (char *)c->in;
    char *found = strcasestr(request, "\r\nSec-WebSocket-Key:");
    if (!found || sscanf(found + 20, " %63s", key) != 1 || sscanf(request, "GET %s", path) != 1 || strlen(path) >= size) return 0;
    websocket_accept(key, accept);
    if (strstr(path, "deflate=takeover")) extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    if (strstr(path, "deflate=alone")) {
        extension = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";
    }
    if (*extension && !strstr(request, "permessage-deflate")) return 0;
    int bytes = snprintf(answer, sizeof answer,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
        accept, extension);
    return stream_write(&c->stream, answer, (size_t)bytes);
}

static void *serve(void *argument_) {
    connection c = { .stream = *(stream *)argument_, .in = malloc(BUFFER), .size = BUFFER };
    char path[BUFFER > 4096 ? 4096 : BUFFER];
    free(argument_);
    prctl(PR_SET_TIMERSLACK, 1UL);
    if (c.in && (!c.stream.ssl || tls_accept(&c.stream)) && upgrade(&c, path, sizeof path)) {
        if (!strncmp(path, "/sink", 5)) sink(&c, argument(path, "count="));
        else if (!strncmp(path, "/blast", 6)) blast(&c, argument(path, "size="), argument(path, "count="));
        else if (!strncmp(path, "/text", 5)) {
            send_texts(&c, argument(path, "size="), argument(path, "count="), strstr(path, "kind=unicode") ? UNICODE : JSON,
                strstr(path, "deflate=takeover") ? 1 : strstr(path, "deflate=alone") ? 2 : 0);
        } else if (!strncmp(path, "/tick", 5)) {
            tick(&c, argument(path, "size="), argument(path, "count="), argument(path, "interval="));
        } else echo(&c, argument(path, "delay="));
    }
    free(c.in);
    stream_close(&c.stream);
    return NULL;
}

int main(int argc, char **argv) {
    int port, tls_port, whole_port;
    unsigned long handshakes, resumed;
    door plain, tls, whole;
    char line[64];
    struct timespec used;
    pthread_t thread;
    struct rlimit files;
    if (argc != 2) {
        fprintf(stderr, "usage: server CERTIFICATE_FILE\n");
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    tls_init(argv[1]);
    payload_fill(s_random, BUFFER, RANDOM, &(uint32_t){ 1 });
    plain = (door){ .fd = listen_on_loopback(&port), .tls = 0, .serve = serve };
    tls = (door){ .fd = listen_on_loopback(&tls_port), .tls = 1, .serve = serve };
    pthread_create(&thread, NULL, accept_loop, &plain);
    whole = (door){ .fd = listen_on_loopback(&whole_port), .tls = 2, .serve = serve };
    pthread_create(&thread, NULL, accept_loop, &tls);
    pthread_create(&thread, NULL, accept_loop, &whole);
    printf("%d %d %d\n", port, tls_port, whole_port);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        tls_count(&handshakes, &resumed);
        printf("ok cpu=%lld handshakes=%lu resumed=%lu\n", used.tv_sec * 1000000000LL + used.tv_nsec, handshakes, resumed);
        fflush(stdout);
    }
    return 0;
}
