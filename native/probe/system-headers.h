/* For link-test.sh: where macOS declares the functions that libcurl and OpenSSL call, each with the version that brought it. */
#define _XOPEN_SOURCE 600
#define _DARWIN_C_SOURCE
#define __STDC_WANT_LIB_EXT1__ 1
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <libgen.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <runetype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
/* What no header declares: the compiler calls these itself, and each is older than any Mac with macOS 11. */
extern char dyld_stub_binder, __stack_chk_fail, __stack_chk_guard, __memcpy_chk, __memmove_chk, __memset_chk, __bzero;
