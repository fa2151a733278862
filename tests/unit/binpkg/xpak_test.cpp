#define BOOST_TEST_DYN_LINK
#include "package_fixture.hpp"

using namespace crossrc;
using namespace crossrc::binpkg;

namespace {

std::string number(size_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

std::string item(const std::string& name, size_t place, size_t size) {
  return number(name.size()) + name + number(place) + number(size);
}

std::string segment(const std::string& index, const std::string& data) {
  const std::string pack =
      "XPAKPACK" + number(index.size()) + number(data.size()) + index + data + "XPAKSTOP";
  return pack + number(pack.size()) + "STOP";
}

/// "image" and a segment, as Portage would write it.
std::string xpak(const Files& files) {
  std::string index;
  std::string data;
  for (const auto& [name, content] : files) {
    index += item(name, data.size(), content.size());
    data += content;
  }
  return "image" + segment(index, data);
}

struct Xpaks : PackageFixture {
  Xpaks() { path = directory.path() / "a-1.tbz2"; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(xpaks, Xpaks)

BOOST_AUTO_TEST_CASE(values_come_without_white_space) {
  const std::string package = xpak({{"PF", "a-1\n"}, {"CHOST", " x \n"}, {"EMPTY", ""}});
  BOOST_TEST(value(package, "PF") == "a-1");
  BOOST_TEST(value(package, "CHOST") == "x");
  BOOST_TEST(value(package, "EMPTY").empty());
  BOOST_TEST(value(package, "NONE").empty());
}

BOOST_AUTO_TEST_CASE(only_chost_changes) {
  const auto with_chost = [](const std::string& chost) {
    return xpak({{"A", "1\n"}, {"CHOST", chost + "\n"}, {"E", ""}, {"Z", std::string("\0\n", 2)}});
  };
  BOOST_TEST(rewritten(with_chost(k_old_chost)) == with_chost(k_new_chost));
}

BOOST_AUTO_TEST_CASE(an_empty_chost_moves_what_is_behind_it) {
  BOOST_TEST(rewritten(xpak({{"CHOST", ""}, {"A", "1\n"}})) ==
             xpak({{"CHOST", std::string(k_new_chost) + "\n"}, {"A", "1\n"}}));
}

BOOST_AUTO_TEST_CASE(a_missing_chost_comes_last) {
  BOOST_TEST(rewritten(xpak({{"A", "1\n"}})) ==
             xpak({{"A", "1\n"}, {"CHOST", std::string(k_new_chost) + "\n"}}));
  BOOST_TEST(rewritten(xpak({})) == xpak({{"CHOST", std::string(k_new_chost) + "\n"}}));
}

BOOST_AUTO_TEST_CASE(data_that_no_item_names_stay) {
  const std::string index = item("B", 9, 1) + item("CHOST", 3, 3) + item("A", 0, 1);
  const std::string changed = item("B", 6 + std::string(k_new_chost).size(), 1) +
                              item("CHOST", 3, std::string(k_new_chost).size()) + item("A", 0, 1);
  BOOST_TEST(rewritten(segment(index, "a--a-b---B?")) ==
             segment(changed, "a--" + std::string(k_new_chost) + "---B?"));
}

BOOST_AUTO_TEST_CASE(damage_is_told_with_its_offset) {
  check_damaged("", "byte 0: the file is too short for an XPAK");
  const std::string good = xpak({{"CHOST", "a-b\n"}});
  const std::string cut = good.substr(0, good.size() - 1);
  check_damaged(cut, "byte " + std::to_string(cut.size() - 16) +
                         ": expected the end of an XPAK, \"XPAKSTOP....STOP\"");
  check_damaged(good.substr(6), "byte 44: 45 bytes of metadata are not possible here");
  check_damaged("imageXPAKPICK" + good.substr(13), "byte 5: expected \"XPAKPACK\"");
  std::string lengths = good;
  lengths[16] = '\x7f';
  check_damaged(lengths, "byte 13: an index of 127 bytes and data of 4 do not make up 45 bytes");
  check_damaged(segment(item("A", 0, 9), "x"),
                "byte 16: this item's data are not within the metadata");
  check_damaged(segment(number(99) + "A", ""), "byte 16: the index ends within this item");
  check_damaged(segment(number(99) + "A" + number(0) + number(0), ""),
                "byte 16: the index ends within this item");
  check_damaged(segment(item("CHOST", 0, 1) + item("CHOST", 0, 1), "x"),
                "byte 33: \"CHOST\" is there twice");
  check_damaged(segment(item("CHOST", 0, 2) + item("A", 1, 2), "xyz"),
                "byte 0: \"A\" shares the data of \"CHOST\"");
}

BOOST_AUTO_TEST_SUITE_END()
