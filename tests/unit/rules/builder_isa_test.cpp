#define BOOST_TEST_DYN_LINK
#include "rules/builder_isa.hpp"

#include "base/file.hpp"
#include "rules/environment.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

/// A gcc, by any name, for a CPU that has avx and lacks xop: -march=old has both. It writes down
/// each question.
constexpr const char* k_gcc = R"(#!/bin/sh
echo "${0##*/} $*" >> "${0%/*}/asked"
case $* in
  *-march=no-cpu*) echo "cc1: error: bad value 'no-cpu' for '-march=' switch" >&2; exit 1 ;;
  *-###*) echo ' /cc1 "-march=native" -mavx -mno-xop -mno-avx512f "-mtune=generic"' ;;
  *-mno-xop*--help=target*) echo '  -mavx   [enabled]' ;;
  *-march=old*--help=target* | *-march=x86-64-v3*--help=target*)
    printf '  %s\t[enabled]\n' -mavx -mxop -m128bit-long-double ;;
  *--help=target*) printf '  %s\t[enabled]\n' -m128bit-long-double ;;
  *) echo '#define __XOP__ 1' ;;
esac
)";

struct Installed {
  TemporaryDirectory directory{"/tmp"};
  std::map<std::string, std::string> variables{{"PATH", directory.path().string()},
                                               {"CHOST", "t-x-linux"}};

  Installed() { install("t-x-linux-gcc"); }
  void install(const std::string& name) const {
    replace_file(directory.path() / name, k_gcc, 0755);
  }
  [[nodiscard]] std::string in_directory(const std::string& name) const {
    return (directory.path() / name).string();
  }
  [[nodiscard]] std::map<std::string, std::string> flags() const {
    std::map<std::string, std::string> now = variables;
    now.emplace("CC", in_directory("t-x-linux-gcc")); // our own PATH is not the lookup's
    const auto values = flags_of_builder_isa(lookup_in(now));
    return {values.begin(), values.end()};
  }
  [[nodiscard]] std::string asked() const { return read_file(directory.path() / "asked"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(builder_isa, Installed)

BOOST_AUTO_TEST_CASE(what_the_cpu_lacks_is_turned_off_behind_the_flags) {
  variables["CFLAGS"] = "-O2 -march=old";
  variables["CXXFLAGS"] = "-O2 -march=old -mno-xop";
  variables["FCFLAGS"] = "-O3 -march=old";
  auto set = flags();
  BOOST_TEST(set["CFLAGS"] == "-O2 -march=old -mno-xop");
  BOOST_TEST(set["FCFLAGS"] == "-O3 -march=old -mno-xop");
  BOOST_TEST(set.size() == 2U);
}

BOOST_AUTO_TEST_CASE(flags_that_need_nothing_stay) {
  variables["CFLAGS"] = "-O2 -mtune=old";
  BOOST_TEST(flags().empty());
}

BOOST_AUTO_TEST_CASE(equal_flags_are_asked_about_once) {
  for (const char* name : {"CFLAGS", "CXXFLAGS", "FFLAGS", "FCFLAGS"})
    variables[name] = "-march=old";
  BOOST_TEST(flags().size() == 4U);
  const std::string text = asked();
  const size_t first = text.find("-march=old -Q");
  BOOST_TEST(first != std::string::npos);
  BOOST_TEST(text.find("-march=old -Q", first + 1) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(goamd64_is_lowered_to_what_runs) {
  variables["GOAMD64"] = "v3";
  BOOST_TEST(flags()["GOAMD64"] == "v2");
  variables["GOAMD64"] = "v2";
  BOOST_TEST(flags().empty());
  variables["GOAMD64"] = "3";
  BOOST_CHECK_THROW(static_cast<void>(flags()), InputError);
}

BOOST_AUTO_TEST_CASE(rustflags_stay_where_there_is_no_rustc) {
  variables["RUSTFLAGS"] = "-Ctarget-cpu=bdver4";
  BOOST_TEST(flags().empty());
}

BOOST_AUTO_TEST_CASE(refused_flags_are_an_error_and_not_passed_over) {
  variables["CFLAGS"] = "-march=no-cpu";
  BOOST_CHECK_EXCEPTION(static_cast<void>(flags()), InputError, [](const InputError& error) {
    return std::string(error.what()).find("bad value 'no-cpu'") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(the_compiler_is_cc_or_that_of_the_tuple_or_gcc) {
  BOOST_TEST(c_compiler(lookup_in({{"CC", " clang "}})) == "clang");
  BOOST_TEST(c_compiler(lookup_in(variables)) == "t-x-linux-gcc");
  BOOST_TEST(c_compiler(lookup_in({{"CHOST", "other"}})) == "gcc");
  variables["CC"] = "t-x-linux-clang --sysroot=/t";
  BOOST_TEST(gcc_of(lookup_in(variables)) == "t-x-linux-gcc");
  variables["CC"] = "ccache gcc";
  BOOST_TEST(gcc_of(lookup_in(variables)) == "ccache gcc");
}

BOOST_AUTO_TEST_CASE(the_key_comes_after_all_other_changes) {
  const std::string cc = in_directory("t-x-linux-gcc");
  const auto value_of = [&](const std::string& defaults) {
    Plan plan;
    plan.settings = settings_of(defaults);
    for (const Assignment& each : environment(plan, {}, {}, lookup_in({{"CC", cc}}))) {
      if (each.name == "CFLAGS") return each.value.value_or("unset");
    }
    return std::string("untouched");
  };
  BOOST_TEST(value_of("{isa: builder, env: {CFLAGS: -march=old}}") == "-march=old -mno-xop");
  BOOST_TEST(value_of("{isa: target, env: {CFLAGS: -march=old}}") == "-march=old");
  BOOST_TEST(value_of("isa: builder") == "untouched");
}

BOOST_AUTO_TEST_SUITE_END()
