/* What the generated program of probe.sh is made of. */
#include <curl/curl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void put_string(const char *name, const char *value) { printf("string\t%s\t%s\n", name, value); }
static void put_signed(const char *name, long long value) { printf("macro\t%s\t%lld\n", name, value); }
static void put_unsigned(const char *name, unsigned long long value) { printf("macro\t%s\t%llu\n", name, value); }

static void put_bitfield(const char *type, const char *field, const unsigned char *bytes, size_t size)
{
  size_t first = 0, width = 0, bit;
  for(bit = 0; bit < size * 8; bit++) {
    if(bytes[bit / 8] >> (bit % 8) & 1) {
      if(!width++)
        first = bit;
    }
  }
  printf("bitfield\t%s\t%s\t%zu\t%zu\n", type, field, first, width);
}

#define MACRO(name)                                                                             \
  _Generic((name), char *: put_string, const char *: put_string,                                \
    unsigned long: put_unsigned, unsigned long long: put_unsigned, default: put_signed)(#name, (name));
#define ENUMERATOR(type, name) printf("enum\t%s\t%s\t%lld\n", type, #name, (long long)(name));
#define OPTION(kind, name, type) printf("%s\t%s\t%lld\t%s\n", kind, #name, (long long)(name), type);
#define STRUCT(type, name) printf("struct\t%s\t%zu\n", name, sizeof(type));
#define FIELD(type, name, field) \
  printf("field\t%s\t%s\t%zu\t%zu\n", name, #field, offsetof(type, field), sizeof(((type *)0)->field));
/* A bit field has no address: set it, and look for the bits. */
#define BITFIELD(type, name, field)                                    \
  {                                                                    \
    type value;                                                        \
    memset(&value, 0, sizeof(value));                                  \
    value.field = ~0u;                                                 \
    put_bitfield(name, #field, (unsigned char *)&value, sizeof(value)); \
  }
#define LINE(text) puts(text);
