/* How Native.Variadic.cs calls it: through prototypes that are not variadic. The functions are called through pointers, so that
   the compiler cannot see the definition. */
typedef long padded_form(void *handle, int option, long x2, long x3, long x4, long x5, long x6, long x7, long value);
typedef long plain_form(void *handle, int option, long value);

long call_padded(padded_form *callee, void *handle, int option, long value)
{
  return callee(handle, option, 0, 0, 0, 0, 0, 0, value) + 1;
}

long call_plain(plain_form *callee, void *handle, int option, long value)
{
  return callee(handle, option, value) + 1;
}
