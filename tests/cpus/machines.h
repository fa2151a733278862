/* What CPUID says on four machines: of each the leaves that tell which instructions there are.
   Values as in public dumps of these CPUs; the bits are in Intel's SDM, volume 2 (CPUID), and AMD's
   APM, volume 3, appendix E. Read by the unit tests and by preload.c. */
#ifndef CROSSRC_TESTS_CPUS_MACHINES_H
#define CROSSRC_TESTS_CPUS_MACHINES_H

struct cpuid_leaf {
  unsigned leaf, subleaf;
  unsigned registers[4]; /* EAX, EBX, ECX, EDX */
};

struct cpuid_machine {
  const char* name;
  unsigned saved_state; /* XCR0 */
  struct cpuid_leaf leaves[12];
};

/* clang-format off */
static const struct cpuid_machine cpuid_machines[] = {
  /* Intel with AVX-512 and TSX: Skylake-SP */
  {"skylake-avx512", 0x2e7, {
    {0x0, 0, {0x16, 0x756e6547, 0x6c65746e, 0x49656e69}},
    {0x1, 0, {0x00050654, 0x00100800, 0x7ffefbff, 0xbfebfbff}},
    {0x7, 0, {0x0, 0xd39ffffb, 0x18, 0x9c000000}},
    {0xd, 1, {0xf, 0x0, 0x100, 0x0}},
    {0x80000000, 0, {0x80000008, 0, 0, 0}},
    {0x80000001, 0, {0, 0, 0x121, 0x2c100800}},
    {0x80000008, 0, {0x302e, 0, 0, 0}},
  }},
  /* Intel with AVX2 and FMA, without AVX-512, its TSX turned off by microcode: Haswell */
  {"haswell", 0x7, {
    {0x0, 0, {0xd, 0x756e6547, 0x6c65746e, 0x49656e69}},
    {0x1, 0, {0x000306c3, 0x00100800, 0x7ffafbff, 0xbfebfbff}},
    {0x7, 0, {0x0, 0x27ab, 0x0, 0x9c000000}},
    {0xd, 1, {0x1, 0, 0, 0}},
    {0x80000000, 0, {0x80000008, 0, 0, 0}},
    {0x80000001, 0, {0, 0, 0x21, 0x2c100800}},
    {0x80000008, 0, {0x3027, 0, 0, 0}},
  }},
  /* AMD with AVX-512 and SSE4A: Zen 4 */
  {"znver4", 0x2e7, {
    {0x0, 0, {0x10, 0x68747541, 0x444d4163, 0x69746e65}},
    {0x1, 0, {0x00a60f12, 0x00100800, 0x7ef8320b, 0x178bfbff}},
    {0x7, 0, {0x1, 0xf1bf97a9, 0x00405fde, 0x10000010}},
    {0x7, 1, {0x20, 0, 0, 0}},
    {0xd, 1, {0xf, 0x0, 0x1800, 0x0}},
    {0x80000000, 0, {0x80000028, 0x68747541, 0x444d4163, 0x69746e65}},
    {0x80000001, 0, {0x00a60f12, 0, 0x75c237ff, 0x2fd3fbff}},
    {0x80000008, 0, {0x3030, 0x791ef257, 0, 0}},
  }},
  /* An old one, without AVX, FMA, LZCNT, MOVBE and XSAVE: Nehalem */
  {"nehalem", 0x0, {
    {0x0, 0, {0xb, 0x756e6547, 0x6c65746e, 0x49656e69}},
    {0x1, 0, {0x000106a5, 0x00100800, 0x0098e3bd, 0xbfebfbff}},
    {0x80000000, 0, {0x80000008, 0, 0, 0}},
    {0x80000001, 0, {0, 0, 0x1, 0x28100800}},
    {0x80000008, 0, {0x3024, 0, 0, 0}},
  }},
};
/* clang-format on */

/* True for leaves that look at ECX: others have one answer whatever is in it. */
static inline int has_subleaves(unsigned leaf) {
  return leaf == 0x7 || leaf == 0xd;
}

/* The registers of a leaf, by their numbers in struct cpuid_leaf; all zero for one that is not
   there. */
static inline void cpuid_of(const struct cpuid_machine* machine, unsigned leaf, unsigned subleaf,
                            unsigned* registers) {
  for (int i = 0; i < 4; ++i) registers[i] = 0;
  for (int i = 0; i < 12; ++i) {
    const struct cpuid_leaf* each = &machine->leaves[i];
    const int is_unused = leaf == 0 && each->registers[0] == 0;
    const int is_other = has_subleaves(leaf) && each->subleaf != subleaf;
    if (each->leaf != leaf || is_other || is_unused) continue;
    for (int n = 0; n < 4; ++n) registers[n] = each->registers[n];
    return;
  }
}

#endif
