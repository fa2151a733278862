/* two() that needs one(): a library that needs a library. */
int one(void);

int two(void) {
  return one() + one();
}
