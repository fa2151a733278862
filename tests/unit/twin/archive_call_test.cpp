#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"
#include "twin/archive_call.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace crossrc::twin;

namespace {

struct Line {
  const char* text;
  ArchiveOperation operation;
  const char* archive;
  const char* members;
};
std::ostream& operator<<(std::ostream& out, const Line& line) {
  return out << line.text;
}

using enum ArchiveOperation;

const Line k_lines[] = {
    {"ar cr libx.a a.o b.o", add, "libx.a", "a.o b.o"},
    {"x86_64-pc-linux-gnu-ar rcs libx.a a.o", add, "libx.a", "a.o"},
    {"ar -rcsD libx.a a.o", add, "libx.a", "a.o"},
    {"ar cq libx.a a.o", add, "libx.a", "a.o"},
    {"ar qc libx.a a.o", add, "libx.a", "a.o"},
    {"ar cruU libx.a a.o", add, "libx.a", "a.o"},
    {"ar crT thin.a sub/a.o", add, "thin.a", "sub/a.o"},
    {"ar --thin -cr thin.a a.o", add, "thin.a", "a.o"},
    {"ar rb old.o libx.a a.o", add, "libx.a", "a.o"},
    {"ar ra old.o libx.a a.o", add, "libx.a", "a.o"},
    {"ar ri old.o libx.a a.o", add, "libx.a", "a.o"},
    {"gcc-ar --plugin /usr/lib/plugin.so cr libx.a a.o", add, "libx.a", "a.o"},
    {"ar --plugin=/p.so --target elf64-x86-64 cr libx.a a.o", add, "libx.a", "a.o"},
    {"ar x libx.a", extract, "libx.a", ""},
    {"ar xv libx.a a.o", extract, "libx.a", "a.o"},
    {"ar xN 2 libx.a a.o", extract, "libx.a", "a.o"},
    {"ar t libx.a", none, "libx.a", ""},
    {"ar d libx.a a.o", none, "libx.a", "a.o"},
    {"ar mb old.o libx.a a.o", none, "libx.a", "a.o"},
    {"ar s libx.a", none, "libx.a", ""},
    {"ar cr libx.a", add, "libx.a", ""},
    {"ar -M", none, "", ""},
    {"ar --version", none, "", ""},
    {"ar", none, "", ""},
    {"ar cr", none, "", ""},
    {"ar rb old.o", none, "", ""},
};

} // namespace

BOOST_AUTO_TEST_SUITE(archive_call)

BOOST_DATA_TEST_CASE(takes_apart, k_lines, line) {
  const ArchiveCall call = parse_archive_call(crossrc::words(line.text));
  BOOST_TEST((call.operation == line.operation));
  BOOST_TEST(call.archive == line.archive);
  BOOST_TEST(crossrc::join(call.members, " ") == line.members);
  BOOST_TEST(call.extract_to.empty());
}

BOOST_AUTO_TEST_CASE(knows_where_members_go) {
  for (const char* text : {"ar x --output dir libx.a", "ar --output=dir x libx.a"}) {
    const ArchiveCall call = parse_archive_call(crossrc::words(text));
    BOOST_TEST((call.operation == extract));
    BOOST_TEST(call.archive == "libx.a");
    BOOST_TEST(call.extract_to == "dir");
  }
}

BOOST_AUTO_TEST_SUITE_END()
