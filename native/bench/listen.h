// The doors of the server: a thread per connection.
#pragma once

typedef struct {
    int fd, tls;            // tls: 0 none, 1 with tickets, 2 without
    void *(*serve)(void *); // gets a stream that is its own
} door;

int listen_on_loopback(int *port);
void *accept_loop(void *door_); // never returns
