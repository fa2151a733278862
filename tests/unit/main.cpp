// The unit tests' main: Boost.Test's own, plus one line a case in the form that tests/run counts.
#define BOOST_TEST_MODULE crossrc
#define BOOST_TEST_DYN_LINK
#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>
#include <iostream>

namespace {

class CaseLines : public boost::unit_test::test_observer {
public:
  void test_unit_finish(const boost::unit_test::test_unit& unit, unsigned long) override {
    if (unit.p_type != boost::unit_test::TUT_CASE) return;
    const bool passed = boost::unit_test::results_collector.results(unit.p_id).passed();
    std::cout << (passed ? "ok " : "not ok ") << "unit " << unit.full_name() << std::endl;
  }
};

struct Observed {
  Observed() { boost::unit_test::framework::register_observer(lines); }
  ~Observed() { boost::unit_test::framework::deregister_observer(lines); }
  CaseLines lines;
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(Observed);
