#define BOOST_TEST_DYN_LINK
#include "supervise/handoff.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

using namespace crossrc;
using namespace crossrc::supervise;

namespace {

struct Ends {
  Ends() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    here.reset(ends[0]);
    there.reset(ends[1]);
  }
  Fd here;
  Fd there;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handoff, Ends)

BOOST_AUTO_TEST_CASE(a_descriptor_arrives) {
  std::array<int, 2> pipe{};
  BOOST_REQUIRE(::pipe(pipe.data()) == 0);
  Handoff sent;
  sent.descriptor.reset(pipe[0]);
  send_handoff(here.get(), sent);
  const Handoff received = receive_handoff(there.get());
  BOOST_REQUIRE(received.descriptor);
  BOOST_TEST(received.error == 0);
  BOOST_TEST((::fcntl(received.descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0);
  BOOST_TEST(::write(pipe[1], "x", 1) == 1);
  char byte = 0;
  BOOST_TEST(::read(received.descriptor.get(), &byte, 1) == 1);
  BOOST_TEST(byte == 'x');
  ::close(pipe[1]);
}

BOOST_AUTO_TEST_CASE(a_reason_arrives_instead) {
  Handoff sent;
  sent.error = EBUSY;
  send_handoff(here.get(), sent);
  const Handoff received = receive_handoff(there.get());
  BOOST_TEST(!received.descriptor);
  BOOST_TEST(received.error == EBUSY);
}

BOOST_AUTO_TEST_CASE(a_sender_that_has_gone_is_told) {
  here.reset();
  const Handoff received = receive_handoff(there.get());
  BOOST_TEST(!received.descriptor);
  BOOST_TEST(received.error == ECONNRESET);
}

BOOST_AUTO_TEST_CASE(a_receiver_that_has_gone_is_no_failure) {
  there.reset();
  Handoff sent;
  sent.error = EPERM;
  send_handoff(here.get(), sent); // no SIGPIPE
  BOOST_TEST(sent.error == EPERM);
}

BOOST_AUTO_TEST_SUITE_END()
