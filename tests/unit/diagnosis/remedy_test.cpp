#define BOOST_TEST_DYN_LINK
#include "diagnosis/remedy.hpp"

#include "base/file.hpp"
#include "rules/learned.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::diagnosis;
namespace fs = std::filesystem;

namespace {

struct Roots {
  TemporaryDirectory directory{fs::temp_directory_path()};
  Situation situation;

  Roots() {
    situation.package = "a/b";
    situation.method = "cross";
    situation.trap = "auto";
    situation.target = "x86_64-laptop-linux-gnu";
    situation.builder_root = directory.path() / "builder";
    situation.target_root = directory.path() / "target";
    situation.search_path = (directory.path() / "bin").string();
    fs::create_directories(situation.builder_root);
    fs::create_directories(situation.target_root);
  }

  void install(const fs::path& root, const std::string& cpv, const std::string& contents) const {
    fs::create_directories(root / "var/db/pkg" / cpv);
    replace_file(root / "var/db/pkg" / cpv / "CONTENTS", contents);
  }

  /// What the remedy's rule sets, or "-".
  [[nodiscard]] std::string against(Kind kind, const std::string& subject = "") const {
    const auto remedy = find_remedy({kind, "the 'line'", subject, true}, situation);
    if (!remedy) return "-";
    rules::add_rule(directory.path() / "learned.yaml", remedy->rule, false); // is it valid?
    const size_t start = remedy->rule.find('\n') + 3;
    return remedy->rule.substr(start, remedy->rule.find('\n', start) - start);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(remedy, Roots)

BOOST_AUTO_TEST_CASE(a_rule_is_whole_and_says_why) {
  const auto found = find_remedy({Kind::cross_run, "error: it's \xff off", "", true}, situation);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->kind == "cross-run");
  BOOST_TEST(found->rule == "- match: a/b\n  method: native\n  reason: 'error: it''s ? off'\n");
}

BOOST_AUTO_TEST_CASE(methods_that_failed_are_not_proposed_again) {
  BOOST_TEST(against(Kind::cross_run) == "method: native");
  situation.failures = {"native"};
  BOOST_TEST(against(Kind::cross_run) == "-");
  BOOST_TEST(against(Kind::cannot_execute) == "method: builder");
  situation.method = "native";
  situation.failures = {};
  BOOST_TEST(against(Kind::cannot_execute) == "method: cross");
  BOOST_TEST(against(Kind::wrong_elf_class) == "method: sysroot");
  BOOST_TEST(against(Kind::unsafe_path) == "method: sysroot");
  BOOST_TEST(against(Kind::newer_libc) == "trap: eager");
}

BOOST_AUTO_TEST_CASE(against_illegal_instructions_the_reason_decides) {
  situation.method = "native";
  BOOST_TEST(against(Kind::sigill, "it had started other processes") == "trap: eager");
  BOOST_TEST(against(Kind::sigill, "it may already have read from a pipe") == "trap: eager");
  BOOST_TEST(against(Kind::sigill, "no twin: no command that made it was seen") == "method: cross");
  BOOST_TEST(against(Kind::sigill, "it is a twin already") == "method: cross");
  situation.trap = "eager";
  BOOST_TEST(against(Kind::sigill, "it had started other processes") == "method: cross");
  situation.trap = "off";
  BOOST_TEST(against(Kind::sigill) == "trap: auto");
  situation.trap = "auto";
  situation.method = "cross";
  BOOST_TEST(against(Kind::sigill) == "isa: builder");
  situation.watched = false; // nothing that it would need was seen
  BOOST_TEST(against(Kind::sigill) == "trap: rerun");
  situation.watched = true;
  situation.method = "native";
  situation.is_of_go = true;
  BOOST_TEST(against(Kind::sigill, "it had started other processes") == "isa: builder");
  situation.for_builder = true;
  BOOST_TEST(against(Kind::sigill) == "-");
  BOOST_TEST(against(Kind::go_level) == "env: { GOAMD64: null }");
}

BOOST_AUTO_TEST_CASE(what_the_target_has_and_the_builder_has_not_is_asked_for) {
  install(situation.target_root, "dev-util/mygen-2",
          "dir /usr\nobj /usr/bin/mygen 0123 17\nsym /usr/bin/gen2 -> mygen 17\n");
  install(situation.target_root, "dev-python/mako-1",
          "obj /usr/lib/python3.13/site-packages/mako/__init__.py 0 1\n");
  install(situation.target_root, "dev-perl/XML-Parser-1",
          "obj /usr/lib64/perl5/vendor_perl/5.40/x86_64-linux/XML/Parser.pm 0 1\n");
  install(situation.target_root, "dev-libs/foo-1",
          "sym /usr/lib64/libfoo.so.1 -> libfoo.so.1.0 1\n");
  BOOST_TEST(against(Kind::missing_tool, "mygen") == "both: [dev-util/mygen]");
  BOOST_TEST(against(Kind::missing_tool, "gen2") == "both: [dev-util/mygen]");
  BOOST_TEST(against(Kind::missing_tool, "gen") == "-");
  BOOST_TEST(against(Kind::missing_module, "mako.template") == "both: [dev-python/mako]");
  BOOST_TEST(against(Kind::missing_module, "XML/Parser.pm") == "both: [dev-perl/XML-Parser]");
  BOOST_TEST(against(Kind::missing_library, "libfoo.so.1") == "both: [dev-libs/foo]");
  install(situation.target_root, "dev-util/my-scanner-1",
          "obj /usr/lib64/pkgconfig/my-scanner.pc 0 1\n");
  BOOST_TEST(against(Kind::missing_package, "my-scanner") == "both: [dev-util/my-scanner]");
  BOOST_TEST(against(Kind::missing_package, "scanner") == "-");
  install(situation.builder_root, "dev-util/mygen-2", "");
  BOOST_TEST(against(Kind::missing_tool, "mygen") == "-");
}

BOOST_AUTO_TEST_CASE(a_tool_that_is_there_or_of_the_cross_toolchain) {
  install(situation.target_root, "dev-util/mygen-2", "obj /usr/bin/mygen 0 1\n");
  BOOST_TEST(against(Kind::missing_tool, "x86_64-laptop-linux-gnu-gfortran") == "method: builder");
  fs::create_directories(directory.path() / "bin");
  replace_file(directory.path() / "bin/mygen", "#!/bin/sh\n", 0755);
  BOOST_TEST(against(Kind::missing_tool, "mygen") == "-");
}

BOOST_AUTO_TEST_CASE(files_of_the_target_are_found_with_its_root) {
  BOOST_TEST(against(Kind::missing_header, "foo.h") == "-");
  fs::create_directories(situation.target_root / "usr/include");
  fs::create_directories(situation.target_root / "usr/lib64");
  replace_file(situation.target_root / "usr/include/foo.h", "");
  replace_file(situation.target_root / "usr/lib64/libfoo.so", "");
  BOOST_TEST(against(Kind::missing_header, "foo.h") == "method: sysroot");
  BOOST_TEST(against(Kind::missing_archive, "foo") == "method: sysroot");
  BOOST_TEST(against(Kind::missing_archive, "bar") == "-");
}

BOOST_AUTO_TEST_CASE(qt_is_looked_for_on_the_builder) {
  situation.qt_host_path = "/nowhere";
  fs::create_directories(situation.builder_root / "usr/lib64/qt6/libexec");
  replace_file(situation.builder_root / "usr/lib64/qt6/libexec/moc", "");
  BOOST_TEST(against(Kind::qt_tools) == "qt-host-path: " + situation.builder_root.string());
  BOOST_TEST(against(Kind::protoc) == "identical: [dev-libs/protobuf]");
}

BOOST_AUTO_TEST_CASE(remedies_come_in_the_order_of_the_symptoms_each_rule_once) {
  const auto found = find_remedies({{Kind::unsafe_path, "one", "", true},
                                    {Kind::wrong_elf_class, "two", "", true},
                                    {Kind::cross_run, "three", "", true}},
                                   situation);
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].evidence == "one");
  BOOST_TEST(found[1].kind == "cross-run");
}

BOOST_AUTO_TEST_CASE(without_a_symptom_the_next_method_is_tried) {
  BOOST_TEST(find_remedies({}, situation).at(0).rule.find("method: native") != std::string::npos);
  situation.failures = {"native", "sysroot", "builder", "swap"};
  BOOST_TEST(find_remedies({}, situation).empty());
}

BOOST_AUTO_TEST_SUITE_END()
