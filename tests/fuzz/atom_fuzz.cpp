// Atoms and versions, one a line: what is taken for one keeps its text, and the order of versions
// is one.
#include "base/error.hpp"
#include "base/text.hpp"
#include "input.hpp"
#include "portage/atom.hpp"
#include "portage/dependency.hpp"

using namespace crossrc;
using portage::Version;

namespace {

void check_order(const std::vector<Version>& versions) {
  for (const Version& a : versions) {
    fuzz::require(a == a);
    for (const Version& b : versions) {
      fuzz::require((a < b) == (b > a) && (a == b) == (b == a));
      for (const Version& c : versions) fuzz::require(!(a <= b && b <= c) || a <= c);
    }
  }
}

portage::Package package_of(std::string_view line) {
  portage::Package package{"category", "name", {}, "1", "2", "gentoo", {{{"flag", true}}}};
  const auto parts = portage::split_pf(line);
  if (!parts) return package;
  fuzz::require(parts->first + "-" + parts->second.text() == line);
  package.name = parts->first;
  package.version = parts->second;
  return package;
}

void check_atom(std::string_view line, const portage::Package& package) {
  try {
    const portage::Atom atom = portage::Atom::parse(line);
    const portage::Atom again = portage::Atom::parse(atom.text());
    fuzz::require(again.text() == atom.text());
    fuzz::require(again.matches(package) == atom.matches(package));
    fuzz::require(!atom.matches(package) || atom.matches_name(package.category, package.name));
  } catch (const InputError&) {
    return;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t k_most_versions = 16;
  const std::string_view text = fuzz::text(data, size);
  const std::vector<std::string_view> lines = split(text, '\n');
  const portage::Package package = package_of(lines.back());
  std::vector<Version> versions;
  for (const std::string_view line : lines) {
    check_atom(line, package);
    const auto version = Version::parse(line);
    if (version && versions.size() < k_most_versions) versions.push_back(*version);
  }
  check_order(versions);
  portage::dependencies_in(text, package.use);
  portage::dependencies_in(text, std::nullopt);
  return 0;
}
