// Answers requests, one a line, fields separated by tabs, for compare.py and index.py:
//   vercmp V1 V2                                       < = > or invalid
//   atom ATOM                                          valid, or the message
//   match ATOM CATEGORY/PF SLOT/SUBSLOT REPO USE       yes or no; USE is "+on -off ..."
//   lock FILE                                          locked, once nobody else holds the lock
//   unlock                                             unlocked
#include "base/error.hpp"
#include "base/text.hpp"
#include "portage/atom.hpp"
#include "portage/lock.hpp"

#include <iostream>
#include <optional>
#include <string>

using namespace crossrc;
using namespace crossrc::portage;

namespace {

std::string compare(std::string_view left, std::string_view right) {
  const auto first = Version::parse(left);
  const auto second = Version::parse(right);
  if (!first || !second) return "invalid";
  if (*first == *second) return "=";
  return *first < *second ? "<" : ">";
}

std::string validity(std::string_view text) {
  try {
    return Atom::parse(text).text() == text ? "valid" : "text lost";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string match(std::string_view text, std::string_view cpv, std::string_view slots,
                  std::string_view repository, std::string_view use) {
  const std::vector<std::string_view> cp = split(cpv, '/');
  const auto parts = split_pf(cp.at(1));
  if (!parts || !is_category(cp[0])) return "no package";
  const std::vector<std::string_view> slot = split(slots, '/');
  Package package;
  package.category = cp[0];
  package.name = parts->first;
  package.version = parts->second;
  package.slot = slot.at(0);
  package.subslot = slot.at(1);
  package.repository = repository;
  package.use.emplace();
  for (const std::string& flag : words(use))
    package.use->emplace(flag.substr(1), flag.front() == '+');
  return Atom::parse(text).matches(package) ? "yes" : "no";
}

std::string answer(const std::string& request, std::optional<Lock>& held) {
  const std::vector<std::string_view> fields = split(request, '\t');
  if (fields[0] == "vercmp") return compare(fields.at(1), fields.at(2));
  if (fields[0] == "atom") return validity(fields.at(1));
  if (fields[0] == "match")
    return match(fields.at(1), fields.at(2), fields.at(3), fields.at(4), fields.at(5));
  if (fields[0] == "lock") {
    held.emplace(fields.at(1));
    return "locked";
  }
  if (fields[0] == "unlock") {
    held.reset();
    return "unlocked";
  }
  return "no such request";
}

} // namespace

int main() {
  std::optional<Lock> held;
  for (std::string request; std::getline(std::cin, request);) {
    std::cout << answer(request, held) << '\n';
    if (held || request == "unlock") std::cout.flush();
  }
}
