#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "support.hpp"

using namespace crossrc;
using crossrc::test::Workshop;
using crossrc::twin::Number;
using crossrc::twin::Producers;
using crossrc::twin::test::command;

namespace {

using Maker = std::optional<Number>;

} // namespace

BOOST_AUTO_TEST_SUITE(producers)

BOOST_AUTO_TEST_CASE(the_last_command_before_made_it) {
  const Producers all({command("gcc -c a.c"), command("gcc -o prog a.o"), command("gcc -c a.c")});
  BOOST_TEST((all.maker_of("/t/a.o") == Maker(2)));
  BOOST_TEST((all.maker_of("/t/a.o", 2) == Maker(0)));
  BOOST_TEST((all.maker_of("/t/a.o", 1) == Maker(0)));
  BOOST_TEST(!all.maker_of("/t/a.o", 0));
  BOOST_TEST((all.maker_of("/t/x/../prog") == Maker(1)));
  BOOST_TEST(!all.maker_of("/t/other"));
  BOOST_TEST(!Producers({}).maker_of("/t/a.o"));
}

BOOST_AUTO_TEST_CASE(names_are_relative_to_where_the_command_ran) {
  const Producers all({command("gcc -c ../a.c -o obj/a.o", "/t/sub"), command("gcc -c a.c", "/u")});
  BOOST_TEST((all.maker_of("/t/sub/obj/a.o") == Maker(0)));
  BOOST_TEST((all.maker_of("/u/a.o") == Maker(1)));
}

BOOST_AUTO_TEST_CASE(launchers_are_looked_through) {
  const Producers all({command("ccache gcc -c a.c"),
                       command("ccache distcc x86_64-x-gcc-12 -c b.c"), command("ccache -s")});
  BOOST_TEST((all.maker_of("/t/a.o") == Maker(0)));
  BOOST_TEST(all.at(0).program == "gcc");
  BOOST_TEST((all.maker_of("/t/b.o") == Maker(1)));
  BOOST_TEST(all.at(1).program == "x86_64-x-gcc-12");
  BOOST_TEST((all.at(1).tool == journal::Tool::compiler));
}

BOOST_AUTO_TEST_CASE(copies_and_renames_make_their_destination) {
  const Producers all({command("mv -f prog.tmp prog"), command("cp -p a b"), command("ln -s x y"),
                       command("install -c -m 755 -o root p q"), command("objcopy -O binary r s"),
                       command("cp --target-directory=/u v w"), command("install -t /u -m 644 k")});
  BOOST_TEST((all.maker_of("/t/prog") == Maker(0)));
  BOOST_TEST(all.source_of_copy(0, "/t/prog") == "/t/prog.tmp");
  BOOST_TEST((all.maker_of("/t/b") == Maker(1)));
  BOOST_TEST(all.source_of_copy(1, "/t/b") == "/t/a");
  BOOST_TEST((all.maker_of("/t/q") == Maker(3)));
  BOOST_TEST(all.source_of_copy(3, "/t/q") == "/t/p");
  BOOST_TEST((all.maker_of("/t/s") == Maker(4)));
  BOOST_TEST((all.maker_of("/u/w") == Maker(5)));
  BOOST_TEST(all.source_of_copy(5, "/u/w") == "/t/w");
  BOOST_TEST((all.maker_of("/u/k") == Maker(6)));
}

BOOST_AUTO_TEST_CASE(copies_of_several_go_into_a_directory) {
  const Producers all({command("cp a sub/b dir")});
  BOOST_TEST((all.maker_of("/t/dir/a") == Maker(0)));
  BOOST_TEST((all.maker_of("/t/dir/b") == Maker(0)));
  BOOST_TEST(all.source_of_copy(0, "/t/dir/b") == "/t/sub/b");
  BOOST_TEST(!all.maker_of("/t/dir"));
}

BOOST_FIXTURE_TEST_CASE(a_copy_of_one_may_go_into_a_directory, Workshop) {
  sh("mkdir bin");
  const Producers all({command("cp a bin", path()), command("cp a other", path())});
  BOOST_TEST((all.maker_of(*this / "bin/a") == Maker(0)));
  BOOST_TEST((all.maker_of(*this / "other") == Maker(1)));
}

BOOST_AUTO_TEST_CASE(odd_copies_make_nothing) {
  const Producers all({command("cp a"), command("mv"), command("install -d dir"), command("ln")});
  BOOST_TEST(!all.maker_of("/t/a"));
  BOOST_TEST(!all.maker_of("/t/dir"));
}

BOOST_AUTO_TEST_CASE(members_of_archives) {
  const Producers all({command("ar cr libx.a a.o sub/b.o"), command("ar r libx.a c.o"),
                       command("ar t libx.a"), command("ar cr liby.a a.o")});
  const auto b = all.member_of("/t/libx.a", "b.o", 0);
  BOOST_REQUIRE(b);
  BOOST_TEST(b->object == "/t/sub/b.o");
  BOOST_TEST(b->number == 0U);
  BOOST_TEST(all.member_of("/t/libx.a", "c.o", 0)->number == 1U);
  BOOST_TEST(!all.member_of("/t/libx.a", "c.o", 0, 1));
  BOOST_TEST(!all.member_of("/t/libx.a", "d.o", 0));
  BOOST_TEST(!all.member_of("/t/libz.a", "a.o", 0));
  BOOST_TEST((all.maker_of("/t/libx.a") == Maker(1)));
}

BOOST_AUTO_TEST_CASE(members_of_one_name_are_told_apart_by_their_place) {
  const Producers all({command("ar cq libx.a a/part.o b/part.o")});
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0)->object == "/t/a/part.o");
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 1)->object == "/t/b/part.o");
}

BOOST_AUTO_TEST_CASE(a_member_replaced_is_the_later_one) {
  const Producers all({command("ar cr libx.a a/part.o"), command("ar r libx.a b/part.o")});
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0)->object == "/t/b/part.o");
  BOOST_TEST(all.member_of("/t/libx.a", "part.o", 0, 1)->object == "/t/a/part.o");
}

BOOST_AUTO_TEST_CASE(objects_taken_out_of_archives) {
  const Producers all({command("ar cr libx.a a.o b.o"), command("ar x ../libx.a", "/t/out"),
                       command("ar x --output some libx.a a.o"), command("ar t libx.a")});
  const auto all_of_it = all.extracted_from("/t/out/b.o");
  BOOST_REQUIRE(all_of_it);
  BOOST_TEST(all_of_it->object == "/t/libx.a");
  BOOST_TEST(all_of_it->number == 1U);
  BOOST_TEST(all.extracted_from("/t/some/a.o")->number == 2U);
  BOOST_TEST(!all.extracted_from("/t/some/b.o"));
  BOOST_TEST(!all.extracted_from("/t/out/b.o", 1));
  BOOST_TEST(!all.extracted_from("/t/b.o"));
}

BOOST_AUTO_TEST_SUITE_END()
