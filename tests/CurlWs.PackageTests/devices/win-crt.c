/* What Microsoft's linker adds to a NativeAOT program for win-x64 out of LIBCMT.lib, which is not to be had on Linux: no more than what
   the objects of NativeAOT's runtime name (.NET 10). Each symbol says who wants it. What is a function of a DLL stands in win-ucrtbase.def
   and win-vcruntime140.def. For tests alone: stack cookies are checked, but are the same in each run. */
#include <stddef.h>

void *malloc(size_t);
void free(void *);
void exit(int) __attribute__((noreturn));
int _configure_wide_argv(int);
int *__p___argc(void);
wchar_t ***__p___wargv(void);
int _crt_atexit(void (*)(void));
void _initterm(void (**)(void), void (**)(void));
int wmain(int, wchar_t **);

/* The linker sorts sections of one name by what follows the $. Between XCA and XCZ are the constructors of the runtime's global objects,
   between XDA and XDZ those of its thread's objects (thread.cpp). */
#define SECTION(name) __attribute__((section(name), used))
static void (*constructors[1])(void) SECTION(".CRT$XCA");
static void (*constructors_end[1])(void) SECTION(".CRT$XCZ");
static void (*thread_constructors[1])(void) SECTION(".CRT$XDA");
static void (*thread_constructors_end[1])(void) SECTION(".CRT$XDZ");

/* Where the program starts: NativeAOT tells the linker so by /ENTRY. Its own code begins at wmain, in bootstrapper.obj. */
void wmainCRTStartup(void)
{
  _configure_wide_argv(1);
  _initterm(constructors, constructors_end);
  exit(wmain(*__p___argc(), *__p___wargv()));
}

/* The runtime frees what it has when the program ends (startup.cpp); the C library in the DLL has it under another name. */
int atexit(void (*function)(void)) { return _crt_atexit(function); }

/* Variables of a thread. _tls_index is read by each access to one; _tls_used is where the linker finds the directory for the loader; the
   values at a thread's start lie between .tls and .tls$ZZZ. */
unsigned int _tls_index;
static char tls_start SECTION(".tls");
static char tls_end SECTION(".tls$ZZZ");

/* The constructors of a thread's objects. The object that has some (thread.cpp) names __dyn_tls_init, which the loader calls as a thread
   begins. Who uses such a variable (thread.inl) first looks at __tls_guard, for a thread that was there before the program was loaded. */
_Thread_local unsigned char __tls_guard;

void __dyn_tls_on_demand_init(void)
{
  if(__tls_guard)
    return;
  __tls_guard = 1;
  _initterm(thread_constructors, thread_constructors_end);
}

void __dyn_tls_init(void *module, unsigned int reason, void *reserved)
{
  (void)module;
  (void)reserved;
  if(reason == 1 || reason == 2) /* DLL_PROCESS_ATTACH, DLL_THREAD_ATTACH */
    __dyn_tls_on_demand_init();
}

static void (*const callbacks[])(void *, unsigned int, void *) = { __dyn_tls_init, NULL };

const struct { char *start, *end; unsigned int *index; const void *callbacks; unsigned int zeros, flags; } _tls_used = {
  &tls_start, &tls_end, &_tls_index, callbacks, 0, 0
};

/* What an object names that has floating-point numbers in it: Microsoft's compiler writes it there, and nothing reads it. */
int _fltused = 0x9875;

/* Functions with arrays on their stack (/GS). __security_check_cookie may change no register but rcx. __GSHandlerCheck is asked when an
   exception passes such a function: ExceptionContinueSearch. __report_rangecheckfailure is called for an index outside of an array. */
const size_t __security_cookie = 0x2B992DDFA232;

int __GSHandlerCheck(void) { return 1; }

void __report_rangecheckfailure(void) { __asm__ volatile("movl $8, %ecx\nint $0x29"); }

__asm__(".globl __security_check_cookie\n__security_check_cookie:\n"
        "  cmpq __security_cookie(%rip), %rcx\n  jne 1f\n  ret\n1:\n  movl $2, %ecx\n  int $0x29\n");

/* Functions with more than a page on their stack: touches each page of the rax bytes below, and changes no register. */
__asm__(".globl __chkstk\n__chkstk:\n"
        "  pushq %rcx\n  pushq %rax\n  leaq 24(%rsp), %rcx\n"
        "1:\n  cmpq $0x1000, %rax\n  jb 2f\n  subq $0x1000, %rcx\n  testb $0, (%rcx)\n  subq $0x1000, %rax\n  jmp 1b\n"
        "2:\n  subq %rax, %rcx\n  testb $0, (%rcx)\n  popq %rax\n  popq %rcx\n  ret\n");

/* Calls through a pointer (/guard:cf): Windows replaces this pointer in a program that says that it is built so. The target is in rax. */
void call_rax(void);
__asm__("call_rax:\n  jmpq *%rax\n");
void (*const __guard_dispatch_icall_fptr)(void) = call_rax;

/* C++: new (std::nothrow), new (std::nothrow)[], delete, delete[]; and std::nothrow itself, of which only the address counts. */
void *new_one(size_t, const void *) __asm__("??2@YAPEAX_KAEBUnothrow_t@std@@@Z");
void *new_array(size_t, const void *) __asm__("??_U@YAPEAX_KAEBUnothrow_t@std@@@Z");
void delete_one(void *, size_t) __asm__("??3@YAXPEAX_K@Z");
void delete_array(void *) __asm__("??_V@YAXPEAX@Z");
extern const char nothrow __asm__("?nothrow@std@@3Unothrow_t@1@B");

void *new_one(size_t size, const void *tag) { (void)tag; return malloc(size ? size : 1); }
void *new_array(size_t size, const void *tag) { return new_one(size, tag); }
void delete_one(void *memory, size_t size) { (void)size; free(memory); }
void delete_array(void *memory) { free(memory); }
const char nothrow = 0;
