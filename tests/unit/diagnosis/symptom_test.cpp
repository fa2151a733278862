#define BOOST_TEST_DYN_LINK
#include "diagnosis/symptom.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::diagnosis;

namespace {

/// `KIND`, or `KIND SUBJECT`, or `-`.
std::string shown_by(const std::string& line) {
  const auto symptom = read_symptom(line);
  if (!symptom) return "-";
  const std::string subject = symptom->subject.empty() ? "" : " " + symptom->subject;
  return std::string(name_of(symptom->kind)) + subject;
}

std::string kinds(const std::vector<std::string>& lines) {
  std::string text;
  for (const Symptom& symptom : find_symptoms(lines)) {
    text += std::string(name_of(symptom.kind));
    text += symptom.subject.empty() ? " " : "=" + symptom.subject + " ";
  }
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(symptom)

BOOST_AUTO_TEST_CASE(programs_that_cannot_run_in_a_cross_build) {
  for (const char* line :
       {"configure: error: cannot run test program while cross compiling",
        "CMake Error: TRY_RUN() invoked in cross-compiling mode, please set the following cache",
        "meson.build:3:12: ERROR: Can not run test applications in this cross environment.",
        "configure: error: cannot determine the size of off_t when cross compiling",
        "error: cross-compilation is not supported"})
    BOOST_TEST(shown_by(line) == "cross-run", line);
  BOOST_TEST(shown_by("checking whether we are cross compiling... yes") == "-");
}

BOOST_AUTO_TEST_CASE(programs_that_do_not_start) {
  for (const char* line :
       {"/bin/sh: ./gen: cannot execute binary file: Exec format error",
        "bash: ./gen: cannot execute: required file not found", "/bin/sh: 1: ./gen: not found",
        "make: ./gen: No such file or directory",
        "ERROR: Could not invoke sanity check executable: [Errno 8] Exec format error: 'x'",
        "configure: error: cannot run C compiled programs.",
        "could not execute process `/t/build-script-build` (never executed)"})
    BOOST_TEST(shown_by(line) == "cannot-execute", line);
  BOOST_TEST(shown_by("./gen: /lib64/libc.so.6: version `GLIBC_2.42' not found (required by "
                      "./gen)") == "newer-libc");
  BOOST_TEST(shown_by("./gen: error while loading shared libraries: libfoo.so.1: cannot open "
                      "shared object file: No such file or directory") ==
             "missing-library libfoo.so.1");
}

BOOST_AUTO_TEST_CASE(illegal_instructions) {
  for (const char* line :
       {"make[1]: *** [Makefile:9: table.h] Illegal instruction (core dumped)",
        "ninja: build stopped: subcommand failed with exit status 132",
        "make: *** [Makefile:3: x] Error 132",
        "  process didn't exit successfully: `/t/build-script-build` (signal: 4, SIGILL: illegal "
        "instruction)"})
    BOOST_TEST(shown_by(line) == "sigill", line);
  BOOST_TEST(shown_by("* crossrc: \"/t/gen\": vpcmov xmm0 needs XOP (at gen+0x4); not rerun: it "
                      "had started other processes; it gets SIGILL") ==
             "sigill it had started other processes");
  BOOST_TEST(shown_by("This program can only be run on AMD64 processors with v4 microarchitecture "
                      "support.") == "go-level");
}

BOOST_AUTO_TEST_CASE(tools_modules_and_files_that_are_missing) {
  BOOST_TEST(shown_by("/bin/sh: line 1: mygen: command not found") == "missing-tool mygen");
  BOOST_TEST(shown_by("/bin/sh: 1: mygen: not found") == "missing-tool mygen");
  BOOST_TEST(shown_by("make: mygen: No such file or directory") == "missing-tool mygen");
  BOOST_TEST(shown_by("make[2]: /usr/bin/mygen: No such file or directory") ==
             "missing-tool mygen");
  BOOST_TEST(shown_by("meson.build:2:7: ERROR: Program 'mygen' not found or not executable") ==
             "missing-tool mygen");
  BOOST_TEST(shown_by("/usr/bin/env: 'mygen': No such file or directory") == "missing-tool mygen");
  for (const char* line :
       {"configure: error: mygen is required", "ERROR: Program or command 'mygen' not found or not",
        "  Could not find GENERATOR using the following names: mygen, othergen",
        "Could not find the program ['mygen']", "/usr/bin/env: mygen: No such file or directory",
        "exec: \"mygen\": executable file not found in $PATH",
        "Can't exec \"mygen\": No such file or directory at x.pl line 3.",
        "error: linker `mygen` not found"})
    BOOST_TEST(shown_by(line) == "missing-tool mygen", line);
  BOOST_TEST(shown_by("ModuleNotFoundError: No module named 'mako'") == "missing-module mako");
  BOOST_TEST(shown_by("Can't locate XML/Parser.pm in @INC (you may need to install)") ==
             "missing-module XML/Parser.pm");
  BOOST_TEST(shown_by("/usr/bin/ld: cannot find -lfoo: No such file or directory") ==
             "missing-archive foo");
  BOOST_TEST(shown_by("main.c:1:10: fatal error: foo/bar.h: No such file or directory") ==
             "missing-header foo/bar.h");
}

BOOST_AUTO_TEST_CASE(libraries_of_another_abi_qt_protobuf_and_the_builders_directories) {
  BOOST_TEST(shown_by("ImportError: /x/libfoo.so: wrong ELF class: ELFCLASS32") ==
             "wrong-elf-class");
  BOOST_TEST(shown_by("/usr/bin/ld: skipping incompatible /usr/lib/libz.so when searching for "
                      "-lz") == "wrong-elf-class");
  BOOST_TEST(shown_by("/bin/sh: line 1: moc: command not found") == "qt-tools");
  for (const char* line :
       {"Failed to find the host tool \"Qt6::moc\". It is part of the Qt6CoreTools package",
        "To use a cross-compiled Qt, please set QT_HOST_PATH to be set to the host Qt",
        "  Could not find MOC using the following names: moc",
        "make: /usr/lib64/qt6/libexec/moc: No such file or directory",
        "sh: 1: /usr/lib64/qt5/bin/moc: not found",
        "  Could not find a package configuration file: not find package Qt6HostInfo"})
    BOOST_TEST(shown_by(line) == "qt-tools", line);
  BOOST_TEST(shown_by("-- QT_HOST_PATH: /") == "-");
  BOOST_TEST(shown_by("checking for mocha... not found") == "-");
  BOOST_TEST(shown_by("a.pb.h:17:2: error: #error This file was generated by a newer version of "
                      "protoc which is") == "protoc");
  BOOST_TEST(shown_by("cc1: warning: include location \"/usr/include\" is unsafe for "
                      "cross-compilation [-Wpoison-system-directories]") == "unsafe-path");
}

BOOST_AUTO_TEST_CASE(what_is_said_last_is_likeliest_and_warnings_are_not) {
  BOOST_TEST(kinds({"sh: 1: mygen: not found", "ModuleNotFoundError: No module named 'mako'",
                    "sh: 1: mygen: not found",
                    "cc1: warning: location \"/usr\" is unsafe for cross-compilation"}) ==
             "missing-tool=mygen missing-module=mako unsafe-path ");
  BOOST_TEST(kinds({"* crossrc: \"/t/gen\": x needs XOP; not rerun: why; it gets SIGILL",
                    "sh: 1: mygen: not found", "make: *** [Makefile:3: x] Illegal instruction"}) ==
             "sigill=why missing-tool=mygen ");
  BOOST_TEST(kinds({"nothing", ""}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
