#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "journal/journal.hpp"
#include "support.hpp"
#include "twin/make.hpp"
#include "twin/task.hpp"

using namespace crossrc;
using namespace crossrc::twin;
using crossrc::test::Workshop;
namespace fs = std::filesystem;

namespace {

constexpr const char* k_foreign =
    "#ifdef __FMA4__\n"
    "#define FOREIGN __asm__ volatile(\"vfmaddps %xmm0,%xmm0,%xmm0,%xmm0\")\n"
    "#else\n#define FOREIGN (void)0\n#endif\n";

/// A tree, and beside it a journal of what was built there.
struct Build : Workshop {
  Build() {
    setting.journal = path() / "journal";
    setting.directory = path() / "twins";
    setting.trees = {path() / "tree"};
    setting.toolchain.flags = {"-O1"};
    write("tree/foreign.h", k_foreign);
    write("tree/one.c", "#include \"foreign.h\"\nint one(void) { FOREIGN; return 1; }\n");
    write("tree/two.c", "int two(void) { return 2; }\n");
    write("tree/main.c",
          "int one(void), two(void);\nint main(void) { return 10 * one() + two(); }\n");
  }

  /// Runs a command in the tree and records it.
  void build(const std::string& line, const std::string& below = "") const {
    const fs::path directory = (path() / "tree" / below).lexically_normal();
    journal::Command recorded = twin::test::command(line, directory);
    recorded.program = sh("printf %s \"$(command -v " + recorded.argv.front() + ")\"");
    recorded.started = journal::now();
    journal::Writer(setting.journal).append(recorded);
    sh("cd '" + directory.native() + "' && " + line);
  }
  [[nodiscard]] Start start(const std::string& program) const {
    return {path() / "tree" / program, {path(), library_path, ""}};
  }
  [[nodiscard]] fs::path twin_of(const std::string& program) const {
    return make_twin(start(program), setting).path;
  }
  /// What the twin returns: 12 by the sources above.
  [[nodiscard]] int status_of_twin_of(const std::string& program) const {
    return run({twin_of(program)}).status;
  }
  [[nodiscard]] std::string why_not(const std::string& program) const {
    try {
      return "there is one: " + twin_of(program).native();
    } catch (const TwinError& error) {
      return error.what();
    }
  }
  [[nodiscard]] std::string log() const { return read_file(setting.directory / "log"); }

  Setting setting;
  std::string library_path;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(make, Build)

BOOST_AUTO_TEST_CASE(one_command) {
  build("gcc -march=bdver4 -o prog main.c one.c two.c");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(only_what_is_foreign_is_compiled_again) {
  build("gcc -march=bdver4 -c main.c");
  build("gcc -march=bdver4 -c one.c");
  build("gcc -march=bdver4 -c two.c");
  build("gcc -o prog main.o one.o two.o");
  BOOST_TEST(status_of_twin_of("prog") == 12);
  BOOST_TEST(log().find("one.c") != std::string::npos);
  BOOST_TEST(log().find("two.c") == std::string::npos);
  BOOST_TEST(log().find("main.c") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_of_the_tree_changes) {
  build("gcc -march=bdver4 -MD -Wp,-MMD,one.dep -fstack-usage -save-temps -c main.c one.c two.c");
  build("ar cr libparts.a one.o two.o");
  build("gcc -o prog main.o -L. -lparts -Wl,-Map,prog.map");
  const std::string before = sh("find tree -printf '%p %T@ %s\\n' | sort");
  BOOST_TEST(fs::exists(twin_of("prog")));
  BOOST_TEST(sh("find tree -printf '%p %T@ %s\\n' | sort") == before);
}

BOOST_AUTO_TEST_CASE(clean_objects_that_count_what_they_do) {
  for (const char* flags : {"--coverage", "-fprofile-generate", "-fsanitize=undefined"}) {
    build(std::string("gcc -march=bdver4 -c main.c one.c two.c ") + flags);
    build(std::string("gcc -o prog main.o one.o two.o ") + flags);
    BOOST_TEST_CONTEXT(flags) BOOST_TEST(status_of_twin_of("prog") == 12);
    BOOST_TEST(sh("find . -name '*.gcda'") == "");
  }
}

BOOST_AUTO_TEST_CASE(the_same_twin_is_made_once) {
  build("gcc -march=bdver4 -o prog main.c one.c two.c");
  const fs::path first = twin_of("prog");
  const std::string said = log();
  BOOST_TEST(twin_of("prog") == first);
  BOOST_TEST(log() == said);
}

BOOST_AUTO_TEST_CASE(a_program_made_again_has_a_twin_of_its_own) {
  build("gcc -march=bdver4 -o prog main.c one.c two.c");
  const fs::path first = twin_of("prog");
  write("tree/two.c", "int two(void) { return 3; }\n");
  build("gcc -march=bdver4 -o prog main.c one.c two.c");
  BOOST_TEST(twin_of("prog") != first);
  BOOST_TEST(status_of_twin_of("prog") == 13);
}

BOOST_AUTO_TEST_CASE(archives_of_the_tree) {
  build("gcc -march=bdver4 -c main.c one.c two.c");
  build("ar cr libone.a one.o");
  build("ar cr libtwo.a two.o");
  build("gcc -o prog main.o -L. -lone libtwo.a");
  BOOST_TEST(status_of_twin_of("prog") == 12);
  BOOST_TEST(log().find("libone.a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(libraries_of_the_tree_keep_their_names) {
  build("gcc -march=bdver4 -fPIC -shared -Wl,-soname,libone.so.1 one.c -o libone.so");
  build("gcc -march=bdver4 main.c two.c -L. -lone -o prog");
  const fs::path twin = twin_of("prog");
  BOOST_TEST(run({twin}).status == 12); // by a run path of its own
  BOOST_TEST(sh("find twins -name libone.so.1").size() > 0U);
  // A libtool wrapper points LD_LIBRARY_PATH at the originals.
  sh("ln -s libone.so tree/libone.so.1");
  BOOST_TEST(run({"env", "LD_LIBRARY_PATH=" + (path() / "tree").native(), twin.native()}).status ==
             12);
}

BOOST_AUTO_TEST_CASE(copies_and_renames) {
  build("gcc -march=bdver4 -c main.c one.c two.c");
  build("mv one.o renamed.o");
  build("gcc -o prog.tmp main.o renamed.o two.o");
  build("cp prog.tmp copy");
  build("mv prog.tmp prog");
  BOOST_TEST(status_of_twin_of("prog") == 12);
  BOOST_TEST(status_of_twin_of("copy") == 12);
}

BOOST_AUTO_TEST_CASE(objects_in_directories_of_their_own) {
  sh("mkdir -p tree/obj tree/src && mv tree/one.c tree/foreign.h tree/src");
  build("gcc -march=bdver4 -I ../src -c ../src/one.c -o one.o", "obj");
  build("gcc -march=bdver4 main.c two.c obj/one.o -o prog");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(a_program_that_nobody_made) {
  write("tree/prog", "");
  BOOST_TEST(why_not("prog") == "no command that made it was seen; was it built before this build, "
                                "or by a tool that crossrc does not know?");
}

BOOST_AUTO_TEST_CASE(a_source_that_changed_or_is_gone) {
  build("gcc -march=bdver4 -c one.c");
  build("gcc -march=bdver4 main.c two.c one.o -o prog");
  const std::string source = "its source \"" + (path() / "tree/one.c").native();
  write("tree/one.c", "#include \"foreign.h\"\nint one(void) { FOREIGN; return 7; }\n");
  BOOST_TEST(why_not("prog") == source + "\" has changed since");
  sh("rm tree/one.c");
  BOOST_TEST(why_not("prog") == source + "\" is gone");
}

BOOST_AUTO_TEST_CASE(a_source_that_was_written_again_and_says_the_same) {
  build("gcc -march=bdver4 -c one.c");
  build("gcc -march=bdver4 main.c two.c one.o -o prog");
  sh("cp tree/one.c again && mv again tree/one.c && touch tree/foreign.h tree/main.c");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(a_header_that_changed) {
  build("gcc -march=bdver4 -c one.c");
  build("gcc -march=bdver4 main.c two.c one.o -o prog");
  write("tree/foreign.h", std::string(k_foreign) + "#define return return 1 +\n");
  BOOST_TEST(why_not("prog") ==
             "its source \"" + (path() / "tree/foreign.h").native() + "\" has changed since");
}

BOOST_AUTO_TEST_CASE(a_clean_object_that_was_made_again) {
  build("gcc -c main.c two.c");
  build("gcc -march=bdver4 -c one.c");
  build("gcc main.o one.o two.o -o prog");
  build("gcc -c two.c"); // the same
  BOOST_TEST(status_of_twin_of("prog") == 12);
  write("tree/two.c", "int two(void) { return 3; }\n");
  build("gcc -c two.c");
  build("gcc -march=bdver4 main.o one.o -Wl,-soname,new two.o -o other"); // the new one is fine
  BOOST_TEST(status_of_twin_of("other") == 13);
  sh("rm -r twins");
  BOOST_TEST(why_not("prog") ==
             "its source \"" + (path() / "tree/two.c").native() + "\" has changed since");
}

BOOST_AUTO_TEST_CASE(objects_and_archives_that_are_gone) {
  build("gcc -march=bdver4 -c main.c one.c two.c");
  build("ar cr libparts.a one.o two.o");
  build("gcc -o prog main.o -L. -lparts");
  sh("rm tree/*.o tree/libparts.a");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(a_library_made_again_needs_another_twin) {
  build("gcc -march=bdver4 -fPIC -shared one.c -o libone.so");
  build("gcc main.c two.c -L. -lone -o prog");
  library_path = (path() / "tree").native();
  const fs::path first = twin_of("prog");
  BOOST_TEST(run({first}).status == 12);
  write("tree/one.c", "#include \"foreign.h\"\nint one(void) { FOREIGN; return 2; }\n");
  build("gcc -march=bdver4 -fPIC -shared one.c -o libone.so");
  BOOST_TEST(status_of_twin_of("prog") == 22);
  BOOST_TEST(run({first}).status == 12);
}

BOOST_AUTO_TEST_CASE(texts_between_source_and_object) {
  build("gcc -march=bdver4 -E one.c -o one.i");
  build("gcc -march=bdver4 -S one.i");
  build("gcc -c one.s");
  build("gcc main.c two.c one.o -o prog");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(changes_of_objects_are_repeated) {
  write("tree/main.c",
        "int uno(void), two(void);\nint main(void) { return 10 * uno() + two(); }\n");
  build("gcc -march=bdver4 -c main.c one.c two.c");
  build("objcopy --redefine-sym one=uno one.o");
  build("gcc main.o one.o two.o -o whole");
  build("strip -o prog whole");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(words_for_the_linker_leave_no_files_behind) {
  build("gcc -march=bdver4 -c main.c one.c two.c");
  build("ar cr libparts.a one.o two.o");
  build("gcc -o prog main.o -Wl,--gc-sections,-Map,a.map -Wl,-Map -Wl,b.map -Xlinker -Map=c.map "
        "-Wl,--whole-archive,libparts.a,--no-whole-archive");
  sh("rm -f tree/*.map");
  BOOST_TEST(status_of_twin_of("prog") == 12);
  BOOST_TEST(sh("find . -name '*.map'") == "");
}

BOOST_AUTO_TEST_CASE(a_compiler_that_fails_is_quoted) {
  write("tree/only.c",
        "#ifdef __FMA4__\n#include \"foreign.h\"\nint main(void) { FOREIGN; return 0; }\n"
        "#else\n#error needs FMA4\n#endif\n");
  build("gcc -march=bdver4 only.c -o prog");
  BOOST_TEST(why_not("prog").find("#error needs FMA4") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(intrinsics_behind_a_question) {
  write("tree/one.c",
        "#include <x86intrin.h>\nint one(void) { if (!__builtin_cpu_supports(\"fma4\")) return 1;\n"
        "__m128 x = _mm_setzero_ps(); return _mm_cvtss_si32(_mm_macc_ps(x, x, x)); }\n");
  build("gcc -O1 -mfma4 -c one.c");
  build("gcc -march=bdver4 main.c two.c one.o -o prog");
  BOOST_TEST(status_of_twin_of("prog") == 12);
}

BOOST_AUTO_TEST_CASE(foreign_code_is_found_in_the_program_and_its_libraries) {
  build("gcc -march=bdver4 -fPIC -shared one.c -o libone.so");
  build("gcc main.c two.c -L. -lone -o prog");
  build("gcc main.c one.c two.c -o clean");
  library_path = (path() / "tree").native();
  const auto found = find_foreign_code(start("prog"), setting);
  BOOST_REQUIRE(found);
  BOOST_TEST(found->extension == "FMA4");
  BOOST_TEST(loaded_by(start("prog"), setting).size() == 1U);
  BOOST_TEST(!find_foreign_code(start("clean"), setting));
  BOOST_TEST(!find_foreign_code(start("missing"), setting));
  library_path = "";
  BOOST_TEST(!find_foreign_code(start("prog"), setting));
}

BOOST_AUTO_TEST_CASE(tasks_are_tried_in_turn_and_leave_whole_files) {
  ::setenv("CROSSRC_TEST", "ours", 1); // the task's own comes first, for a shell too
  const std::string out = path() / "out";
  const Task task{
      out,
      path(),
      {{{"false"}}, {{"sh", "-c", "echo $CROSSRC_TEST > \"$0\"", out}, {"CROSSRC_TEST=b"}}}};
  perform(task, path() / "log");
  ::unsetenv("CROSSRC_TEST");
  BOOST_TEST(read_file(out) == "b\n");
  const std::string none = path() / "none";
  const Task bad{none,
                 path(),
                 {{{"sh", "-c", "echo part > \"$0\"; echo x; echo 'an error: y'; exit 1", none}}}};
  BOOST_CHECK_EXCEPTION(perform(bad, path() / "log"), TwinError, [](const TwinError& error) {
    return std::string(error.what()) == "sh: an error: y";
  });
  BOOST_TEST(!fs::exists(none));
  Progress progress;
  BOOST_CHECK_EXCEPTION(perform_all({task, bad, bad}, 2, path() / "log", progress), TwinError,
                        [](const TwinError&) { return true; });
}

BOOST_AUTO_TEST_CASE(what_a_check_refuses_is_not_kept) {
  const std::string out = path() / "out";
  const Task task{out,
                  path(),
                  {{{"sh", "-c", ": > \"$0\" > \"$0.d\"", out}}},
                  [](const fs::path& made) { throw TwinError(read_file(made)); }};
  BOOST_CHECK_THROW(perform(task, path() / "log"), TwinError);
  BOOST_TEST(sh("ls") == "log\ntree\n");
}

BOOST_AUTO_TEST_SUITE_END()
