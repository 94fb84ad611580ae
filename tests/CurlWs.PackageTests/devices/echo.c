/* Loads a libcurl and sends messages through it: for a platform that has no .NET here. Usage: echo LIBCURL WS_URL [WSS_URL CA_FILE] */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct frame { int age; int flags; long long offset; long long bytesleft; size_t len; };
enum { OPT_URL = 10002, OPT_CAINFO = 10065, OPT_CONNECT_ONLY = 141, AGAIN = 81, TEXT = 1 };

static void *library;
static void *function(const char *name)
{
  void *address = dlsym(library, name);
  if(!address) {
    puts(dlerror());
    exit(1);
  }
  return address;
}

static void check(int code, const char *what)
{
  if(code) {
    printf("%s: error %d\n", what, code);
    exit(1);
  }
}

static void exchange(const char *url, const char *authority)
{
  void *(*init)(void) = (void *(*)(void))function("curl_easy_init");
  int (*setopt)(void *, int, ...) = (int (*)(void *, int, ...))function("curl_easy_setopt");
  int (*perform)(void *) = (int (*)(void *))function("curl_easy_perform");
  int (*send)(void *, const void *, size_t, size_t *, long long, unsigned) =
    (int (*)(void *, const void *, size_t, size_t *, long long, unsigned))function("curl_ws_send");
  int (*receive)(void *, void *, size_t, size_t *, const struct frame **) =
    (int (*)(void *, void *, size_t, size_t *, const struct frame **))function("curl_ws_recv");
  void (*cleanup)(void *) = (void (*)(void *))function("curl_easy_cleanup");
  const struct frame *frame;
  char buffer[64];
  size_t length;
  int result, attempts = 10000;
  void *easy = init();
  check(setopt(easy, OPT_URL, url), "URL");
  check(setopt(easy, OPT_CONNECT_ONLY, 2L), "CONNECT_ONLY");
  if(authority)
    check(setopt(easy, OPT_CAINFO, authority), "CAINFO");
  check(perform(easy), url);
  check(send(easy, "hello", 5, &length, 0, TEXT), "curl_ws_send");
  while((result = receive(easy, buffer, sizeof buffer, &length, &frame)) == AGAIN && attempts--)
    usleep(1000);
  check(result, "curl_ws_recv");
  check(length != 5 || memcmp(buffer, "hello", 5), "the echo");
  cleanup(easy);
}

int main(int argc, char **argv)
{
  library = dlopen(argv[1], RTLD_NOW);
  if(!library) {
    puts(dlerror());
    return 1;
  }
  puts(((const char *(*)(void))function("curl_version"))());
  if(argc > 2)
    exchange(argv[2], NULL);
  if(argc > 4)
    exchange(argv[3], argv[4]);
  puts("messages echoed");
  return 0;
}
