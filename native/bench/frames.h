// A WebSocket connection whose frames are the program's own: binary messages, and no control frames from the server.
#pragma once
#include "connection.h"

typedef struct {
    connection c; // without a handle where the socket is used as it is
    unsigned char *in, *out;
    size_t start, end, room;
    uint32_t mask;
} framed;

void frames_use_plain_sockets(void); // instead of libcurl, for all that are opened from then on; ws only
void frames_open(framed *f, const char *url, const char *ca_file);
void frames_close(framed *f);
void frames_send(framed *f, const unsigned char *message, size_t size);
void frames_receive(framed *f, unsigned char *buffer, size_t size);
