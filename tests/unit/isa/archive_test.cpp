#define BOOST_TEST_DYN_LINK
#include "isa/archive.hpp"
#include "workshop.hpp"

using namespace crossrc::isa;
using crossrc::test::Workshop;

namespace {

std::string names(const Archive& archive) {
  std::string all;
  for (const ArchiveMember& member : archive.members()) {
    all += member.name + ':' + std::to_string(member.bytes.size()) + ' ';
  }
  return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(archive, Workshop)

BOOST_AUTO_TEST_CASE(members_with_short_and_long_names_and_of_one_name) {
  write("a", "one");
  write("a name of more than sixteen letters", "four");
  write("sub/a", "");
  sh("ar qc x.a a 'a name of more than sixteen letters' sub/a");
  const auto archive = Archive::open(*this / "x.a");
  BOOST_REQUIRE(archive);
  BOOST_TEST(!archive->is_thin());
  BOOST_TEST(names(*archive) == "a:3 a name of more than sixteen letters:4 a:0 ");
  BOOST_TEST(archive->members()[0].bytes[0] == 'o');
}

BOOST_AUTO_TEST_CASE(symbol_tables_are_no_members) {
  write("f.c", "int f(void) { return 1; }\n");
  sh("gcc -c f.c && ar rcs x.a f.o");
  BOOST_TEST(Archive::open(*this / "x.a")->members().size() == 1U);
}

BOOST_AUTO_TEST_CASE(thin_ones_name_their_files) {
  write("sub/a", "one");
  sh("ar qcT x.a sub/a");
  const auto archive = Archive::open(*this / "x.a");
  BOOST_REQUIRE(archive);
  BOOST_TEST(archive->is_thin());
  BOOST_TEST(names(*archive) == "sub/a:0 ");
}

BOOST_AUTO_TEST_CASE(names_as_bsd_has_them) {
  std::string text = "!<arch>\n"
                     "#1/8            0           0     0     644     11        `\n";
  text += std::string("long.o\0\0abc\n", 12);
  write("x.a", text);
  BOOST_TEST(names(*Archive::open(*this / "x.a")) == "long.o:3 ");
}

BOOST_AUTO_TEST_CASE(other_files_are_none) {
  write("text", "!<ar");
  BOOST_TEST(!Archive::open(*this / "text"));
  BOOST_TEST(!Archive::open(*this / "missing"));
  BOOST_TEST(!Archive::open(path()));
}

BOOST_AUTO_TEST_CASE(damage_ends_it) {
  write("a", "one");
  write("b of a long long long name", "two");
  sh("ar qc x.a a 'b of a long long long name'");
  const std::string whole = crossrc::read_file(*this / "x.a");
  for (size_t size = 8; size < whole.size(); ++size) {
    write("cut.a", whole.substr(0, size));
    BOOST_TEST_REQUIRE(Archive::open(*this / "cut.a")->members().size() < 3U);
    std::string bad = whole;
    bad[size] = '/';
    write("cut.a", bad);
    BOOST_TEST_REQUIRE(Archive::open(*this / "cut.a")->members().size() < 5U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
