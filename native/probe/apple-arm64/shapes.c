/* Each way in which libcurl reads a variadic argument, by the kind of option or info that makes it: what va_arg is given in lib/setopt.c,
   lib/getinfo.c, lib/multi.c and lib/curl_share.c (share.c up to 8.15). A name is the function's, without curl_ and easy_, and the
   kind's. */
#include <stdarg.h>

struct curl_slist;
struct curl_blob;
typedef void callback(void);

#define READS(name, type)                     \
  type name(void *handle, int option, ...)    \
  {                                           \
    va_list list;                             \
    type value;                               \
    (void)handle;                             \
    va_start(list, option);                   \
    value = va_arg(list, type);               \
    va_end(list);                             \
    return value;                             \
  }

READS(setopt_Long, long)
READS(setopt_Values, unsigned long)
READS(setopt_OffT, long long)
READS(setopt_Object, void *)
READS(setopt_String, char *)
READS(setopt_Slist, struct curl_slist *)
READS(setopt_CallbackData, void *)
READS(setopt_Blob, struct curl_blob *)
READS(setopt_Function, callback *)

READS(multi_setopt_Long, unsigned long)
READS(multi_setopt_OffT, long long)
READS(multi_setopt_Object, void *)
READS(multi_setopt_Function, callback *)

/* Four bytes of the word: curl_lock_data is read as int. */
READS(share_setopt_Long, int)
READS(share_setopt_Object, void *)
READS(share_setopt_Function, callback *)

/* An info is written through the pointer. */
#define WRITES(name, type, something)         \
  int name(void *handle, int info, ...)       \
  {                                           \
    va_list list;                             \
    (void)handle;                             \
    va_start(list, info);                     \
    *va_arg(list, type *) = (type)something;  \
    va_end(list);                             \
    return 0;                                 \
  }

WRITES(getinfo_String, char *, 0x1234)
WRITES(getinfo_Long, long, -5)
WRITES(getinfo_Double, double, 1.5)
WRITES(getinfo_Slist, struct curl_slist *, 0x1234)
WRITES(getinfo_Socket, int, 7)
WRITES(getinfo_OffT, long long, -5)
