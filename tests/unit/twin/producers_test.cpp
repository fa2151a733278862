#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "support.hpp"
#include "twin/copy_call.hpp"

using namespace crossrc;
using crossrc::test::Workshop;
using namespace crossrc::twin;
using crossrc::twin::test::command;

namespace {

using Origin = std::optional<Made>;

Origin made(const std::string& file, Number number) {
  return Made{file, number};
}

} // namespace

BOOST_AUTO_TEST_SUITE(producers)

BOOST_AUTO_TEST_CASE(the_last_command_before_made_it) {
  const Producers all({command("gcc -c a.c"), command("gcc -o prog a.o"), command("gcc -c a.c")});
  BOOST_TEST((all.origin_of("/t/a.o") == made("/t/a.o", 2)));
  BOOST_TEST((all.origin_of("/t/a.o", 2) == made("/t/a.o", 0)));
  BOOST_TEST((all.origin_of("/t/a.o", 1) == made("/t/a.o", 0)));
  BOOST_TEST(!all.origin_of("/t/a.o", 0));
  BOOST_TEST((all.origin_of("/t/x/../prog") == made("/t/prog", 1)));
  BOOST_TEST(!all.origin_of("/t/other"));
  BOOST_TEST(!Producers({}).origin_of("/t/a.o"));
}

BOOST_AUTO_TEST_CASE(names_are_relative_to_where_the_command_ran) {
  const Producers all({command("gcc -c ../a.c -o obj/a.o", "/t/sub"), command("gcc -c a.c", "/u")});
  BOOST_TEST((all.origin_of("/t/sub/obj/a.o") == made("/t/sub/obj/a.o", 0)));
  BOOST_TEST((all.origin_of("/u/a.o") == made("/u/a.o", 1)));
}

BOOST_AUTO_TEST_CASE(launchers_are_looked_through) {
  const Producers all({command("ccache gcc -c a.c"),
                       command("ccache distcc x86_64-x-gcc-12 -c b.c"), command("ccache -s")});
  BOOST_TEST((all.origin_of("/t/a.o") == made("/t/a.o", 0)));
  BOOST_TEST(all.at(0).program == "gcc");
  BOOST_TEST((all.origin_of("/t/b.o") == made("/t/b.o", 1)));
  BOOST_TEST(all.at(1).program == "x86_64-x-gcc-12");
  BOOST_TEST((all.at(1).tool == journal::Tool::compiler));
}

BOOST_AUTO_TEST_CASE(copies_and_renames_are_seen_through) {
  const Producers all({command("gcc -o prog.tmp a.c"), command("mv -f prog.tmp prog"),
                       command("install -c -m 755 -o root prog bin/prog"),
                       command("cp --target-directory=/u bin/prog"),
                       command("ln -s ../bin/prog y/z")});
  for (const char* name : {"/t/prog", "/t/bin/prog", "/u/prog", "/t/y/z"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST((all.origin_of(name) == made("/t/prog.tmp", 0)));
  }
  BOOST_TEST(!all.origin_of("/t/prog", 1));
}

BOOST_AUTO_TEST_CASE(a_copy_of_something_else_hides_what_was_there) {
  const Producers all({command("gcc -o prog a.c"), command("cp /usr/bin/other prog")});
  BOOST_TEST(!all.origin_of("/t/prog"));
}

// Whether the destination was a directory nobody can ask any more.
BOOST_AUTO_TEST_CASE(a_copy_of_one_may_have_gone_into_a_directory) {
  const Producers all({command("gcc -o a a.c"), command("cp a dir"), command("cp dir/a b")});
  BOOST_TEST((all.origin_of("/t/dir/a") == made("/t/a", 0)));
  BOOST_TEST((all.origin_of("/t/b") == made("/t/a", 0)));
}

BOOST_AUTO_TEST_CASE(directories_that_move_take_their_files_along) {
  const Producers all({command("gcc -o x/prog a.c", "/t/work"), command("mv work final"),
                       command("cp -a final/. /u"), command("cp -r final some")});
  for (const char* name :
       {"/t/final/x/prog", "/u/x/prog", "/t/some/x/prog", "/t/some/final/x/prog"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST((all.origin_of(name) == made("/t/work/x/prog", 0)));
  }
}

BOOST_FIXTURE_TEST_CASE(what_moved_is_found_where_it_is, Workshop) {
  write("c/b/x", "");
  const Producers all({command("gcc -o a/x a.c", path()), command("mv a b", path()),
                       command("mv b c", path()), command("mv c/b/x d/", path())});
  BOOST_TEST(all.now_at(*this / "a/x", 0) == *this / "c/b/x");
  BOOST_TEST(all.now_at(*this / "a/x", 2) == *this / "a/x");
  sh("mkdir d && mv c/b/x d");
  BOOST_TEST(all.now_at(*this / "a/x", 0) == *this / "d/x");
}

BOOST_AUTO_TEST_CASE(directories_that_are_swapped_all_the_time_come_to_an_end) {
  std::vector<journal::Command> commands;
  for (int i = 0; i < 2000; ++i) {
    commands.push_back(command("mv a b"));
    commands.push_back(command("mv b a"));
  }
  BOOST_TEST(!Producers(std::move(commands)).origin_of("/t/a/b/a/b/x"));
}

BOOST_AUTO_TEST_CASE(odd_copies_make_nothing) {
  const Producers all({command("cp a"), command("mv"), command("install -d dir"), command("ln")});
  BOOST_TEST(!all.origin_of("/t/a"));
  BOOST_TEST(!all.origin_of("/t/dir"));
}

BOOST_AUTO_TEST_CASE(changes_in_place_and_to_another_file) {
  const auto one = changes_of(command("objcopy --redefine-sym a=b -O binary r s"));
  BOOST_REQUIRE(one.size() == 1U);
  BOOST_TEST(one[0].from == "/t/r");
  BOOST_TEST(one[0].to == "/t/s");
  BOOST_TEST(join(one[0].options, " ") == "--redefine-sym a=b -O binary");
  const auto two = changes_of(command("strip -g --remove-section .note a b"));
  BOOST_REQUIRE(two.size() == 2U);
  BOOST_TEST(two[1].from == "/t/b");
  BOOST_TEST(two[1].to == "/t/b");
  BOOST_TEST(changes_of(command("strip -s a -o c"))[0].to == "/t/c");
  BOOST_TEST(changes_of(command("objcopy --dump-section .text=x a")).empty());
  BOOST_TEST(changes_of(command("objcopy")).empty());
  const Producers all({command("gcc -c a.c"), command("strip -g a.o")});
  BOOST_TEST((all.origin_of("/t/a.o") == made("/t/a.o", 1)));
  BOOST_TEST((all.origin_of("/t/a.o", 1) == made("/t/a.o", 0)));
}

BOOST_AUTO_TEST_CASE(members_of_archives) {
  const Producers all({command("ar cr libx.a a.o sub/b.o"), command("ar r libx.a c.o"),
                       command("ar t libx.a"), command("ar cr liby.a a.o")});
  const auto b = all.member_of("/t/libx.a", "b.o", 0);
  BOOST_REQUIRE(b);
  BOOST_TEST(b->file == "/t/sub/b.o");
  BOOST_TEST(b->number == 0U);
  BOOST_TEST(all.member_of("/t/libx.a", "c.o", 0)->number == 1U);
  BOOST_TEST(!all.member_of("/t/libx.a", "c.o", 0, 1));
  BOOST_TEST(!all.member_of("/t/libx.a", "d.o", 0));
  BOOST_TEST(!all.member_of("/t/libz.a", "a.o", 0));
  BOOST_TEST(all.members_of("/t/libx.a").size() == 3U);
}

BOOST_AUTO_TEST_CASE(members_of_one_name_are_told_apart_by_their_place) {
  const Producers all({command("ar cq libx.a a/part.o b/part.o")});
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0)->file == "/t/a/part.o");
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 1)->file == "/t/b/part.o");
}

BOOST_AUTO_TEST_CASE(a_member_replaced_is_the_later_one) {
  const Producers all({command("ar cr libx.a a/part.o"), command("ar r libx.a b/part.o")});
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0)->file == "/t/b/part.o");
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0, 1)->file == "/t/a/part.o");
}

BOOST_AUTO_TEST_CASE(objects_taken_out_of_archives) {
  const Producers all({command("ar cr libx.a a.o b.o"), command("ar x ../libx.a", "/t/out"),
                       command("ar x --output some libx.a a.o"), command("ar t libx.a")});
  const auto all_of_it = all.extracted_from("/t/out/b.o");
  BOOST_REQUIRE(all_of_it);
  BOOST_TEST(all_of_it->file == "/t/libx.a");
  BOOST_TEST(all_of_it->number == 1U);
  BOOST_TEST(all.extracted_from("/t/some/a.o")->number == 2U);
  BOOST_TEST(!all.extracted_from("/t/some/b.o"));
  BOOST_TEST(!all.extracted_from("/t/out/b.o", 1));
  BOOST_TEST(!all.extracted_from("/t/b.o"));
}

BOOST_AUTO_TEST_SUITE_END()
