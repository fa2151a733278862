#define BOOST_TEST_DYN_LINK
#include "supervise/remote.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace crossrc::supervise;

namespace {

constexpr size_t k_page = 4096;

/// Two pages of this process, of which the second cannot be read; below 4 GiB.
class Pages {
public:
  Pages()
      : memory_(::mmap(nullptr, 2 * k_page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0)) {
    BOOST_REQUIRE(memory_ != MAP_FAILED);
    ::mprotect(start() + k_page, k_page, PROT_NONE);
  }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(memory_, 2 * k_page); }

  /// Puts `text` so that it ends right before what cannot be read; its address.
  [[nodiscard]] uint64_t put_at_end(std::string_view text) const {
    char* where = start() + k_page - text.size();
    std::memcpy(where, text.data(), text.size());
    return reinterpret_cast<uint64_t>(where);
  }
  [[nodiscard]] char* start() const { return static_cast<char*>(memory_); }

private:
  void* memory_;
};

using namespace std::string_literals;
using namespace std::string_view_literals;

const pid_t k_self = ::getpid();

} // namespace

BOOST_AUTO_TEST_SUITE(remote)

BOOST_AUTO_TEST_CASE(memory_is_read_as_far_as_there_is_any) {
  const Pages pages;
  const uint64_t address = pages.put_at_end("abc");
  BOOST_TEST(read_memory(k_self, address, 2) == "ab");
  BOOST_TEST(read_memory(k_self, address, 3) == "abc");
  BOOST_TEST(read_memory(k_self, address + 3, 1) == "");
  BOOST_TEST(read_memory(k_self, 8, 1) == "");
}

BOOST_AUTO_TEST_CASE(memory_is_written_or_not) {
  const Pages pages;
  const uint64_t address = pages.put_at_end("abc");
  BOOST_TEST(write_memory(k_self, address, "xy"));
  BOOST_TEST(read_memory(k_self, address, 3) == "xyc");
  BOOST_TEST(!write_memory(k_self, address, "four"));
  BOOST_TEST(!write_memory(k_self, 8, "x"));
}

BOOST_AUTO_TEST_CASE(strings_end_in_nul_before_memory_ends) {
  const Pages pages;
  BOOST_TEST(read_string(k_self, pages.put_at_end("abc\0"sv)).value() == "abc");
  BOOST_TEST(read_string(k_self, pages.put_at_end("\0"sv)).value() == "");
  BOOST_TEST(!read_string(k_self, pages.put_at_end("abc")));
  BOOST_TEST(!read_string(k_self, 0));
  const std::string text(3000, 'x');
  BOOST_TEST(read_string(k_self, pages.put_at_end(text + '\0')).value() == text);
}

BOOST_AUTO_TEST_CASE(strings_may_cross_pages) {
  const std::string text(3 * k_page, 'y');
  BOOST_TEST(read_string(k_self, reinterpret_cast<uint64_t>(text.c_str()), 4 * k_page).value() ==
             text);
  BOOST_TEST(!read_string(k_self, reinterpret_cast<uint64_t>(text.c_str()), k_page));
}

BOOST_AUTO_TEST_CASE(arrays_of_strings_end_in_null) {
  const char* const words[] = {"gcc", "", "a b", nullptr, "beyond"};
  const auto read = read_string_array(k_self, reinterpret_cast<uint64_t>(words), false);
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == std::vector<std::string>{"gcc", "", "a b"}));
  const char* const none[] = {nullptr};
  BOOST_TEST(read_string_array(k_self, reinterpret_cast<uint64_t>(none), false)->empty());
  BOOST_TEST(!read_string_array(k_self, 0, false));
}

BOOST_AUTO_TEST_CASE(pointers_of_32_bit_programs_are_narrow) {
  const Pages pages;
  std::strcpy(pages.start(), "first");
  std::strcpy(pages.start() + 100, "second");
  const auto start = static_cast<uint32_t>(reinterpret_cast<uint64_t>(pages.start()));
  const uint32_t pointers[] = {start, start + 100, 0};
  const auto read = read_string_array(k_self, reinterpret_cast<uint64_t>(pointers), true);
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == std::vector<std::string>{"first", "second"}));
}

BOOST_AUTO_TEST_CASE(an_array_of_many) {
  const std::vector<std::string> words(5000, "word");
  std::vector<const char*> pointers;
  for (const std::string& word : words) pointers.push_back(word.c_str());
  pointers.push_back(nullptr);
  const auto read = read_string_array(k_self, reinterpret_cast<uint64_t>(pointers.data()), false);
  BOOST_TEST((read == words));
}

BOOST_AUTO_TEST_CASE(an_array_with_a_string_that_cannot_be_read) {
  const char* const words[] = {"gcc", reinterpret_cast<const char*>(8), nullptr};
  BOOST_TEST(!read_string_array(k_self, reinterpret_cast<uint64_t>(words), false));
}

BOOST_AUTO_TEST_CASE(proc_files_and_links) {
  BOOST_TEST(read_proc_link(k_self, "cwd") == std::filesystem::current_path());
  BOOST_TEST(read_proc_link(k_self, "nothing").empty());
  BOOST_TEST(read_proc_file(k_self, "status")->starts_with("Name:"));
  BOOST_TEST(!read_proc_file(k_self, "nothing"));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  BOOST_TEST(!read_proc_file(child, "status"));
  BOOST_TEST(read_proc_link(child, "exe").empty());
  BOOST_TEST(!read_proc_strings(child, "cmdline"));
}

BOOST_AUTO_TEST_CASE(proc_strings_keep_empty_ones) {
  int status = 0;
  const pid_t child = ::fork();
  if (child == 0) {
    ::raise(SIGSTOP); // the parent reads before and after: only the second counts
    ::execl("/bin/sh", "sh", "-c", "kill -STOP $$; exit", "", "a b", nullptr);
    ::_exit(1);
  }
  ::waitpid(child, &status, WUNTRACED);
  ::kill(child, SIGCONT);
  ::waitpid(child, &status, WUNTRACED);
  const auto words = read_proc_strings(child, "cmdline");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  BOOST_REQUIRE(words);
  BOOST_TEST((*words == std::vector<std::string>{"sh", "-c", "kill -STOP $$; exit", "", "a b"}));
}

BOOST_AUTO_TEST_CASE(fields_of_proc_files) {
  const std::string text =
      "Name:\tx\nUmask:\t0027\nTgid:\t17\nNStgid:\t99\nrchar: 5\nSigBlk:\tff\n";
  BOOST_TEST(field_of(text, "Tgid") == 17U);
  BOOST_TEST(field_of(text, "Umask", 8) == 027U);
  BOOST_TEST(field_of(text, "SigBlk", 16) == 255U);
  BOOST_TEST(field_of(text, "rchar") == 5U);
  BOOST_TEST(field_of(text, "gid") == 0U);
  BOOST_TEST(field_of(text, "missing") == 0U);
  BOOST_TEST(field_of("", "Tgid") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
