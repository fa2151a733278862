#include "rules/match.hpp"

#include "base/text.hpp"
#include "rules/subject.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

const std::vector<std::string_view>& match_keys() {
  static const std::vector<std::string_view> names{"atom", "inherits", "depends"};
  return names;
}

Fit fit_of(const portage::Atom& atom, const portage::Package& package) {
  if (atom.matches(package)) return Fit::yes;
  return is_undecided(atom, package) ? Fit::open : Fit::no;
}

Fit fit_of(bool fits) {
  return fits ? Fit::yes : Fit::no;
}

Fit fit_atoms(const std::vector<portage::Atom>& atoms, const portage::Package& package) {
  Fit best = Fit::no;
  for (const portage::Atom& atom : atoms) best = std::max(best, fit_of(atom, package));
  return best;
}

Fit fit_eclasses(const std::vector<std::string>& globs, const portage::Package& package) {
  if (!package.inherited) return Fit::open;
  return fit_of(std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    const auto matches = [&](const std::string& name) { return glob_matches(glob, name); };
    return std::any_of(package.inherited->begin(), package.inherited->end(), matches);
  }));
}

/// A dependency without a slot is content with any, the wanted one too.
bool is_for(const portage::Dependency& dependency, const portage::Atom& wanted) {
  return wanted.matches_name(dependency.category, dependency.name) &&
         (wanted.slot().empty() || dependency.slot.empty() || wanted.slot() == dependency.slot);
}

Fit fit_dependencies(const std::vector<portage::Atom>& wanted, const portage::Package& package) {
  if (!package.dependencies) return Fit::open;
  return fit_of(std::any_of(wanted.begin(), wanted.end(), [&](const portage::Atom& atom) {
    const auto matches = [&](const portage::Dependency& one) { return is_for(one, atom); };
    return std::any_of(package.dependencies->begin(), package.dependencies->end(), matches);
  }));
}

bool is_eclass_glob(std::string_view text) {
  constexpr std::string_view k_others = "_.+-*?[]";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return portage::is_word_character(c) || k_others.find(c) != std::string_view::npos;
  });
}

std::vector<std::string> read_eclasses(const Node& node, Report& report) {
  std::vector<std::string> names;
  const auto texts = read_list(node, "eclasses", report);
  if (!texts) return names;
  if (texts->empty() && node.items.empty())
    report.error(node.place(), "expected at least one eclass, found an empty list");
  for (const Located<std::string>& text : *texts) {
    if (is_eclass_glob(text.value) && !text.value.ends_with(".eclass")) {
      names.push_back(text.value);
    } else {
      report.error(text.place, fmt::format("expected the name of an eclass such as cmake, found "
                                           "\"{}\"",
                                           text.value));
    }
  }
  return names;
}

/// What a dependency is compared by is a name and a slot: to ask for more would never be answered.
bool is_name(const portage::Atom& atom) {
  return atom.op() == portage::Operator::none && atom.subslot().empty() &&
         atom.repository().empty() && atom.use().empty();
}

std::vector<portage::Atom> read_dependencies(const Node& node, Report& report) {
  auto atoms = read_atoms(node, Wildcards::allowed, report);
  if (!atoms) return {};
  for (const portage::Atom& atom : atoms->value) {
    if (is_name(atom)) continue;
    report.error(node.place(), fmt::format("expected category/name or category/name:slot, found "
                                           "\"{}\"",
                                           atom.text()));
  }
  return std::move(atoms->value);
}

std::vector<portage::Atom> read_atoms_of(const Node& node, Report& report) {
  auto atoms = read_atoms(node, Wildcards::allowed, report);
  return atoms ? std::move(atoms->value) : std::vector<portage::Atom>();
}

void read_map_of(const Node& node, std::vector<Match>& matches, Report& report) {
  if (node.entries.empty()) {
    report.error(node.place(), "expected atom, inherits or depends, found an empty map");
    return;
  }
  Match match;
  read_map(node, match_keys(), report, [&](const Node& key, const Node& value) {
    if (key.text == "atom") match.atoms = read_atoms_of(value, report);
    if (key.text == "inherits") match.inherits = read_eclasses(value, report);
    if (key.text == "depends") match.depends = read_dependencies(value, report);
  });
  matches.push_back(std::move(match));
}

void read_one(const Node& node, std::vector<Match>& matches, Report& report) {
  if (node.kind == Kind::map) return read_map_of(node, matches, report);
  if (node.kind == Kind::scalar) {
    for (portage::Atom& atom : read_atoms_of(node, report))
      matches.push_back({{std::move(atom)}, {}, {}});
    return;
  }
  report.error(node.place(), fmt::format("expected an atom or a map, found {}", describe(node)));
}

std::vector<std::string> texts(const std::vector<portage::Atom>& atoms) {
  std::vector<std::string> result;
  result.reserve(atoms.size());
  for (const portage::Atom& atom : atoms) result.push_back(atom.text());
  return result;
}

} // namespace

Fit Match::fit(const portage::Package& package) const {
  Fit result = Fit::yes;
  if (!atoms.empty()) result = std::min(result, fit_atoms(atoms, package));
  if (!inherits.empty()) result = std::min(result, fit_eclasses(inherits, package));
  if (!depends.empty()) result = std::min(result, fit_dependencies(depends, package));
  return result;
}

std::string Match::text() const {
  if (inherits.empty() && depends.empty() && atoms.size() == 1) return atoms.front().text();
  std::vector<std::string> parts;
  const auto add = [&](const char* key, const std::vector<std::string>& values) {
    if (!values.empty()) parts.push_back(fmt::format("{}: [{}]", key, join(values, ", ")));
  };
  add("atom", texts(atoms));
  add("inherits", inherits);
  add("depends", texts(depends));
  return "{ " + join(parts, ", ") + " }";
}

Fit fit(const std::vector<Match>& matches, const portage::Package& package) {
  Fit best = Fit::no;
  for (const Match& match : matches) best = std::max(best, match.fit(package));
  return best;
}

std::vector<Match> read_matches(const Node& node, Report& report) {
  std::vector<Match> matches;
  if (node.kind != Kind::list) {
    read_one(node, matches, report);
    return matches;
  }
  if (node.items.empty())
    report.error(node.place(), "expected at least one atom, found an empty list");
  for (const Node& item : node.items) read_one(item, matches, report);
  return matches;
}

} // namespace crossrc::rules
