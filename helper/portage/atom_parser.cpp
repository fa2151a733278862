#include "base/error.hpp"
#include "base/text.hpp"
#include "portage/atom.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace crossrc::portage {
namespace {

constexpr size_t k_shown = 100; // of a text in a message: a whole file may have got into an atom

// Longest first: ">=" begins with ">".
constexpr std::array<std::pair<std::string_view, Operator>, 6> k_operators{
    {{"<=", Operator::less_equal},
     {">=", Operator::greater_equal},
     {"<", Operator::less},
     {">", Operator::greater},
     {"=", Operator::equal},
     {"~", Operator::revision}}};

bool all_word_characters(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_word_character);
}

/// Where `-*` stands in front of the `*9999*` at the end of `=*/*-*9999*`, or npos.
size_t piece_hyphen(std::string_view pf) {
  if (pf.size() < 2 || pf.back() != '*') return std::string_view::npos;
  const size_t star = pf.rfind('*', pf.size() - 2);
  if (star == std::string_view::npos || star == 0 || pf[star - 1] != '-')
    return std::string_view::npos;
  return all_word_characters(pf.substr(star + 1, pf.size() - star - 2)) ? star - 1
                                                                        : std::string_view::npos;
}

} // namespace

/// Reads an atom from left to right, each part up to the character that ends it.
class AtomParser {
public:
  explicit AtomParser(std::string_view text) : text_(text) { atom_.text_ = text; }

  Atom parse() {
    take_operator();
    take_category();
    take_name_and_version();
    take_slot();
    take_repository();
    take_use();
    return std::move(atom_);
  }

private:
  [[noreturn]] void fail(size_t position, std::string_view message) const {
    const std::string_view dots = text_.size() > k_shown ? "..." : "";
    throw InputError(fmt::format("atom \"{}{}\", character {}: {}", text_.substr(0, k_shown), dots,
                                 position + 1, message));
  }

  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

  bool skip(std::string_view what) {
    if (!rest().starts_with(what)) return false;
    position_ += what.size();
    return true;
  }

  /// Up to one of `ends`, which stays, or to the end of the text.
  std::string_view take_until(std::string_view ends) {
    const size_t start = position_;
    position_ = std::min(text_.find_first_of(ends, start), text_.size());
    return text_.substr(start, position_ - start);
  }

  /// `name` (at `start`) has word characters and `more`, of which only `*` may come first.
  void check_characters(std::string_view name, size_t start, std::string_view more,
                        std::string_view what) const {
    if (name.empty()) fail(start, fmt::format("expected {}", what));
    for (size_t i = 0; i < name.size(); ++i) {
      const bool extra = more.find(name[i]) != std::string_view::npos && (i != 0 || name[i] == '*');
      if (!extra && !is_word_character(name[i]))
        fail(start + i,
             fmt::format("\"{}\" cannot {} {}", name[i], i == 0 ? "begin" : "be in", what));
    }
  }

  void take_operator() {
    if (rest().starts_with('!'))
      fail(0, "a blocker (\"!\") matches nothing, expected a plain atom");
    for (const auto& [text, value] : k_operators) {
      if (!skip(text)) continue;
      atom_.operator_ = value;
      return;
    }
  }

  void take_category() {
    const size_t start = position_;
    const std::string_view category = take_until("/:[");
    check_characters(category, start, "+-.*", "a category");
    if (!skip("/")) fail(position_, "expected \"/\" and a package name");
    check_stars(category, start);
    atom_.category_ = category;
  }

  void check_stars(std::string_view part, size_t start) const {
    const size_t stars = part.find("**");
    if (stars != std::string_view::npos)
      fail(start + stars, "expected one \"*\", not more in a row");
  }

  void take_name_and_version() {
    const size_t start = position_;
    const std::string_view pf = take_until(":[");
    if (atom_.operator_ == Operator::none) {
      take_name(pf, start);
    } else if (atom_.operator_ == Operator::equal && piece_hyphen(pf) != std::string_view::npos) {
      take_version_piece(pf, start);
    } else {
      take_version(pf, start);
    }
  }

  void take_name(std::string_view name, size_t start) {
    const std::optional<size_t> hyphen = version_hyphen(name);
    if (hyphen && atom_.operator_ == Operator::none) {
      fail(start + *hyphen + 1, "a version needs an operator (< <= = >= > ~) before the category");
    }
    check_characters(name, start, "+-*", "a package name");
    check_stars(name, start);
    if (hyphen) {
      fail(start + *hyphen, "a package name cannot end in a hyphen and a version");
    }
    atom_.name_ = name;
  }

  void take_version_piece(std::string_view pf, size_t start) {
    const size_t hyphen = piece_hyphen(pf);
    take_name(pf.substr(0, hyphen), start);
    atom_.operator_ = Operator::equal_glob;
    atom_.version_piece_ = pf.substr(hyphen + 2, pf.size() - hyphen - 3);
  }

  void take_version(std::string_view pf, size_t start) {
    const bool glob = pf.ends_with('*');
    const std::string_view plain = pf.substr(0, pf.size() - (glob ? 1 : 0));
    const std::optional<size_t> hyphen = version_hyphen(plain);
    if (!hyphen) fail_version(plain, start);
    if (glob && atom_.operator_ != Operator::equal)
      fail(start + plain.size(), "a \"*\" after the version goes with the operator \"=\" only");
    take_name(plain.substr(0, *hyphen), start);
    if (atom_.has_wildcard())
      fail(0, "a version does not go with a \"*\" in the category or the name");
    if (glob) atom_.operator_ = Operator::equal_glob;
    atom_.version_ = Version::parse(plain.substr(*hyphen + 1));
  }

  [[noreturn]] void fail_version(std::string_view plain, size_t start) const {
    for (size_t i = 1; i < plain.size(); ++i) {
      if (plain[i - 1] == '-' && plain[i] >= '0' && plain[i] <= '9')
        fail(start + i, "expected a version as in 1.2b_rc3-r4 at the end of the name");
    }
    fail(start + plain.size(), "an operator needs a version, expected \"-\" and a version");
  }

  void take_slot() {
    if (rest().starts_with("::") || !skip(":")) return;
    if (rest().starts_with('=') || rest().starts_with('*')) fail_slot_operator(position_);
    atom_.slot_ = take_slot_name("/:[", "a slot");
    if (skip("/")) atom_.subslot_ = take_slot_name(":[", "a sub-slot");
  }

  std::string_view take_slot_name(std::string_view ends, std::string_view what) {
    const size_t start = position_;
    std::string_view name = take_until(ends);
    if (name.ends_with('=')) fail_slot_operator(start + name.size() - 1);
    check_characters(name, start, "+-.", what);
    return name;
  }

  [[noreturn]] void fail_slot_operator(size_t position) const {
    fail(position, "a slot operator (\":=\", \":*\") matches nothing, expected a slot");
  }

  void take_repository() {
    if (!skip("::")) {
      if (rest().starts_with(':')) fail(position_, "expected \"::\" and a repository");
      return;
    }
    const size_t start = position_;
    const std::string_view repository = take_until(":[");
    check_characters(repository, start, "-", "a repository");
    atom_.repository_ = repository;
  }

  void take_use() {
    const size_t open = position_;
    if (!skip("[")) {
      if (!rest().empty()) fail(position_, "expected \"[\" or the end");
      return;
    }
    if (atom_.has_wildcard() || !atom_.version_piece_.empty())
      fail(open, "a USE dependency does not go with a \"*\"");
    do {
      take_use_dependency();
    } while (skip(","));
    if (!skip("]")) fail(position_, "expected \",\" or \"]\"");
    if (!rest().empty()) fail(position_, "expected the end after \"]\"");
  }

  void take_use_dependency() {
    UseDependency dependency;
    const size_t start = position_;
    if (rest().starts_with('!')) fail_conditional();
    dependency.enabled = !skip("-");
    dependency.flag = take_flag();
    if (skip("(+)"))
      dependency.fallback = true;
    else if (skip("(-)"))
      dependency.fallback = false;
    if (rest().starts_with('?') || rest().starts_with('=')) fail_conditional();
    const auto [known, added] = fallbacks_.emplace(dependency.flag, dependency.fallback);
    if (!added && known->second != dependency.fallback)
      fail(start, fmt::format("\"{}\" has another default before", dependency.flag));
    atom_.use_.push_back(std::move(dependency));
  }

  std::string_view take_flag() {
    const size_t start = position_;
    const std::string_view flag = take_until(",](?=");
    const bool valid = !flag.empty() && flag.front() != '_' && is_word_character(flag.front());
    if (!valid) fail(start, "expected a USE flag");
    for (size_t i = 0; i < flag.size(); ++i) {
      if (!is_word_character(flag[i]) &&
          std::string_view("+-@").find(flag[i]) == std::string_view::npos)
        fail(start + i, fmt::format("\"{}\" cannot be in a USE flag", flag[i]));
    }
    return flag;
  }

  [[noreturn]] void fail_conditional() const {
    fail(position_, "a conditional USE dependency matches nothing, expected \"flag\" or \"-flag\"");
  }

  std::string_view text_;
  size_t position_ = 0;
  Atom atom_;
  std::map<std::string, std::optional<bool>> fallbacks_;
};

Atom Atom::parse(std::string_view text) {
  return AtomParser(text).parse();
}

} // namespace crossrc::portage
