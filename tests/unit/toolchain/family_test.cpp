#define BOOST_TEST_DYN_LINK
#include "toolchain/family.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace crossrc;
using namespace crossrc::toolchain;

namespace {

struct Installed {
  TemporaryDirectory directory{"/tmp"};
  std::string path = "/nowhere::" + directory.path().string();

  void install(const std::string& name, mode_t mode = 0755) const {
    replace_file(directory.path() / name, "", mode);
  }
};

std::map<std::string, std::string> as_map(const Family& family) {
  std::map<std::string, std::string> result(family.begin(), family.end());
  BOOST_TEST(result.size() == family.size());
  return result;
}

const std::vector<std::string> k_versions{"9.5.0", "12", "13.4.1"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(family, Installed)

BOOST_AUTO_TEST_CASE(versions_are_those_of_the_tuples_gcc_in_their_order) {
  for (const char* name :
       {"a-b-c-gcc-13.4.1", "a-b-c-gcc-9.5.0", "a-b-c-gcc-12", "a-b-c-gcc", "a-b-c-gcc-ar-11",
        "a-b-c-gcc-nm", "x-b-c-gcc-14", "gcc-15", "a-b-c-gcc-1.", "a-b-c-gcc-7x"})
    install(name);
  install("a-b-c-gcc-8", 0644);
  BOOST_TEST(gcc_versions("a-b-c", path + ":" + path) == k_versions,
             boost::test_tools::per_element());
  BOOST_TEST(gcc_versions("a-b", path).empty());
  BOOST_TEST(gcc_versions("a-b-c", "").empty());
}

BOOST_AUTO_TEST_CASE(a_version_is_matched_by_its_first_numbers) {
  BOOST_TEST(matching_version(k_versions, "12").value() == "12");
  BOOST_TEST(matching_version(k_versions, "13").value() == "13.4.1");
  BOOST_TEST(matching_version(k_versions, "13.4").value() == "13.4.1");
  BOOST_TEST(matching_version({"13.3.1", "13.4.1"}, "13").value() == "13.4.1");
  for (const char* other : {"1", "13.4.1.1", "13.3", "14"})
    BOOST_TEST(!matching_version(k_versions, other), other);
}

BOOST_AUTO_TEST_CASE(the_family_of_a_gcc_is_what_is_there_of_it) {
  for (const char* name : {"a-b-c-gcc-12", "a-b-c-g++-12", "a-b-c-gcc-ar-12", "a-b-c-gfortran-12",
                           "a-b-c-gcc-nm", "a-b-c-ranlib"})
    install(name);
  const auto tools = as_map(gcc_family("a-b-c", "12", path));
  BOOST_TEST(tools.at("CC") == "a-b-c-gcc-12");
  BOOST_TEST(tools.at("CXX") == "a-b-c-g++-12");
  BOOST_TEST(tools.at("CPP") == "a-b-c-gcc-12 -E");
  BOOST_TEST(tools.at("AR") == "a-b-c-gcc-ar-12");
  BOOST_TEST(tools.at("FC") == "a-b-c-gfortran-12");
  for (const char* name : {"NM", "RANLIB", "GDC"}) BOOST_TEST(tools.count(name) == 0U, name);
  BOOST_TEST(as_map(gcc_family("a-b-c", "", path)).at("NM") == "a-b-c-gcc-nm");
  BOOST_TEST(gcc_family("a-b-c", "13", path).empty());
}

BOOST_AUTO_TEST_CASE(clang_is_called_by_the_tuple_where_a_link_has_it) {
  install("clang");
  install("clang++");
  install("llvm-ar");
  auto tools = as_map(clang_family("a-b-c", path));
  BOOST_TEST(tools.at("CC") == "clang --target=a-b-c");
  BOOST_TEST(tools.at("CXX") == "clang++ --target=a-b-c");
  BOOST_TEST(tools.at("CPP") == "clang --target=a-b-c -E");
  BOOST_TEST(tools.at("AR") == "llvm-ar");
  BOOST_TEST(tools.count("NM") == 0U);
  for (const char* name : {"a-b-c-clang", "a-b-c-clang++", "a-b-c-llvm-ar"}) install(name);
  tools = as_map(clang_family("a-b-c", path));
  BOOST_TEST(tools.at("CC") == "a-b-c-clang");
  BOOST_TEST(tools.at("CPP") == "a-b-c-clang -E");
  BOOST_TEST(tools.at("AR") == "a-b-c-llvm-ar");
}

BOOST_AUTO_TEST_CASE(llvms_tools_alone_are_no_clang) {
  install("llvm-ar");
  BOOST_TEST(clang_family("a-b-c", path).empty());
}

BOOST_AUTO_TEST_SUITE_END()
