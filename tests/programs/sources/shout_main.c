int shout(int count);

int main(int argc, char** argv) {
  (void)argv;
  return shout(argc);
}
