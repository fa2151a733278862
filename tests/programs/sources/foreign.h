/* foreign(X) is X, by way of an FMA4 instruction where the flags allow one: only AMD's bdver1 to
   bdver4 had these. */
#ifndef FOREIGN_H
#define FOREIGN_H

static inline int foreign(int value) {
#ifdef __FMA4__
  __asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : "+r"(value) : : "xmm0");
#endif
  return value;
}

#endif
