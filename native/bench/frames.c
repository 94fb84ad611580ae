// The client that writes and reads its frames itself, over curl_easy_send and curl_easy_recv, as a program does that takes only the
// connection from libcurl; or without libcurl over a plain socket, which is the limit of all.
#define _GNU_SOURCE
#include "frames.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN = 64 << 10, MOST_HEADER = 14 };

static int s_plain;

void frames_use_plain_sockets(void) { s_plain = 1; }

static void upgrade(connection *c, const char *url) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const char *port = strrchr(url, ':') + 1, *path = strchr(port, '/');
    char request[1024];
    int one = 1;
    to.sin_port = htons((uint16_t)atoi(port));
    c->curl = NULL;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to)) fail("connect", CURLE_COULDNT_CONNECT);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int size = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", path);
    if (send(c->fd, request, (size_t)size, MSG_NOSIGNAL) != size) fail("send", CURLE_SEND_ERROR);
    // Nothing follows the answer before the first message of the client.
    for (size = 0; size < 4 || memcmp(request + size - 4, "\r\n\r\n", 4);) {
        ssize_t got = recv(c->fd, request + size, sizeof request - (size_t)size, 0);
        if (got <= 0) fail("recv", CURLE_RECV_ERROR);
        size += (int)got;
    }
}

void frames_open(framed *f, const char *url, const char *ca_file) {
    memset(f, 0, sizeof *f);
    if (s_plain) upgrade(&f->c, url);
    else connection_open(&f->c, url, ca_file);
    f->in = malloc(IN);
    if (!f->in) fail("memory", CURLE_OUT_OF_MEMORY);
    f->mask = 0x9d3b51a7;
}

void frames_close(framed *f) {
    if (f->c.curl) connection_close(&f->c);
    else close(f->c.fd);
    free(f->in);
    free(f->out);
}

static void write_all(framed *f, const unsigned char *bytes, size_t size) {
    if (f->c.curl) {
        raw_send(&f->c, bytes, size);
        return;
    }
    while (size > 0) {
        ssize_t sent = send(f->c.fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) fail("send", CURLE_SEND_ERROR);
        bytes += sent;
        size -= (size_t)sent;
    }
}

static size_t read_some(framed *f, unsigned char *buffer, size_t size) {
    if (f->c.curl) return raw_receive(&f->c, buffer, size);
    ssize_t got = recv(f->c.fd, buffer, size, 0);
    if (got <= 0) fail("recv", CURLE_RECV_ERROR);
    return (size_t)got;
}

void frames_send(framed *f, const unsigned char *message, size_t size) {
    size_t header = size < 126 ? 6 : size < 65536 ? 8 : 14, i = 0;
    uint64_t wide, word;
    if (f->room < size + MOST_HEADER) {
        free(f->out);
        f->out = malloc(f->room = size + MOST_HEADER);
        if (!f->out) fail("memory", CURLE_OUT_OF_MEMORY);
    }
    unsigned char *p = f->out, *to = p + header;
    p[0] = 0x82;
    p[1] = 0x80 | (header == 6 ? size : header == 8 ? 126 : 127);
    for (size_t j = 0; header > 6 && j < header - 6; j++) p[header - 5 - j] = (unsigned char)(size >> 8 * j);
    f->mask = f->mask * 1664525 + 1013904223;
    memcpy(p + header - 4, &f->mask, 4);
    wide = f->mask | (uint64_t)f->mask << 32;
    for (; i + 8 <= size; i += 8) {
        memcpy(&word, message + i, 8);
        word ^= wide;
        memcpy(to + i, &word, 8);
    }
    for (; i < size; i++) to[i] = message[i] ^ p[header - 4 + (i & 3)];
    write_all(f, p, header + size);
}

static void need(framed *f, size_t count) {
    while (f->end - f->start < count) {
        if (f->start > 0) {
            memmove(f->in, f->in + f->start, f->end - f->start);
            f->end -= f->start;
            f->start = 0;
        }
        f->end += read_some(f, f->in + f->end, IN - f->end);
    }
}

void frames_receive(framed *f, unsigned char *buffer, size_t size) {
    int final = 0;
    while (!final) {
        need(f, 2);
        unsigned char *p = f->in + f->start;
        size_t extra = p[1] < 126 ? 0 : p[1] == 126 ? 2 : 8;
        uint64_t length = p[1];
        need(f, 2 + extra);
        p = f->in + f->start;
        if (extra) length = 0;
        for (size_t i = 0; i < extra; i++) length = length << 8 | p[2 + i];
        final = p[0] >> 7;
        f->start += 2 + extra;
        // What is there already is copied, the rest goes straight to where it belongs; a message bigger than the buffer comes in parts.
        size_t there = f->end - f->start, part = length < there ? length : there;
        size_t kept = part < size ? part : size;
        memcpy(buffer, f->in + f->start, kept);
        f->start += part;
        for (uint64_t left = length - part, at = part; left > 0;) {
            if (at >= size) at = 0;
            size_t want = left < size - at ? left : size - at, got = read_some(f, buffer + at, want);
            left -= got;
            at += got;
        }
    }
}
