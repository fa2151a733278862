/* By LD_PRELOAD, with CROSSRC_TEST_CPU a name of machines.h: programs that ask CPUID which CPU they
   run on, compilers with -march=native among them, are answered as on that machine. Instructions run
   and trap as on the real one. Needs CPUID faulting, arch_prctl(2); status 77 without. */
#define _GNU_SOURCE
#include "machines.h"

#include <asm/prctl.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef ARCH_SET_CPUID
#define ARCH_SET_CPUID 0x1012
#endif

static const struct cpuid_machine* machine;

typedef int sigaction_function(int, const struct sigaction*, struct sigaction*);

static sigaction_function* real_sigaction(void) {
  return (sigaction_function*)dlsym(RTLD_NEXT, "sigaction");
}

static void answer(int number, siginfo_t* info, void* context) {
  (void)info;
  greg_t* registers = ((ucontext_t*)context)->uc_mcontext.gregs;
  const unsigned char* code = (const unsigned char*)registers[REG_RIP];
  if (code[0] != 0x0f || code[1] != 0xa2) { /* another fault than CPUID's */
    struct sigaction usual = {.sa_handler = SIG_DFL};
    real_sigaction()(number, &usual, NULL);
    return;
  }
  unsigned values[4];
  cpuid_of(machine, (unsigned)registers[REG_RAX], (unsigned)registers[REG_RCX], values);
  registers[REG_RAX] = values[0];
  registers[REG_RBX] = values[1];
  registers[REG_RCX] = values[2];
  registers[REG_RDX] = values[3];
  registers[REG_RIP] += 2;
}

/* Compilers have a handler of their own for SIGSEGV: ours stays. */
int sigaction(int number, const struct sigaction* new, struct sigaction* old) {
  if (machine == NULL || number != SIGSEGV) return real_sigaction()(number, new, old);
  if (old != NULL) memset(old, 0, sizeof *old);
  return 0;
}

sighandler_t signal(int number, sighandler_t handler) {
  struct sigaction new = {.sa_handler = handler, .sa_flags = SA_RESTART};
  struct sigaction old = {.sa_handler = SIG_DFL};
  return sigaction(number, &new, &old) == 0 ? old.sa_handler : SIG_ERR;
}

__attribute__((constructor)) static void start(void) {
  const char* name = getenv("CROSSRC_TEST_CPU");
  for (size_t i = 0; name != NULL && i < sizeof cpuid_machines / sizeof *cpuid_machines; ++i) {
    if (strcmp(cpuid_machines[i].name, name) == 0) machine = &cpuid_machines[i];
  }
  if (machine == NULL) return;
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  real_sigaction()(SIGSEGV, &action, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0) _exit(77);
}
