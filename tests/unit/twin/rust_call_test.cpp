#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"
#include "twin/rust_call.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::twin;

namespace {

struct Line {
  const char* text;
  const char* outputs;
};
std::ostream& operator<<(std::ostream& out, const Line& line) {
  return out << line.text;
}

const Line k_lines[] = {
    {"rustc main.rs", "/t/main"},
    {"rustc src/build-it.rs", "/t/build_it"},
    {"rustc -O -g --edition 2021 --cfg x --crate-name prog main.rs -Copt-level=1", "/t/prog"},
    {"rustc -o ../prog main.rs", "/prog"},
    {"rustc -ofoo.so --crate-type cdylib main.rs", "/t/foo.so"},
    {"rustc --crate-name build_script_build build.rs --crate-type bin --emit=dep-info,link "
     "-C extra-filename=-12ab --out-dir /x/target/build -C target-cpu=bdver4",
     "/x/target/build/build_script_build-12ab"},
    {"rustc --crate-type lib --crate-name a -Cextra-filename=-1 a.rs", "/t/liba-1.rlib"},
    {"rustc --crate-type=rlib,staticlib --crate-type cdylib a.rs",
     "/t/liba.rlib /t/liba.a /t/liba.so"},
    {"rustc --crate-type proc-macro --out-dir out --extern proc_macro m.rs", "/t/out/libm.so"},
    {"rustc --test -L dependency=deps -l static=c t.rs", "/t/t"},
    {"rustc --crate-type lib --emit=metadata a.rs", ""},
    {"rustc --crate-type lib --emit metadata,link a.rs", "/t/liba.rlib"},
    {"rustc --emit dep-info=x/m.d --emit link=x/m m.rs", "/t/x/m"},
    {"rustc --crate-type=lib --emit=dep-info,link=../liba.rlib --out-dir x a.rs", "/liba.rlib"},
    {"rustc --emit obj=a.o a.rs", ""},
    {"rustc --crate-type staticlib --print native-static-libs a.rs", "/t/liba.a"},
    {"rustc --print=link-args --print cfg a.rs", ""},
    {"rustc - --crate-name ___ --print=file-names --crate-type bin", ""},
    {"rustc -vV", ""},
    {"rustc --print cfg", ""},
    {"rustc", ""},
    {"rustc main.rs -C", "/t/main"},
    {"rustc main.rs -C extra-filename", "/t/main"},
    {"rustc main.rs --out-dir", "/t/main"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(rust_call)

BOOST_DATA_TEST_CASE(outputs, boost::unit_test::data::make(k_lines), line) {
  std::vector<std::string> files;
  for (const auto& file : outputs_of(parse_rust_call(words(line.text)), "/t")) {
    files.push_back(file.native());
  }
  BOOST_TEST(join(files, " ") == line.outputs);
}

BOOST_AUTO_TEST_CASE(files_of_other_crates) {
  const RustCall call =
      parse_rust_call({"rustc", "--extern", "a=deps/liba-1.rmeta", "--extern",
                       "noprelude:b=/x/libb.rlib", "--extern=proc_macro", "m.rs"});
  std::vector<std::string> files;
  for (const RustArgument& argument : call.arguments) files.push_back(crate_file(argument));
  BOOST_TEST(join(files, " ") == "deps/liba-1.rlib /x/libb.rlib  ");
}

BOOST_AUTO_TEST_CASE(type_of_each_output) {
  const RustCall several = parse_rust_call({"rustc", "--crate-type=cdylib,lib,staticlib", "a.rs"});
  BOOST_TEST(crate_type_of(several, "/t/liba.rlib") == "lib");
  BOOST_TEST(crate_type_of(several, "/t/liba.a") == "staticlib");
  BOOST_TEST(crate_type_of(several, "/t/liba.so") == "cdylib");
  const RustCall one = parse_rust_call({"rustc", "--crate-type", "cdylib", "-o", "a", "a.rs"});
  BOOST_TEST(crate_type_of(one, "/t/a") == "cdylib");
}

BOOST_AUTO_TEST_CASE(directories_of_crates) {
  const RustCall call =
      parse_rust_call({"rustc", "-Ldependency=deps", "-L", "x", "-L", "crate=y", "-L", "native=z",
                       "-lz", "--extern", "a=deps/liba.rlib", "m.rs"});
  std::vector<std::string> directories;
  for (const RustArgument& argument : call.arguments)
    directories.push_back(crate_directory(argument));
  BOOST_TEST(join(directories, " ") == "deps x y    ");
}

BOOST_AUTO_TEST_CASE(codegen_options_by_their_whole_name) {
  const RustCall call = parse_rust_call({"rustc", "-Clinker-flavor=gcc", "-C", "linker=ld"});
  BOOST_TEST(!call.arguments[0].is_codegen("linker"));
  BOOST_TEST(call.arguments[1].is_codegen("linker"));
  BOOST_TEST(call.last("codegen", "linker") == "ld");
}

BOOST_AUTO_TEST_SUITE_END()
