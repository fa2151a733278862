#define BOOST_TEST_DYN_LINK
#include "base/file.hpp"
#include "base/text.hpp"
#include "portage/atom.hpp"
#include "portage/metadata.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::portage;
namespace fs = std::filesystem;

namespace {

struct Place {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path path = directory.path();

  void write(const fs::path& name, const std::string& content) const {
    fs::create_directories((path / name).parent_path());
    replace_file(path / name, content);
  }
  [[nodiscard]] Package package(const char* name, const char* version = nullptr) const {
    Package result;
    result.category = "a";
    result.name = name;
    if (version != nullptr) result.version = Version::parse(version);
    return result;
  }
  /// The eclasses of what is found, or "-".
  [[nodiscard]] std::string eclasses(const Package& wanted) const {
    const auto found = find_metadata(wanted, {{path / "low", path / "high"}, path / "cache"});
    return found ? join(found->inherited, " ") : "-";
  }
};

constexpr const char* k_digest = "b5caffce148c9b9ad41d63f12699959a";

} // namespace

BOOST_FIXTURE_TEST_SUITE(metadata, Place)

BOOST_AUTO_TEST_CASE(both_forms_of_the_cache_are_read) {
  const std::string digest = k_digest;
  const Metadata repository = parse_metadata("DEPEND=a/b\nBDEPEND=x? ( a/c )\nRDEPEND=a/d\n"
                                             "_eclasses_=java-pkg-2\t" +
                                             digest + "\teutils\t" + digest + "\n_md5_=1\n");
  BOOST_TEST(join(repository.inherited, " ") == "java-pkg-2 eutils");
  BOOST_TEST(repository.depend == "a/b");
  BOOST_TEST(repository.bdepend == "x? ( a/c )");
  BOOST_TEST(repository.rdepend == "a/d");
  const Metadata own =
      parse_metadata("_eclasses_=orig\t/repo/eclass\t" + digest + "\tb\t/repo/eclass\t1700000000");
  BOOST_TEST(join(own.inherited, " ") == "orig b");
  BOOST_TEST(parse_metadata("no line of it\n=\n").inherited.empty());
}

BOOST_AUTO_TEST_CASE(repositories_come_by_priority) {
  const auto locations = repository_locations("[DEFAULT]\nmain-repo = gentoo\n\n[own]\n"
                                              "priority = 10\nlocation = /own\n"
                                              "[gentoo]\nlocation = /gentoo\npriority = -1000\n");
  BOOST_TEST(locations.size() == 2U);
  BOOST_TEST(locations[0] == "/gentoo");
  BOOST_TEST(locations[1] == "/own");
}

BOOST_AUTO_TEST_CASE(finds_the_version_or_the_newest_and_the_repository_before_the_cache) {
  BOOST_TEST(eclasses(package("b", "1")) == "-");
  write("low/metadata/md5-cache/a/b-1", "_eclasses_=one\tx\n");
  write("low/a/b/b-1.ebuild", "");
  write("low/a/b/b-10.ebuild", "");
  fs::create_directories(path / "cache" / (path / "low").relative_path() / "a");
  replace_file(path / "cache" / (path / "low").relative_path() / "a/b-10",
               "_eclasses_=ten\t/\t1\n");
  BOOST_TEST(eclasses(package("b", "1")) == "one x");
  BOOST_TEST(eclasses(package("b", "10")) == "ten");
  BOOST_TEST(eclasses(package("b")) == "ten");
  write("high/metadata/md5-cache/a/b-1", "_eclasses_=high\t/\t1\n");
  write("high/a/b/b-1.ebuild", "");
  BOOST_TEST(eclasses(package("b", "1")) == "high");
  BOOST_TEST(eclasses(package("b")) == "ten");
}

BOOST_AUTO_TEST_CASE(installed_packages_have_files) {
  write("var/db/pkg/a/b-1/INHERITED", "one two\n");
  write("var/db/pkg/a/b-1/DEPEND", "a/c\n");
  Package wanted = package("b");
  const auto found = installed_metadata(path, wanted);
  BOOST_REQUIRE(found.has_value());
  set_metadata(*found, wanted);
  BOOST_TEST(join(*wanted.inherited, " ") == "one two");
  BOOST_TEST(wanted.dependencies->at(0).name == "c");
  BOOST_TEST(wanted.of_root->at(0).name == "c");
  BOOST_TEST(wanted.of_builder->empty());
  write("var/db/pkg/a/b-1/EAPI", "6\n");
  set_metadata(*installed_metadata(path, wanted), wanted);
  BOOST_TEST(wanted.of_builder->at(0).name == "c");
  BOOST_TEST(!installed_metadata(path, package("b", "2")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
