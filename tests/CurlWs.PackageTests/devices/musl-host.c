/* Starts a self-contained .NET program on musl without its apphost, hostfxr and hostpolicy: those need a libstdc++ for musl, which
   Debian does not have, and CoreCLR itself needs little of it. Usage: musl-host PROGRAM.dll ARGUMENTS... */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*initialize_function)(const char *, const char *, int, const char **, const char **, void **, unsigned *);
typedef int (*execute_function)(void *, unsigned, int, const char **, const char *, unsigned *);

static char program[PATH_MAX], folder[PATH_MAX + 1], runtime[PATH_MAX + 32], assemblies[1 << 20];

static void list_assemblies(void)
{
  DIR *entries = opendir(folder);
  struct dirent *entry;
  char *end = assemblies;
  while((entry = readdir(entries))) {
    size_t length = strlen(entry->d_name);
    if(length > 4 && !strcmp(entry->d_name + length - 4, ".dll"))
      end += sprintf(end, "%s%s:", folder, entry->d_name);
  }
  closedir(entries);
}

int main(int argc, char **argv)
{
  const char *names[] = { "TRUSTED_PLATFORM_ASSEMBLIES", "NATIVE_DLL_SEARCH_DIRECTORIES", "APP_CONTEXT_BASE_DIRECTORY",
                          "RUNTIME_IDENTIFIER", "System.Globalization.Invariant" };
  const char *values[] = { assemblies, folder, folder, "linux-musl-x64", "true" };
  initialize_function initialize;
  execute_function execute;
  void *library, *host;
  unsigned domain, status = 0;
  int result;
  if(argc < 2 || !realpath(argv[1], program))
    return 64;
  strcpy(folder, program);
  strrchr(folder, '/')[1] = 0;
  list_assemblies();
  snprintf(runtime, sizeof runtime, "%slibcoreclr.so", folder);
  library = dlopen(runtime, RTLD_NOW | RTLD_GLOBAL);
  if(!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 65;
  }
  initialize = (initialize_function)dlsym(library, "coreclr_initialize");
  execute = (execute_function)dlsym(library, "coreclr_execute_assembly");
  result = initialize(program, "app", 5, names, values, &host, &domain);
  if(result >= 0)
    result = execute(host, domain, argc - 2, (const char **)argv + 2, program, &status);
  if(result < 0) {
    fprintf(stderr, "CoreCLR answered 0x%x\n", (unsigned)result);
    return 66;
  }
  return (int)status;
}
