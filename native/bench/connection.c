#include "connection.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

void fail(const char *what, CURLcode code) {
    printf("error %s: %d %s\n", what, (int)code, curl_easy_strerror(code));
    fflush(stdout);
    exit(1);
}

void connection_open(connection *c, const char *url, const char *ca_file) {
    CURLcode code;
    c->curl = curl_easy_init();
    curl_easy_setopt(c->curl, CURLOPT_URL, url);
    curl_easy_setopt(c->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c->curl, CURLOPT_CONNECT_ONLY, 2L);
    curl_easy_setopt(c->curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);
    if (*ca_file) curl_easy_setopt(c->curl, CURLOPT_CAINFO, ca_file);
    code = curl_easy_perform(c->curl);
    if (!code) code = curl_easy_getinfo(c->curl, CURLINFO_ACTIVESOCKET, &c->fd);
    if (code) fail("connect", code);
}

void connection_close(connection *c) { curl_easy_cleanup(c->curl); }

void connection_wait(const connection *c, short events) {
    struct pollfd p = { .fd = c->fd, .events = events };
    if (poll(&p, 1, 30000) < 1) fail("poll", CURLE_OPERATION_TIMEDOUT);
}

void ws_send(connection *c, const unsigned char *message, size_t size) {
    for (;;) {
        size_t sent = 0;
        CURLcode code = curl_ws_send(c->curl, message, size, &sent, 0, CURLWS_BINARY);
        if (code && code != CURLE_AGAIN) fail("curl_ws_send", code);
        message += sent;
        size -= sent;
        if (!code && size == 0) return;
        if (code == CURLE_AGAIN) connection_wait(c, POLLOUT);
    }
}

int ws_try_receive(connection *c, unsigned char *buffer, size_t size) {
    for (;;) {
        const struct curl_ws_frame *frame;
        size_t got;
        CURLcode code = curl_ws_recv(c->curl, buffer, size, &got, &frame);
        if (code == CURLE_AGAIN) return 0;
        if (code) fail("curl_ws_recv", code);
        if (frame->bytesleft == 0 && !(frame->flags & CURLWS_CONT)) return 1;
    }
}

void ws_receive(connection *c, unsigned char *buffer, size_t size) {
    while (!ws_try_receive(c, buffer, size)) connection_wait(c, POLLIN);
}

void raw_send(connection *c, const unsigned char *bytes, size_t size) {
    while (size > 0) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(c->curl, bytes, size, &sent);
        if (code == CURLE_AGAIN) connection_wait(c, POLLOUT);
        else if (code) fail("curl_easy_send", code);
        bytes += sent;
        size -= sent;
    }
}

size_t raw_receive(connection *c, unsigned char *buffer, size_t size) {
    for (;;) {
        size_t got = 0;
        CURLcode code = curl_easy_recv(c->curl, buffer, size, &got);
        if (!code) return got;
        if (code != CURLE_AGAIN) fail("curl_easy_recv", code);
        connection_wait(c, POLLIN);
    }
}
