// Loops that a compiler turns into whatever instructions its flags allow: fused multiply-add, bit
// tricks, shifts, blends, conversions, wide moves. The sum is of integers only, so it is the same
// for all flags.
#include <stdint.h>
#include <stdio.h>

enum { COUNT = 1000 };

static uint32_t words[COUNT];
static uint64_t longs[COUNT];
static int16_t shorts[COUNT];
static double reals[COUNT];
static float halves[COUNT];

static uint32_t next(uint32_t x) {
  return x * 1664525u + 1013904223u;
}

static void fill(void) {
  uint32_t x = 1;
  for (int i = 0; i < COUNT; i++) {
    x = next(x);
    words[i] = x;
    longs[i] = (uint64_t)x << 31 | x;
    shorts[i] = (int16_t)(x >> 16);
    reals[i] = x / 65536;
    halves[i] = (float)(x >> 20);
  }
}

static uint64_t bits(void) {
  uint64_t sum = 0;
  for (int i = 0; i < COUNT; i++) {
    const uint32_t x = words[i];
    sum += (x & (x + 1)) + (x & -x) + (x ^ (x - 1)) + (~x & (x + 7));
    sum += (unsigned)__builtin_popcount(x) + (unsigned)__builtin_clz(x | 1) +
           (unsigned)__builtin_ctz(x | 1u << 31) + ((x >> 3) & 0xfff);
    sum += __builtin_bswap32(x) + (x << (words[COUNT - 1 - i] & 31));
  }
  return sum;
}

static uint64_t lanes(void) {
  uint64_t sum = 0;
  for (int i = 0; i < COUNT; i++) words[i] = words[i] << 7 | words[i] >> 25;
  for (int i = 0; i < COUNT; i++) longs[i] = longs[i] * 3 + (longs[i] >> (longs[COUNT - 1 - i] & 63));
  for (int i = 0; i < COUNT; i++) shorts[i] = (int16_t)(shorts[i] > 9 ? shorts[i] : -shorts[i]);
  for (int i = 0; i < COUNT; i++) sum += words[i] + longs[i] + (uint64_t)(int64_t)shorts[i];
  return sum;
}

static double floats(void) {
  double sum = 0;
  for (int i = 0; i < COUNT; i++) reals[i] = reals[i] * reals[COUNT - 1 - i] + 0.5;
  for (int i = 0; i < COUNT; i++) halves[i] = halves[i] * 1.5f - (float)reals[i];
  for (int i = 0; i < COUNT; i++) sum += reals[i] > 7 ? reals[i] : (double)halves[i];
  return sum;
}

int main(void) {
  fill();
  const uint64_t first = bits();
  const uint64_t second = lanes();
  if (floats() == 0) return 1;
  printf("%llx\n", (unsigned long long)(first ^ second));
  return 0;
}
