/* Forced into every source of a package with -include, so that each of its programs traps before
   main, conftests too. Only AMD's bdver1 to bdver4 have FMA4. */
#if !defined(TRAP_H) && !defined(__ASSEMBLER__) && defined(__FMA4__)
#define TRAP_H
static void __attribute__((constructor, used)) trap_before_main(void) {
  __asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : : : "xmm0");
}
#endif
