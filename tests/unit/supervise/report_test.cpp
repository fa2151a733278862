#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "supervise/report.hpp"

#include <fcntl.h>

using namespace crossrc;
using namespace crossrc::supervise;
using crossrc::test::Workshop;
namespace fs = std::filesystem;

namespace {

struct Fixture : Workshop {
  /// What `act` writes to standard error.
  template <typename Act> std::string said(Act act) const {
    const int former = ::dup(STDERR_FILENO);
    const int file = ::open((path() / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    act();
    ::dup2(former, STDERR_FILENO);
    ::close(former);
    return read_file(path() / "err");
  }
  Trap trap{"/t/prog", "libx.so.1+0x1a", isa::Instruction{"vpcmov xmm0", "XOP"}};
  const std::string where = "\"/t/prog\": vpcmov xmm0 needs XOP (at libx.so.1+0x1a)";
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(report, Fixture)

BOOST_AUTO_TEST_CASE(tells_twins_after_a_trap_and_before_one) {
  Report report(path(), master_of(path()));
  BOOST_TEST(said([&] { report.made_twin(trap, 1.26, Report::Use::rerun); }) ==
             " * crossrc: " + where + "; trapped and rerun as its twin (made in 1.3 s)\n");
  trap.place.clear();
  BOOST_TEST(
      said([&] { report.made_twin(trap, 0.04, Report::Use::foreseen); }) ==
      " * crossrc: \"/t/prog\": vpcmov xmm0 needs XOP; started as its twin (made in 0.0 s)\n");
}

BOOST_AUTO_TEST_CASE(tells_an_instruction_that_it_does_not_know) {
  const Report report(path(), master_of(path()));
  trap.instruction.reset();
  BOOST_TEST(
      said([&] { Report(path(), master_of(path())).only_told(trap); }) ==
      " * crossrc: \"/t/prog\": an instruction that crossrc does not know (at libx.so.1+0x1a); "
      "trapped\n");
}

BOOST_AUTO_TEST_CASE(refusals_go_into_the_log_and_a_file) {
  Report report(path(), master_of(path()));
  BOOST_TEST(said([&] { report.failed(trap, "it is late", "another day"); }) ==
             " * crossrc: " + where + "; not rerun: it is late; it gets SIGILL\n" +
                 " * crossrc:   try: another day\n");
  said([&] { report.failed(trap, "no", "nothing"); });
  BOOST_TEST(read_file(*this / "failures") == where +
                                                  "; not rerun: it is late; try: another day\n" +
                                                  where + "; not rerun: no; try: nothing\n");
}

BOOST_AUTO_TEST_CASE(every_trap_is_an_event_for_the_history) {
  const Report report(path(), master_of(path()));
  said([&] {
    report.made_twin(trap, 1.25, Report::Use::rerun);
    report.failed(trap, "why", "what");
    report.only_told(trap);
  });
  const auto events = history::decode_events(read_file(*this / "events"), 10);
  BOOST_REQUIRE(events.size() == 3U);
  BOOST_TEST((events[0] == history::Event{history::Outcome::rerun, "/t/prog", trap.place,
                                          "vpcmov xmm0", "XOP", 1.25, "", ""}));
  BOOST_TEST((events[1].outcome == history::Outcome::refused));
  BOOST_TEST(events[1].reason == "why");
  BOOST_TEST(events[1].advice == "what");
  BOOST_TEST((events[2].outcome == history::Outcome::told));
}

BOOST_AUTO_TEST_CASE(counts_go_on_from_phase_to_phase) {
  {
    Report configure(path(), master_of(path()));
    configure.ran();
    configure.ran();
    configure.trapped();
    configure.rerun();
    configure.save();
  }
  BOOST_TEST(read_file(*this / "counts") == "2 1 1\n");
  Report compile(path(), master_of(path()));
  compile.ran();
  compile.save();
  BOOST_TEST(read_file(*this / "counts") == "3 1 1\n");
  BOOST_TEST(compile.counts().ran == 3U);
}

BOOST_AUTO_TEST_CASE(no_counts_are_no_failure) {
  write("counts", "nonsense");
  BOOST_TEST(Report(path(), master_of(path())).counts().ran == 0U);
  const Report nowhere(path() / "missing", master_of(path()));
  nowhere.save();
  BOOST_TEST(nowhere.counts().trapped == 0U);
  BOOST_TEST(!fs::exists(path() / "missing"));
}

BOOST_AUTO_TEST_SUITE_END()
