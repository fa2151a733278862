#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "base/text.hpp"
#include "supervise/macro_host.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::supervise;

namespace {

struct Tree {
  Tree() { setting.trees = {"/tree"}; }
  [[nodiscard]] bool loads(const std::string& line) const {
    const auto argv = words(line);
    return loads_macros("/usr/bin/" + argv.front(), argv, "/tree/app", Watch(setting));
  }
  twin::Setting setting;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(macro_host, Tree)

BOOST_AUTO_TEST_CASE(macros_of_the_tree) {
  BOOST_TEST(loads("rustc main.rs --extern m=/tree/deps/libm-1.so"));
  BOOST_TEST(loads("rustc main.rs --extern a=/x/liba.rlib --extern=m=../deps/libm.so"));
}

BOOST_AUTO_TEST_CASE(macros_that_a_crate_re_exports_are_found_in_a_directory) {
  const test::Workshop place;
  setting.trees = {place.path()};
  std::filesystem::create_directory(place.path() / "deps");
  const std::string line = "rustc main.rs --extern a=/x/liba.rlib -L dependency=";
  const std::string deps = (place.path() / "deps").native();
  BOOST_TEST(!loads(line + deps));
  place.write("deps/libm-1.so", "");
  BOOST_TEST(loads(line + deps));
  BOOST_TEST(loads("rustdoc --test main.rs -L " + deps));
  BOOST_TEST(loads("clippy-driver rustc main.rs -L " + deps));
  BOOST_TEST(!loads("rustc main.rs -L native=" + deps));
  BOOST_TEST(!loads(line + "/usr/lib"));
  place.write("words", "main.rs\n-L\ndependency=" + deps + "\n");
  BOOST_TEST(loads("rustc @" + (place.path() / "words").native()));
}

BOOST_AUTO_TEST_CASE(no_macros_and_other_macros) {
  BOOST_TEST(!loads("rustc main.rs --extern a=/tree/liba.rlib"));
  BOOST_TEST(!loads("rustc main.rs --extern m=/usr/lib/libm.so"));
  BOOST_TEST(!loads("rustc main.rs --extern proc_macro"));
  BOOST_TEST(!loads("gcc main.c --extern m=/tree/libm.so"));
}

BOOST_AUTO_TEST_CASE(crates_by_their_file) {
  BOOST_TEST(crate_at("libserde_derive-0a1b.so+0x40") == "serde_derive");
  BOOST_TEST(crate_at("libm.so+0x40") == "m");
  BOOST_TEST(crate_at("rustc+0x40") == "rustc");
}

BOOST_AUTO_TEST_SUITE_END()
