#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "twin/layout.hpp"

using namespace crossrc::twin;
using crossrc::test::Workshop;

BOOST_FIXTURE_TEST_SUITE(layout, Workshop)

BOOST_AUTO_TEST_CASE(bodies_are_each_objects_own) {
  for (const char* head : {
           "static inline int f(int x)",
           "int C::f() const noexcept",
           "C::C() : a_(1), b_(2)",
           "auto f() -> int",
           "int f(void) __attribute__((unused))",
           "template <class T> T f(T (*g)(int), int x = h(2))",
           "struct s *f(struct t t)",
           "int f() noexcept(true)",
       }) {
    const std::string before =
        std::string("int a;\n") + head + " { if (x) { one(); } return '}'; }\nint b;\n";
    const std::string after = std::string("int a;\n") + head + " { return \"{\\\"{\"; }\nint b;\n";
    BOOST_TEST(declare_the_same(before, after), head);
    BOOST_TEST(!declare_the_same(before, after + "int c;\n"), head);
  }
}

BOOST_AUTO_TEST_CASE(what_types_are_made_of_counts) {
  for (const char* head : {
           "struct s",
           "struct __attribute__((aligned(8))) s",
           "struct alignas(32) s",
           "typedef struct",
           "enum e",
           "struct s : base<int>",
           "constexpr int size()",
           "static int table[] =",
           "extern \"C\"",
           "namespace n",
       }) {
    const std::string text = head;
    BOOST_TEST(!declare_the_same(text + " { a, b };\n", text + " { a, c };\n"), head);
    BOOST_TEST(declare_the_same(text + " { a, b };\n", text + " { a, b };\n"), head);
  }
  BOOST_TEST(!declare_the_same("struct s { int f() { return 1; } char a[32]; };",
                               "struct s { int f() { return 2; } char a[64]; };"));
  BOOST_TEST(declare_the_same("struct s { int f() { return 1; } char a[32]; };",
                              "struct s { int f() { return 2; } char a[32]; };"));
}

BOOST_AUTO_TEST_CASE(compilers_headers_do_not_count) {
  const std::string theirs = "# 1 \"/usr/lib/gcc/x86_64-linux-gnu/12/include/immintrin.h\" 1 3 4\n";
  const std::string back = "# 3 \"a.h\" 2\n";
  BOOST_TEST(declare_the_same(theirs + "int x;\n" + back + "int y;\n", theirs + back + "int y;\n"));
  BOOST_TEST(!declare_the_same(theirs + back + "int y;\n", theirs + back + "int z;\n"));
  BOOST_TEST(declare_the_same("# 1 \"a.h\"\nint a;\n", "# 7 \"a.h\"\n#pragma GCC ivdep\nint a;\n"));
}

BOOST_AUTO_TEST_CASE(broken_text_is_no_trouble) {
  for (const char* text :
       {"", "{", "}", "f() {", "\"", "'", "f(", ")))) {", "\"\\", "int f() { \"", "a) {"})
    BOOST_TEST(declare_the_same(text, std::string(text) + "\n"), text);
}

BOOST_AUTO_TEST_CASE(names_are_whole_words) {
  write("one.h", "#if defined(__AVX512F__) || __AVX__\n");
  write("other.h", "#ifdef my__AVX512F__x\n/* __AVX512FP16__ */\n");
  write("lib/gcc/12/include/three.h", "#ifdef __AVX512F__\n");
  write("work/gcc/include/four.h", "#ifdef __AVX512F__\n");
  const std::vector<std::string> names{"__AVX512F__"};
  const auto has = [&](const char* file) {
    const std::vector<std::filesystem::path> headers{*this / file};
    return name_any(headers, names);
  };
  BOOST_TEST(has("one.h"));
  BOOST_TEST(!has("other.h"));
  BOOST_TEST(!has("lib/gcc/12/include/three.h"));
  BOOST_TEST(has("work/gcc/include/four.h"));
  BOOST_TEST(!has("missing.h"));
}

BOOST_AUTO_TEST_SUITE_END()
