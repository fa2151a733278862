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
        " *   failed to find dynamic linker", "error: cross-compilation is not supported"})
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

// As Gentoo's bugs and other projects' reports have them.
BOOST_AUTO_TEST_CASE(other_words_for_a_cross_build) {
  for (const char* line :
       {"meson.build:30:2: ERROR: An exe_wrapper is needed for /x/gen but was not found.",
        "../meson.build:7:11: ERROR: Cannot use target gen as a generator because it is built for "
        "the host machine and no exe wrapper is defined or needs_exe_wrapper is true.",
        "configure: error: Cross compiling requires --with-build-python",
        "CMake Error: try_run() invoked in cross-compiling mode, please set the following",
        "Cross answers file /x/answers.txt is incomplete",
        "configure: error: cannot check for file existence when cross compiling"})
    BOOST_TEST(shown_by(line) == "cross-run", line);
  for (const char* line : {"checking for strerror_r... guessed (cross compiling)",
                           "checking whether perror works... yes, as when cross compiling",
                           "checking build system compiler gcc... yes"})
    BOOST_TEST(shown_by(line) == "-", line);
  const auto guess = read_symptom("configure: WARNING: cannot check lseek when cross compiling");
  BOOST_TEST((guess.has_value() && !guess->error));
}

BOOST_AUTO_TEST_CASE(other_words_for_programs_that_do_not_start) {
  for (const char* line :
       {"meson.build:1:0: ERROR: Executables created by cpp compiler x86_64-l-linux-gnu-g++ are "
        "not runnable.",
        "OSError: [Errno 8] Exec format error: './gen'",
        "configure: error: cannot run Fortran compiled programs.",
        "/bin/sh: line 1: ./gen: No such file or directory",
        "../meson.build:1:0: ERROR: Could not invoke sanity test executable: [Errno 8] Exec format "
        "error: '/var/tmp/x/sanitycheckc.exe'."})
    BOOST_TEST(shown_by(line) == "cannot-execute", line);
  for (const char* line :
       {"Fatal glibc error: CPU does not support x86-64-v4",
        "./gen: /lib64/libc.so.6: CPU ISA level is lower than required",
        "./gen: /usr/lib64/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./gen)",
        "/x/conftest: /lib64/libm.so.6: version `GLIBC_2.38' not found (required by /x/conftest)",
        "./gen: version `CXXABI_1.3.15' not found (required by /usr/lib64/libicuuc.so.76)"})
    BOOST_TEST(shown_by(line) == "newer-libc", line);
}

BOOST_AUTO_TEST_CASE(other_words_for_illegal_instructions) {
  for (const char* line :
       {"FAILED: [code=132] gen/table.h", "/x/build.sh: line 9: 77 Illegal instruction ./gen",
        "subprocess.CalledProcessError: Command '['./gen']' died with <Signals.SIGILL: 4>.",
        "1/1 Test #1: gen .......***Exception: Illegal  0.10 sec",
        "process didn't exit successfully: `rustc -vV` (exit status: 132)",
        "genrule: gen exited with code 132", "signal: illegal instruction",
        "returned non-zero exit status -4."})
    BOOST_TEST(shown_by(line) == "sigill", line);
}

BOOST_AUTO_TEST_CASE(other_words_for_what_is_missing) {
  for (const char* line :
       {"/bin/sh: line 1: /usr/bin/mygen: No such file or directory",
        "configure: error: *** mygen not found", "configure: error: Could not find mygen",
        "configure: error: cannot find mygen", "WARNING: 'mygen' is missing on your system.",
        "failed to execute command: No such file or directory; is `mygen` not installed?",
        "Could not find `mygen`. If `mygen` is installed, try setting the variable",
        "./x.pl: /usr/bin/mygen: bad interpreter: No such file or directory",
        "xargs: mygen: No such file or directory", "make[3]: mygen: Command not found",
        "-- Could NOT find MYGEN (missing: MYGEN_EXECUTABLE)"})
    BOOST_TEST(shown_by(line) == "missing-tool mygen", line);
  for (const char* line :
       {"meson.build:4:8: ERROR: Dependency \"my-scanner\" not found, tried pkgconfig",
        "No package 'my-scanner' found", "Package 'my-scanner' not found",
        "Package my-scanner was not found in the pkg-config search path.",
        "Package 'my-scanner', required by 'virtual:world', not found",
        "configure: error: Package requirements (my-scanner >= 1.15) were not met:",
        "Build-time dependency my-scanner found: NO (tried pkgconfig)",
        "The system library `my-scanner` required by crate `my-sys` was not found."})
    BOOST_TEST(shown_by(line) == "missing-package my-scanner", line);
}

BOOST_AUTO_TEST_CASE(other_words_for_abis_qt_protobuf_and_unsafe_paths) {
  for (const char* line :
       {"ld: i386 architecture of input file `x.o' is incompatible with i386:x86-64 output",
        "ld.gold: error: /usr/lib/libz.so: incompatible target",
        "ld.lld: error: /usr/lib/libz.so is incompatible with elf64-x86-64",
        "/usr/lib/libz.so: error adding symbols: file in wrong format",
        "ImportError: /usr/lib/python3.13/x.so: wrong ELF class: ELFCLASS32"})
    BOOST_TEST(shown_by(line) == "wrong-elf-class", line);
  for (const char* line :
       {"CMake Error: AUTOMOC for target x: Could not find moc executable target Qt6::moc",
        "  You need to set QT_HOST_PATH to cross compile Qt.",
        "-- Could NOT find Qt6WidgetsTools (missing: Qt6WidgetsTools_DIR)",
        "  The imported target \"Qt5::moc\" references the file",
        "  Could not find a package configuration file provided by \"Qt6CoreTools\" with"})
    BOOST_TEST(shown_by(line) == "qt-tools", line);
  for (const char* line :
       {"a.pb.h:9:2: error: #error \"Protobuf C++ gencode is built with an incompatible version "
        "of\"",
        "This program was compiled against version 3.0.0 of the Protocol Buffer runtime library, "
        "which is not compatible with the installed version (3.3.0).",
        "google.protobuf.runtime_version.VersionError: Detected incompatible Protobuf "
        "Gencode/Runtime versions when loading a.proto",
        "a.pb.h:25:10: fatal error: google/protobuf/runtime_version.h: No such file or directory",
        "a.pb.h:10:10: fatal error: google/protobuf/port_def.inc: No such file or directory"})
    BOOST_TEST(shown_by(line) == "protoc", line);
  for (const char* line :
       {"ld: warning: library search path \"/usr/lib64\" is unsafe for cross-compilation",
        "gcc: ERROR: unsafe header/library path used in cross-compilation: '-I/usr/include'",
        "cc1plus: error: include location \"/usr/include/x\" is unsafe for cross-compilation "
        "[-Werror=poison-system-directories]"})
    BOOST_TEST(shown_by(line) == "unsafe-path", line);
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
