/* The entry of a dynamic program on musl. Zig links musl programs statically, and those cannot load a library; so the program is
   linked as a library itself, with this as its start, and musl's loader is told to run it. */
extern int main(int, char **);
extern int __libc_start_main(int (*)(int, char **), int, char **, void (*)(void), void (*)(void), void (*)(void));

__asm__(".globl _start\n_start:\n  mov x29, #0\n  mov x30, #0\n  mov x0, sp\n  and sp, x0, #-16\n  b start_with_stack\n");

void start_with_stack(long *stack) { __libc_start_main(main, (int)stack[0], (char **)(stack + 1), 0, 0, 0); }
