#define BOOST_TEST_DYN_LINK
#include "binpkg/compression.hpp"
#include "package_fixture.hpp"

using namespace crossrc;
using namespace crossrc::binpkg;

namespace {

std::string line(const std::string& name, const std::string& content) {
  return "DATA " + name + " " + std::to_string(content.size()) + " BLAKE2B " +
         digest(Hash::blake2b, content) + " SHA512 " + digest(Hash::sha512, content) + "\n";
}

Files members(const std::string& chost) {
  const std::string metadata = tar({{"metadata/PF", "a-1\n"}, {"metadata/CHOST", chost + "\n"}});
  const Files files{{"gpkg-1", ""}, {"metadata.tar", metadata}, {"image.tar", "image"}};
  Files result;
  std::string manifest;
  for (const auto& [name, content] : files) {
    result.emplace_back("a-1/" + name, content);
    manifest += line(name, content);
  }
  result.emplace_back("a-1/Manifest", manifest);
  return result;
}

struct Gpkgs : PackageFixture {
  Gpkgs() { path = directory.path() / "a-1.gpkg.tar"; }

  void check_members(Files files, const std::string& message) {
    check_damaged(tar(files), message);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gpkgs, Gpkgs)

BOOST_AUTO_TEST_CASE(only_chost_changes) {
  const std::string package = tar(members(k_old_chost));
  BOOST_TEST(value(package, "CHOST") == k_old_chost);
  BOOST_TEST(value(package, "PF") == "a-1");
  BOOST_TEST((rewritten(package) == tar(members(k_new_chost))));
}

BOOST_AUTO_TEST_CASE(what_follows_the_last_member_stays) {
  const std::string more = "not zero";
  BOOST_TEST(rewritten(tar(members(k_old_chost)) + more) == tar(members(k_new_chost)) + more);
}

BOOST_AUTO_TEST_CASE(damage_is_told_with_its_offset) {
  const std::string good = tar(members(k_old_chost));
  check_damaged("", "byte 0: Unrecognized archive format");
  check_damaged(std::string(2000, 'x'), "byte 0: Unrecognized archive format");
  Files files = members(k_old_chost);
  files[2].second = "imago";
  check_members(files, "byte 11776: the BLAKE2B of \"image.tar\" is not the one in the Manifest");
  files = members(k_old_chost);
  files[2].second = "larger";
  check_members(files, "byte 11776: \"image.tar\" has 6 bytes, the Manifest says 5");
  files = members(k_old_chost);
  files[1].second[0] = 'n';
  check_members(files, "byte 1024: the BLAKE2B of \"metadata.tar\" is not the one in the Manifest");
}

BOOST_AUTO_TEST_CASE(members_are_those_of_a_gpkg) {
  Files files = members(k_old_chost);
  files[0].first = "a-1/gpkg-2";
  check_members(files, "byte 0: expected a GPKG, it has no member \"gpkg-1\"");
  files = members(k_old_chost);
  files[2].first = "b-1/image.tar";
  check_members(files, "byte 11264: expected a file in one directory, found \"b-1/image.tar\"");
  files = members(k_old_chost);
  files.push_back(files[2]);
  check_members(files, "byte 13824: \"a-1/image.tar\" is there twice");
  files = members(k_old_chost);
  files.emplace_back("a-1/more", "");
  check_members(files, "byte 13824: \"more\" is not in the Manifest");
  files = members(k_old_chost);
  files.back().second += line("more", "");
  check_members(files, "byte 12800: \"more\" is in the Manifest only");
  files = members(k_old_chost);
  files.back().second = "MISC x\n";
  check_members(files, "byte 12800: expected \"DATA name size HASH hash...\", found \"MISC x\"");
}

BOOST_AUTO_TEST_CASE(a_cut_file_is_refused_wherever_it_is_cut) {
  const std::string good = tar(members(k_old_chost));
  const size_t whole = 13824; // the last member's end
  for (size_t size = 0; size < whole; size += 100)
    BOOST_CHECK_THROW(rewritten(good.substr(0, size)), InputError);
}

BOOST_AUTO_TEST_CASE(every_compression_gives_back_what_it_got) {
  const std::string text = tar({{"metadata/A", std::string(100'000, 'x')}});
  for (const Compression kind :
       {Compression::none, Compression::gzip, Compression::bzip2, Compression::lz4,
        Compression::lzip, Compression::xz, Compression::zstd}) {
    const std::string packed = compress(kind, text);
    BOOST_TEST((decompress(kind, packed) == text));
    if (kind != Compression::none) {
      BOOST_CHECK_THROW(decompress(kind, packed.substr(0, packed.size() / 2)), Error);
      BOOST_CHECK_THROW(decompress(kind, "something else"), Error);
    }
  }
  BOOST_CHECK(compression_of("metadata.tar.lzo") == Compression::lzop);
  BOOST_CHECK_THROW(compression_of("metadata.tar.Z"), Error);
}

BOOST_AUTO_TEST_SUITE_END()
