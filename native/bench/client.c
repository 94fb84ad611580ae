// The C side of the benchmarks. It takes one command a line on its standard input and answers each with one line.
//
//     client            curl_ws_send and curl_ws_recv
//     client raw        prepared bytes through curl_easy_send and curl_easy_recv, which shows what server, socket and TLS can carry
//     client frames     frames of its own through curl_easy_send and curl_easy_recv
//     client socket     frames of its own over a plain socket, without libcurl
//
//     send|receive|textreceive|echo|tick|connect|idle|pending url=... ca=... size=... count=... connections=...
#define _GNU_SOURCE
#include "connection.h"
#include "frames.h"

#include <dirent.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SMALL_BUFFER = 64 << 10, BIG_BUFFER = 1 << 20, RAW_BUFFER = 256 << 10, HELD_BEFORE = 50 };

typedef struct {
    char kind[16], url[512], ca[512];
    size_t size, count, connections, batch;
    int deflated;
} command;

static int s_raw, s_framed, s_plain;
static int64_t s_time, s_cpu;

static int64_t now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void start(void) {
    s_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    s_time = now(CLOCK_MONOTONIC);
}

static void stop(void) {
    s_time = now(CLOCK_MONOTONIC) - s_time;
    s_cpu = now(CLOCK_PROCESS_CPUTIME_ID) - s_cpu;
}

static void *allocate(size_t size) {
    unsigned char *memory = malloc(size);
    uint32_t seed = 1;
    if (!memory) fail("memory", CURLE_OUT_OF_MEMORY);
    for (size_t i = 0; i < size; i++) memory[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
    return memory;
}

// Messages, masked with a fixed key, until the buffer is full; a bigger one has room for one message.
static unsigned char *prepare(size_t size, size_t *frames, size_t *frame_size) {
    size_t header = size < 126 ? 6 : size < 65536 ? 8 : 14;
    *frame_size = header + size;
    *frames = *frame_size > RAW_BUFFER ? 1 : RAW_BUFFER / *frame_size;
    unsigned char *buffer = allocate(*frames * *frame_size);
    for (size_t i = 0; i < *frames; i++) {
        unsigned char *p = buffer + i * *frame_size;
        p[0] = 0x82;
        p[1] = 0x80 | (header == 6 ? size : header == 8 ? 126 : 127);
        for (size_t j = 0; header > 6 && j < header - 6; j++) p[header - 5 - j] = (unsigned char)(size >> 8 * j);
    }
    return buffer;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void print_percentiles(int64_t *times, size_t count) {
    qsort(times, count, sizeof *times, by_value);
    printf(" p50=%lld p99=%lld p999=%lld", (long long)times[count / 2], (long long)times[count * 99 / 100],
        (long long)times[count * 999 / 1000]);
}

// Sends, receives, and echoes one by one with frames of its own.
static void run_framed(const command *o) {
    framed f;
    size_t size = o->size > SMALL_BUFFER ? BIG_BUFFER : SMALL_BUFFER;
    int echo = !strcmp(o->kind, "echo"), sends = !strcmp(o->kind, "send");
    int64_t *times = echo ? allocate(o->count * sizeof *times) : NULL;
    unsigned char *message = allocate(o->size > size ? o->size : size), *buffer = allocate(size);
    frames_open(&f, o->url, o->ca);
    start();
    if (echo) {
        for (size_t i = 0; i < o->count; i++) {
            int64_t begin = now(CLOCK_MONOTONIC);
            frames_send(&f, message, o->size);
            frames_receive(&f, buffer, size);
            times[i] = now(CLOCK_MONOTONIC) - begin;
        }
    } else if (sends) {
        for (size_t i = 0; i < o->count; i++) frames_send(&f, message, o->size);
        frames_receive(&f, buffer, size);
    } else {
        frames_send(&f, message, 1);
        for (size_t i = 0; i < o->count; i++) frames_receive(&f, buffer, size);
    }
    stop();
    frames_close(&f);
    printf("ok");
    if (times) print_percentiles(times, o->count);
    free(times);
    free(message);
    free(buffer);
}

static void run_send(const command *o) {
    connection c;
    unsigned char answer[16];
    size_t frames = 0, frame_size = 0;
    unsigned char *message = s_raw ? prepare(o->size, &frames, &frame_size) : allocate(o->size);
    connection_open(&c, o->url, o->ca);
    start();
    if (s_raw) {
        for (size_t left = o->count, part; left > 0; left -= part) {
            part = left < frames ? left : frames;
            raw_send(&c, message, part * frame_size);
        }
        for (size_t got = 0; got < 3;) got += raw_receive(&c, answer, sizeof answer);
    } else {
        for (size_t i = 0; i < o->count; i++) ws_send(&c, message, o->size);
        ws_receive(&c, answer, sizeof answer);
    }
    stop();
    connection_close(&c);
    free(message);
}

static void run_receive(const command *o) {
    connection c;
    size_t size = s_raw ? RAW_BUFFER : o->size > SMALL_BUFFER ? BIG_BUFFER : SMALL_BUFFER, frames, frame_size;
    unsigned char *buffer = allocate(size), *go = prepare(1, &frames, &frame_size);
    connection_open(&c, o->url, o->ca);
    start();
    if (s_raw) {
        size_t header = o->size < 126 ? 2 : o->size < 65536 ? 4 : 10;
        raw_send(&c, go, frame_size);
        for (uint64_t left = (uint64_t)o->count * (o->size + header); left > 0;) left -= raw_receive(&c, buffer, size);
    } else {
        ws_send(&c, go, 1);
        for (size_t i = 0; i < o->count; i++) ws_receive(&c, buffer, size);
    }
    stop();
    connection_close(&c);
    free(buffer);
    free(go);
}

static int64_t *echo_one(const command *o, connection *c, unsigned char *message, size_t size) {
    int64_t *times = allocate(o->count * sizeof *times);
    size_t frames, frame_size, echoed = o->size + (o->size < 126 ? 2 : o->size < 65536 ? 4 : 10);
    unsigned char *prepared = prepare(o->size, &frames, &frame_size);
    start();
    for (size_t i = 0; i < o->count; i++) {
        int64_t begin = now(CLOCK_MONOTONIC);
        if (s_raw) {
            raw_send(c, prepared, frame_size);
            for (size_t got = 0; got < echoed;) got += raw_receive(c, message, size);
        } else {
            ws_send(c, message, o->size);
            ws_receive(c, message, size);
        }
        times[i] = now(CLOCK_MONOTONIC) - begin;
    }
    stop();
    free(prepared);
    return times;
}

// One message under way on each connection, all of them in one thread.
static void echo_many(const command *o, connection *c, unsigned char *message, size_t size) {
    struct epoll_event events[128];
    int epoll = epoll_create1(0);
    size_t *left = allocate(o->connections * sizeof *left), open = o->connections;
    for (size_t i = 0; i < o->connections; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.u64 = i };
        epoll_ctl(epoll, EPOLL_CTL_ADD, c[i].fd, &e);
        left[i] = o->count;
    }
    start();
    for (size_t i = 0; i < o->connections; i++) ws_send(&c[i], message, o->size);
    while (open > 0) {
        int ready = epoll_wait(epoll, events, 128, 30000);
        if (ready < 1) fail("epoll", CURLE_OPERATION_TIMEDOUT);
        for (int j = 0; j < ready; j++) {
            size_t i = events[j].data.u64;
            if (!ws_try_receive(&c[i], message, size)) continue;
            if (--left[i] > 0) ws_send(&c[i], message, o->size);
            else open--;
        }
    }
    stop();
    close(epoll);
    free(left);
}

static void run_echo(const command *o) {
    size_t size = o->size > SMALL_BUFFER ? o->size : SMALL_BUFFER;
    unsigned char *message = allocate(size);
    connection *c = allocate(o->connections * sizeof *c);
    int64_t *times = NULL;
    for (size_t i = 0; i < o->connections; i++) connection_open(&c[i], o->url, o->ca);
    if (o->connections == 1) times = echo_one(o, c, message, size);
    else echo_many(o, c, message, size);
    for (size_t i = 0; i < o->connections; i++) connection_close(&c[i]);
    printf("ok");
    if (times) print_percentiles(times, o->count);
    free(times);
    free(c);
    free(message);
}

// Messages that come when the server's clock says so: how old each is; all connections in one thread.
static void run_tick(const command *o) {
    struct epoll_event events[128];
    size_t total = o->connections * o->count, got = 0;
    unsigned char answer = 1, *message = allocate(SMALL_BUFFER);
    int64_t *ages = allocate(total * sizeof *ages), sent;
    connection *c = allocate(o->connections * sizeof *c);
    size_t *left = allocate(o->connections * sizeof *left);
    int epoll = epoll_create1(0);
    for (size_t i = 0; i < o->connections; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.u64 = i };
        connection_open(&c[i], o->url, o->ca);
        left[i] = o->count;
        epoll_ctl(epoll, EPOLL_CTL_ADD, c[i].fd, &e);
    }
    start();
    for (size_t i = 0; i < o->connections; i++) ws_send(&c[i], &answer, 1);
    while (got < total) {
        int ready = epoll_wait(epoll, events, 128, 30000);
        if (ready < 1) fail("epoll", CURLE_OPERATION_TIMEDOUT);
        for (int j = 0; j < ready; j++) {
            size_t i = events[j].data.u64;
            connection *from = &c[i];
            if (!ws_try_receive(from, message, SMALL_BUFFER)) continue;
            memcpy(&sent, message, sizeof sent);
            ages[got++] = now(CLOCK_MONOTONIC) - sent;
            ws_send(from, &answer, 1);
            // The server hangs up after the last.
            if (--left[i] == 0) epoll_ctl(epoll, EPOLL_CTL_DEL, from->fd, NULL);
        }
    }
    stop();
    for (size_t i = 0; i < o->connections; i++) connection_close(&c[i]);
    close(epoll);
    printf("ok");
    print_percentiles(ages, total);
    free(ages);
    free(left);
    free(c);
    free(message);
}

static void run_connect(const command *o) {
    start();
    for (size_t i = 0; i < o->count; i++) {
        connection c;
        connection_open(&c, o->url, o->ca);
        connection_close(&c);
    }
    stop();
}

static long private_kib(void) {
    char line[256];
    long kib = -1;
    malloc_trim(0);
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file && fgets(line, sizeof line, file)) sscanf(line, "Private_Dirty: %ld", &kib);
    if (file) fclose(file);
    return kib;
}

static long descriptors(void) {
    long count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

// Memory and descriptors of idle connections, beyond those of the first few, after one echo on each.
static void run_idle(const command *o) {
    size_t all = o->connections + HELD_BEFORE;
    unsigned char *message = allocate(SMALL_BUFFER);
    connection *c = allocate(all * sizeof *c);
    long kib = 0, files = 0;
    for (size_t i = 0; i < all; i++) {
        if (i == HELD_BEFORE) {
            kib = private_kib();
            files = descriptors();
            start();
        }
        connection_open(&c[i], o->url, o->ca);
        ws_send(&c[i], message, o->size);
        ws_receive(&c[i], message, SMALL_BUFFER);
    }
    stop();
    kib = private_kib() - kib;
    files = descriptors() - files;
    for (size_t i = 0; i < all; i++) connection_close(&c[i]);
    free(c);
    free(message);
    printf("ok bytes=%.0f files=%.3f", kib * 1024.0 / (double)o->connections, (double)files / (double)o->connections);
}

static int parse(char *line, command *o) {
    char *save, *word = strtok_r(line, " \n", &save);
    memset(o, 0, sizeof *o);
    o->connections = 1;
    if (!word) return 0;
    snprintf(o->kind, sizeof o->kind, "%s", word);
    while ((word = strtok_r(NULL, " \n", &save))) {
        if (!strncmp(word, "url=", 4)) snprintf(o->url, sizeof o->url, "%s", word + 4);
        else if (!strncmp(word, "ca=", 3)) snprintf(o->ca, sizeof o->ca, "%s", word + 3);
        else if (!strncmp(word, "size=", 5)) o->size = strtoull(word + 5, NULL, 10);
        else if (!strncmp(word, "count=", 6)) o->count = strtoull(word + 6, NULL, 10);
        else if (!strncmp(word, "batch=", 6)) o->batch = strtoull(word + 6, NULL, 10);
        else if (!strncmp(word, "deflate=", 8)) o->deflated = !!strcmp(word + 8, "none");
        else if (!strncmp(word, "connections=", 12)) o->connections = strtoull(word + 12, NULL, 10);
    }
    return 1;
}

int main(int argc, char **argv) {
    char line[2048];
    command o;
    struct rlimit files;
    s_raw = argc > 1 && !strcmp(argv[1], "raw");
    s_plain = argc > 1 && !strcmp(argv[1], "socket");
    s_framed = s_plain || (argc > 1 && !strcmp(argv[1], "frames"));
    if (s_plain) frames_use_plain_sockets();
    // Else libcurl's 64 KiB buffers at the top of the heap go back to the system at each free, and every call pays for page faults.
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    curl_global_init(CURL_GLOBAL_ALL);
    printf("ready %s\n", s_plain ? "send and recv" : curl_version());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) && parse(line, &o)) {
        if (s_raw && (!strcmp(o.kind, "connect") || !strcmp(o.kind, "idle") || !strcmp(o.kind, "pending") || !strcmp(o.kind, "tick")
            || !strcmp(o.kind, "textreceive") || o.connections > 1)) {
            printf("unsupported the raw client has no such case\n");
            fflush(stdout);
            continue;
        }
        if (s_framed) {
            // Batches, several connections and paced messages would be the same calls again.
            int one_by_one = o.connections == 1 && o.batch <= 1 && !o.deflated;
            int has = !strcmp(o.kind, "send") || !strcmp(o.kind, "receive") || !strcmp(o.kind, "textreceive") || !strcmp(o.kind, "echo");
            if (!one_by_one || !has || (s_plain && !strncmp(o.url, "wss", 3))) {
                printf("unsupported a client with frames of its own has no such case\n");
                fflush(stdout);
                continue;
            }
            run_framed(&o);
        }
        else if (!strcmp(o.kind, "send")) { run_send(&o); printf("ok"); }
        else if (!strcmp(o.kind, "receive")) { run_receive(&o); printf("ok"); }
        else if (!strcmp(o.kind, "textreceive") && !o.deflated) { run_receive(&o); printf("ok"); }
        else if (!strcmp(o.kind, "tick")) run_tick(&o);
        else if (!strcmp(o.kind, "echo")) run_echo(&o);
        else if (!strcmp(o.kind, "connect")) { run_connect(&o); printf("ok"); }
        else if (!strcmp(o.kind, "idle") || !strcmp(o.kind, "pending")) run_idle(&o);
        else { printf("unsupported %s\n", o.kind); fflush(stdout); continue; }
        printf(" ns=%lld cpu=%lld\n", (long long)s_time, (long long)s_cpu);
        fflush(stdout);
    }
    curl_global_cleanup();
    return 0;
}
