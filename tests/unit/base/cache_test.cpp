#define BOOST_TEST_DYN_LINK
#include "base/cache.hpp"

#include "base/file.hpp"
#include "base/ownership.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace crossrc;
namespace fs = std::filesystem;

namespace {

struct Kept {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path place = directory.path() / "not/yet";
  Cache cache{place};

  Kept() { cache.put("a question\nof lines\n", "an answer\nof two"); }
  [[nodiscard]] fs::path file() const { return fs::directory_iterator(place)->path(); }
  [[nodiscard]] bool is_known() const { return cache.get("a question\nof lines\n").has_value(); }
  [[nodiscard]] size_t count() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(place), {}));
  }
};

/// Not in a build directory of Portage's, where others may write: nothing is kept there.
boost::test_tools::assertion_result is_ours(boost::unit_test::test_unit_id /*suite*/) {
  return find_exposures({fs::temp_directory_path()}, ::geteuid()).empty();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(cache, Kept, *boost::unit_test::precondition(is_ours))

BOOST_AUTO_TEST_CASE(what_was_put_is_got_and_replaced) {
  BOOST_TEST(cache.get("a question\nof lines\n").value() == "an answer\nof two");
  cache.put("a question\nof lines\n", "");
  BOOST_TEST(cache.get("a question\nof lines\n").value().empty());
  BOOST_TEST(!cache.get("another").has_value());
  BOOST_TEST(count() == 1U);
}

BOOST_AUTO_TEST_CASE(another_question_of_the_same_name_is_not_answered) {
  const std::string text = read_file(file());
  replace_file(file(), "b" + text.substr(1));
  BOOST_TEST(!is_known());
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_short_is_no_answer) {
  const std::string text = read_file(file());
  for (size_t length = 0; length < text.size(); ++length) {
    replace_file(file(), text.substr(0, length));
    BOOST_TEST(!is_known());
  }
  replace_file(file(), text);
  BOOST_TEST(is_known());
}

BOOST_AUTO_TEST_CASE(what_others_can_write_is_not_believed) {
  const fs::path path = file();
  for (const auto& [exposed, mode] :
       {std::pair(path, 0666U), {place, 0777U}, {place.parent_path(), 0777U}}) {
    struct stat before {};
    ::stat(exposed.c_str(), &before);
    ::chmod(exposed.c_str(), mode);
    BOOST_TEST(!is_known());
    cache.put("a question\nof lines\n", "of now");
    ::chmod(exposed.c_str(), before.st_mode & 0777U);
    BOOST_TEST(cache.get("a question\nof lines\n").value() == "an answer\nof two");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_no_answer) {
  const fs::path path = file();
  fs::rename(path, path.string() + "-moved");
  fs::create_symlink(path.string() + "-moved", path);
  BOOST_TEST(!is_known());
  fs::remove(path);
  BOOST_TEST(::mkfifo(path.c_str(), 0600) == 0);
  BOOST_TEST(!is_known());
}

BOOST_AUTO_TEST_CASE(it_does_not_grow_without_end) {
  for (size_t i = 0; i < Cache::k_most + 20; ++i) cache.put(fmt::format("number {}", i), "yes");
  BOOST_TEST(count() < Cache::k_most);
  BOOST_TEST(cache.get(fmt::format("number {}", Cache::k_most + 19)).has_value());
  cache.put("large", std::string(Cache::k_largest, 'x'));
  BOOST_TEST(!cache.get("large").has_value());
}

BOOST_AUTO_TEST_CASE(without_a_place_nothing_is_kept_and_nothing_fails) {
  const Cache none{fs::path()};
  none.put("a", "b");
  BOOST_TEST(!none.get("a").has_value());
  const Cache below_a_file{file()};
  below_a_file.put("a", "b");
  BOOST_TEST(!below_a_file.get("a").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
