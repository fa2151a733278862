// Rules files: whatever is in one, each complaint has its place in it, and rules without an error
// make a plan.
#include "input.hpp"
#include "rules/plan.hpp"
#include "rules/subject.hpp"

#include <algorithm>

using namespace crossrc;

namespace {

const std::vector<portage::Package>& packages() {
  static const std::vector<portage::Package> packages{
      rules::package_from_argument("media-libs/libfoo-1.2_rc3-r1:3/4::gentoo[ssl,-gtk]"),
      rules::package_from_argument("dev-qt/qtbase"),
      rules::package_from_argument("dev-lang/rust-9999")};
  return packages;
}

void check_finding(const rules::Finding& finding, std::string_view text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  fuzz::require(finding.place.file == "crossrc.yaml" && !finding.message.empty());
  fuzz::require(finding.place.line >= 0 && finding.place.line <= lines + 1);
  fuzz::require(finding.place.column >= 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = fuzz::text(data, size);
  rules::Rules rules;
  rules::Report report;
  rules::load_text(text, "crossrc.yaml", rules, report);
  for (const rules::Finding& finding : report.findings()) check_finding(finding, text);
  if (!report.valid()) return 0;
  for (const portage::Package& package : packages()) {
    const rules::Plan plan = rules::make_plan(rules, package);
    fuzz::require(!plan.trap().empty() && plan.phases().size() >= plan.supervised().size());
  }
  return 0;
}
