#define BOOST_TEST_DYN_LINK
#include "toolchain/llvm_links.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::toolchain;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

/// Two slots as Gentoo has them: a program, the builder's names for it, by ABI.
struct Slots {
  TemporaryDirectory directory{"/tmp"};
  fs::path llvm = directory.path();
  fs::path bin = llvm / "18/bin";

  Slots() {
    for (const char* slot : {"17", "18"}) {
      fs::create_directories(llvm / slot / "bin");
      program(slot, "clang-18");
      for (const char* name : {"x86_64-pc-linux-gnu-clang", "x86_64-pc-linux-gnu-clang++",
                               "i686-pc-linux-gnu-clang", "x86_64-pc-linux-gnu-llvm-config"})
        fs::create_symlink("clang-18", llvm / slot / "bin" / name);
    }
    fs::create_directories(llvm / "19/lib"); // no bin: LLVM's libraries only
  }
  void program(const std::string& slot, const std::string& name) const {
    replace_file(llvm / slot / "bin" / name, "#!/bin/sh\n", 0755);
  }
  std::vector<SlotLinks> update(LinkWish wish = LinkWish::there) const {
    const auto plan = plan_llvm_links(llvm, "pc-linux-gnu", "laptop-linux-gnu", wish);
    BOOST_TEST_REQUIRE(plan.size() == 2U);
    carry_out(plan, "pc-linux-gnu", "laptop-linux-gnu");
    return plan;
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    return fs::is_symlink(bin / name) ? fs::read_symlink(bin / name).string() : "none";
  }
};

const Names k_links{"i686-laptop-linux-gnu-clang", "x86_64-laptop-linux-gnu-clang",
                    "x86_64-laptop-linux-gnu-clang++", "x86_64-laptop-linux-gnu-llvm-config"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(llvm_links, Slots)

BOOST_AUTO_TEST_CASE(each_program_of_the_builder_gets_a_link_in_every_slot) {
  const auto slots = update();
  for (const SlotLinks& slot : slots) {
    BOOST_TEST(slot.made == k_links, boost::test_tools::per_element());
    BOOST_TEST((slot.kept.empty() && slot.removed.empty() && slot.in_the_way.empty()));
  }
  BOOST_TEST(text("i686-laptop-linux-gnu-clang") == "i686-pc-linux-gnu-clang");
  BOOST_TEST(fs::exists(llvm / "17/bin/x86_64-laptop-linux-gnu-llvm-config"));
}

BOOST_AUTO_TEST_CASE(again_changes_nothing) {
  update();
  for (const SlotLinks& slot : update()) {
    BOOST_TEST(slot.kept == k_links, boost::test_tools::per_element());
    BOOST_TEST((slot.made.empty() && slot.removed.empty() && slot.in_the_way.empty()));
  }
}

BOOST_AUTO_TEST_CASE(a_plan_alone_changes_nothing) {
  const auto plan = plan_llvm_links(llvm, "pc-linux-gnu", "laptop-linux-gnu", LinkWish::there);
  BOOST_TEST(plan.front().made.size() == 4U);
  BOOST_TEST(text("x86_64-laptop-linux-gnu-clang") == "none");
}

BOOST_AUTO_TEST_CASE(links_whose_program_is_gone_go) {
  update();
  fs::remove(bin / "x86_64-pc-linux-gnu-llvm-config");
  fs::remove(bin / "clang-18"); // a dangling link of the builder's is no program either
  fs::remove(bin / "i686-pc-linux-gnu-clang");
  program("18", "i686-pc-linux-gnu-clang");
  const SlotLinks slot = update().back();
  BOOST_TEST(slot.removed == (Names{k_links[1], k_links[2], k_links[3]}),
             boost::test_tools::per_element());
  BOOST_TEST(slot.kept == Names{k_links[0]}, boost::test_tools::per_element());
  BOOST_TEST(text(k_links[3]) == "none");
}

BOOST_AUTO_TEST_CASE(links_to_a_former_tuple_of_the_builder_are_made_anew) {
  fs::create_symlink("x86_64-old-linux-gnu-clang", bin / k_links[1]);
  fs::create_symlink("x86_64-old-linux-gnu-clang", bin / k_links[2]);
  const SlotLinks slot = update().back();
  BOOST_TEST(slot.removed == Names{k_links[1]}, boost::test_tools::per_element());
  BOOST_TEST(slot.in_the_way == Names{k_links[2]}, boost::test_tools::per_element());
  BOOST_TEST(text(k_links[1]) == "x86_64-pc-linux-gnu-clang");
}

BOOST_AUTO_TEST_CASE(what_is_not_ours_stays) {
  program("18", k_links[1]);
  fs::create_symlink("/opt/clang", bin / k_links[2]);
  fs::create_symlink("x86_64-laptop-linux-gnu-clang", bin / "x86_64-laptop-linux-gnu-own");
  for (const LinkWish wish : {LinkWish::there, LinkWish::gone}) {
    const SlotLinks slot = update(wish).back();
    const Names in_the_way = wish == LinkWish::there ? Names{k_links[1], k_links[2]} : Names();
    BOOST_TEST(slot.in_the_way == in_the_way, boost::test_tools::per_element());
    BOOST_TEST(fs::is_regular_file(bin / k_links[1]));
    BOOST_TEST(text(k_links[2]) == "/opt/clang");
    BOOST_TEST(text("x86_64-laptop-linux-gnu-own") == "x86_64-laptop-linux-gnu-clang");
  }
}

BOOST_AUTO_TEST_CASE(all_go_again) {
  update();
  const SlotLinks slot = update(LinkWish::gone).back();
  BOOST_TEST(slot.removed == k_links, boost::test_tools::per_element());
  BOOST_TEST(text(k_links[0]) == "none");
  BOOST_TEST(text("x86_64-pc-linux-gnu-clang") == "clang-18");
  BOOST_TEST(update(LinkWish::gone).back().removed.empty());
}

BOOST_AUTO_TEST_CASE(what_came_in_between_is_not_overwritten) {
  const auto plan = plan_llvm_links(llvm, "pc-linux-gnu", "laptop-linux-gnu", LinkWish::there);
  program("18", k_links[1]);
  BOOST_CHECK_THROW(carry_out(plan, "pc-linux-gnu", "laptop-linux-gnu"), SystemError);
  BOOST_TEST(fs::is_regular_file(bin / k_links[1]));
}

BOOST_AUTO_TEST_CASE(without_llvm_there_is_nothing_to_do) {
  BOOST_TEST(
      plan_llvm_links(llvm / "none", "pc-linux-gnu", "x-linux-gnu", LinkWish::there).empty());
}

BOOST_AUTO_TEST_SUITE_END()
