#include "listen.h"

#include "stream.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int listen_on_loopback(int *port) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) || listen(fd, 4096)
        || getsockname(fd, (struct sockaddr *)&address, &length)) {
        perror("server: listen");
        exit(1);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

void *accept_loop(void *argument_) {
    const door *d = argument_;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (;;) {
        int one = 1, fd = accept(d->fd, NULL, NULL);
        pthread_t thread;
        stream *s = fd < 0 ? NULL : malloc(sizeof *s);
        if (!s) {
            perror("server: accept");
            usleep(1000);
            continue;
        }
        *s = (stream){ .fd = fd, .ssl = d->tls ? s : NULL, .tickets = d->tls == 1 };
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, &attributes, d->serve, s)) {
            perror("server: no more threads");
            close(fd);
            free(s);
        }
    }
    return NULL;
}
