#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "twin/modules.hpp"

using namespace crossrc::twin;
using crossrc::test::Workshop;

BOOST_FIXTURE_TEST_SUITE(modules, Workshop)

BOOST_AUTO_TEST_CASE(what_a_source_exports) {
  BOOST_TEST(module_in("module;\n#include <x>\nexport  module a.b;\nimport c;\n").value() == "a.b");
  BOOST_TEST(module_in("export module a:part;\n").value() == "a:part");
  BOOST_TEST(!module_in("module a;\nexport int f();\n"));
  BOOST_TEST(!module_in(""));
}

BOOST_AUTO_TEST_CASE(only_its_own_interface_goes_elsewhere) {
  write("gcm.cache/other.gcm", "");
  write("gcm.cache/a-part.gcm", "");
  write("gcm.cache/text", "");
  const std::string text = mapping_for("a:part", "/twin", "", path());
  BOOST_TEST(text ==
             "other " + path().native() + "/gcm.cache/other.gcm\na:part /twin/a-part.gcm\n");
}

BOOST_AUTO_TEST_CASE(a_mapper_file_is_kept) {
  write("map", "$root .\na x/a.gcm\nb x/b.gcm\n");
  BOOST_TEST(mapping_for("a", "/twin", *this / "map", path()) ==
             "$root .\nb x/b.gcm\na /twin/a.gcm\n");
}

BOOST_AUTO_TEST_SUITE_END()
