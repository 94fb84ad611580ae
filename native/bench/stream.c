#include "stream.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TLS_BUFFER = 256 << 10 };

static SSL_CTX *s_tls;
static atomic_ulong s_handshakes, s_resumed;

ssize_t stream_read(stream *s, void *buffer, size_t size) {
    if (s->ssl) return SSL_read(s->ssl, buffer, size > 1 << 30 ? 1 << 30 : (int)size);
    return recv(s->fd, buffer, size, 0);
}

int stream_write(stream *s, const void *buffer, size_t size) {
    if (s->ssl) {
        // Records pile up in the buffer below OpenSSL: one system call for many of them.
        return SSL_write(s->ssl, buffer, (int)size) > 0 && BIO_flush(SSL_get_wbio(s->ssl)) > 0;
    }
    while (size > 0) {
        ssize_t sent = send(s->fd, buffer, size, MSG_NOSIGNAL);
        if (sent <= 0) return 0;
        buffer = (const char *)buffer + sent;
        size -= (size_t)sent;
    }
    return 1;
}

int stream_skip(stream *s, uint64_t size) {
    char trash[64 << 10];
    while (size > 0) {
        ssize_t got;
        if (s->ssl) {
            got = stream_read(s, trash, size < sizeof trash ? size : sizeof trash);
        } else {
            // The kernel drops the bytes without copying them.
            got = recv(s->fd, NULL, size, MSG_TRUNC);
        }
        if (got <= 0) return 0;
        size -= (uint64_t)got;
    }
    return 1;
}

static void tls_fail(const char *what) {
    fprintf(stderr, "server: TLS: %s failed\n", what);
    exit(1);
}

static void add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension) tls_fail(value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void tls_init(const char *certificate_file) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    if (!key || !certificate) tls_fail("the key");
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 7 * 24 * 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"CurlWs benchmark", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_subject_key_identifier, "hash");
    add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
    if (!X509_sign(certificate, key, EVP_sha256())) tls_fail("the signature");

    FILE *file = fopen(certificate_file, "w");
    if (!file || !PEM_write_X509(file, certificate)) tls_fail(certificate_file);
    fclose(file);

    s_tls = SSL_CTX_new(TLS_server_method());
    if (!s_tls || !SSL_CTX_use_certificate(s_tls, certificate) || !SSL_CTX_use_PrivateKey(s_tls, key)) tls_fail("the context");
    // It gives tickets, as servers do, and keeps nothing itself: who resumes sessions does so in the connects.
    SSL_CTX_set_session_cache_mode(s_tls, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(s_tls, 1);
    SSL_CTX_set_default_read_buffer_len(s_tls, TLS_BUFFER);
}

int tls_accept(stream *s) {
    SSL *ssl = SSL_new(s_tls);
    BIO *socket_out = BIO_new_socket(s->fd, BIO_NOCLOSE), *buffer = BIO_new(BIO_f_buffer());
    if (!s->tickets) SSL_set_num_tickets(ssl, 0);
    BIO_set_write_buffer_size(buffer, TLS_BUFFER);
    SSL_set_bio(ssl, BIO_new_socket(s->fd, BIO_NOCLOSE), BIO_push(buffer, socket_out));
    s->ssl = ssl;
    if (SSL_accept(ssl) <= 0 || BIO_flush(SSL_get_wbio(ssl)) <= 0) return 0;
    if (SSL_session_reused(ssl)) atomic_fetch_add(&s_resumed, 1);
    atomic_fetch_add(&s_handshakes, 1);
    return 1;
}

void tls_count(unsigned long *handshakes, unsigned long *resumed) {
    *handshakes = s_handshakes;
    *resumed = s_resumed;
}

void stream_close(stream *s) {
    if (s->ssl) SSL_free(s->ssl);
    close(s->fd);
}

void websocket_accept(const char *key, char *answer) {
    char text[128];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size;
    snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(text, strlen(text), digest, &size, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)answer, digest, (int)size);
}
