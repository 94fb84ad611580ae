// A connection of the server: a blocking socket, with or without TLS.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct {
    int fd;
    void *ssl; // NULL without TLS
    int tickets;
} stream;

// All return less than 1 when the connection is over.
ssize_t stream_read(stream *s, void *buffer, size_t size);
int stream_write(stream *s, const void *buffer, size_t size); // all of it
int stream_skip(stream *s, uint64_t size);                    // reads and drops exactly that many bytes

void tls_init(const char *certificate_file); // makes a key and a certificate for 127.0.0.1 and writes the certificate
int tls_accept(stream *s);
void tls_count(unsigned long *handshakes, unsigned long *resumed); // of all connections so far
void stream_close(stream *s);
void websocket_accept(const char *key, char *answer); // answer has room for 29 bytes
