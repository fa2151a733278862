#define BOOST_TEST_DYN_LINK
#include "portage/settings.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

using namespace crossrc;
using namespace crossrc::portage;

namespace {

/// Sets a variable of this process until the end of the scope.
class Scoped {
public:
  Scoped(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  ~Scoped() {
    if (old_) {
      ::setenv(name_, old_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

private:
  const char* name_;
  std::optional<std::string> old_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(quoted_values_are_read_as_python_writes_them) {
  const auto variables = parse_assignments("A=plain\n"
                                           "B='two words'\n"
                                           "C='it'\"'\"'s'\n"
                                           "D='line\nB=not this\n'\n"
                                           "E=''\n"
                                           "!!! a warning\n"
                                           "no assignment\n"
                                           "9=x\n"
                                           "F=x=y");
  const std::map<std::string, std::string> expected{{"A", "plain"}, {"B", "two words"},
                                                    {"C", "it's"},  {"D", "line\nB=not this\n"},
                                                    {"E", ""},      {"F", "x=y"}};
  BOOST_TEST((variables == expected));
}

BOOST_AUTO_TEST_CASE(a_quote_that_never_closes_is_no_value) {
  BOOST_TEST(parse_assignments("A='x\nB=y\n").count("A") == 0U);
  BOOST_TEST(parse_assignments("").empty());
}

BOOST_AUTO_TEST_CASE(portageq_is_asked_once_with_a_clean_environment) {
  const TemporaryDirectory directory("/tmp");
  const std::string count = (directory.path() / "count").string();
  replace_file(directory.path() / "portageq",
               "#!/bin/sh\necho x >> " + count +
                   "\necho ARGUMENTS=\"'$*'\"\necho ROOT=$PORTAGE_CONFIGROOT\necho LEAK=$LEAK\n",
               0755);
  const Scoped path("PATH", directory.path().string());
  const Scoped leak("LEAK", "leaked");
  const Scoped bin("PORTAGE_BIN_PATH", "");
  Settings settings("/config root");
  BOOST_TEST(settings.get("ARGUMENTS").value() == "envvar -v *");
  BOOST_TEST(settings.get("ROOT").value() == "/config root");
  BOOST_TEST(settings.get("LEAK").value() == "");
  BOOST_TEST(!settings.get("OTHER").has_value());
  BOOST_TEST(settings.problem() == "");
  BOOST_TEST(read_file(count) == "x\n");
}

BOOST_AUTO_TEST_CASE(a_phase_names_the_portageq_to_ask) {
  const TemporaryDirectory directory("/tmp");
  replace_file(directory.path() / "python", "#!/bin/sh\necho CALLED=\"$1\"\n", 0755);
  const Scoped bin("PORTAGE_BIN_PATH", "/portage/bin");
  const Scoped python("PORTAGE_PYTHON", (directory.path() / "python").string());
  Settings settings("/");
  BOOST_TEST(settings.get("CALLED").value() == "/portage/bin/portageq");
}

BOOST_AUTO_TEST_CASE(without_portage_nothing_is_known_and_nothing_fails) {
  const Scoped path("PATH", "/nonexistent");
  const Scoped bin("PORTAGE_BIN_PATH", "");
  Settings settings("/");
  BOOST_TEST(!settings.get("CHOST").has_value());
  BOOST_TEST(settings.problem() == "portageq does not answer (status 127): cannot start portageq: "
                                   "No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
