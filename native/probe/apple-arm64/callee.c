/* What curl_easy_setopt is: two named arguments, then whatever va_arg finds. */
#include <stdarg.h>

long variadic_callee(void *handle, int option, ...)
{
  va_list list;
  long value;
  (void)handle;
  (void)option;
  va_start(list, option);
  value = va_arg(list, long);
  va_end(list);
  return value;
}
