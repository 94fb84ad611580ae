// A WebSocket connection over libcurl, as a C program has it: CONNECT_ONLY, curl_ws_send, curl_ws_recv, and poll(2) on the socket.
#pragma once
#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    CURL *curl;
    curl_socket_t fd;
} connection;

// All end the command with an error line when something fails.
void connection_open(connection *c, const char *url, const char *ca_file);
void connection_close(connection *c);
void connection_wait(const connection *c, short events);

void ws_send(connection *c, const unsigned char *message, size_t size);
int ws_try_receive(connection *c, unsigned char *buffer, size_t size); // 1: a message has ended, 0: nothing is there
void ws_receive(connection *c, unsigned char *buffer, size_t size);    // until a message has ended

// Bytes as they are, without libcurl's framing: what socket and TLS carry at most.
void raw_send(connection *c, const unsigned char *bytes, size_t size);
size_t raw_receive(connection *c, unsigned char *buffer, size_t size);

_Noreturn void fail(const char *what, CURLcode code);
