/* What CoreCLR takes from libstdc++ and libc++abi does not have. */
#include <stdlib.h>
void throw_length_error(const char *) __asm__("_ZSt20__throw_length_errorPKc");
void throw_length_error(const char *text) { (void)text; abort(); }
void throw_bad_array_new_length(void) __asm__("_ZSt28__throw_bad_array_new_lengthv");
void throw_bad_array_new_length(void) { abort(); }
extern const char nothrow_tag __asm__("_ZSt7nothrow");
const char nothrow_tag = 0;
