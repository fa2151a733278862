#include "portage/version.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crossrc::portage {
namespace {

/// The parts of a version's text, each without what introduces it; suffixes as in "rc1_p".
struct Parts {
  std::string_view numbers;
  std::string_view letter;
  std::string_view suffixes;
  std::string_view revision;
};

constexpr std::array<std::pair<std::string_view, int>, 5> k_suffixes{
    {{"alpha", -4}, {"beta", -3}, {"pre", -2}, {"rc", -1}, {"p", 0}}};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads a text from left to right; every take returns an empty view where nothing fits.
class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string_view take_digits() {
    return take(std::find_if_not(rest().begin(), rest().end(), is_digit) - rest().begin());
  }

  std::string_view take_letter() {
    return take(!rest().empty() && rest().front() >= 'a' && rest().front() <= 'z' ? 1 : 0);
  }

  bool skip(std::string_view what) {
    if (!rest().starts_with(what)) return false;
    position_ += what.size();
    return true;
  }

  bool skip_suffix_name() {
    return std::any_of(k_suffixes.begin(), k_suffixes.end(),
                       [this](const auto& suffix) { return skip(suffix.first); });
  }

  [[nodiscard]] size_t position() const { return position_; }
  [[nodiscard]] std::string_view since(size_t start) const {
    return text_.substr(start, position_ - start);
  }
  [[nodiscard]] bool at_end() const { return rest().empty(); }

private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

  std::string_view take(std::ptrdiff_t count) {
    const size_t start = position_;
    position_ += static_cast<size_t>(count);
    return since(start);
  }

  std::string_view text_;
  size_t position_ = 0;
};

std::optional<Parts> take_apart(std::string_view text) {
  Reader reader(text);
  Parts parts;
  do {
    if (reader.take_digits().empty()) return std::nullopt;
    parts.numbers = reader.since(0);
  } while (reader.skip("."));
  parts.letter = reader.take_letter();
  const size_t suffixes = reader.position() + 1;
  while (reader.skip("_")) {
    if (!reader.skip_suffix_name()) return std::nullopt;
    reader.take_digits();
  }
  if (reader.position() > suffixes) parts.suffixes = reader.since(suffixes);
  if (reader.skip("-r")) {
    parts.revision = reader.take_digits();
    if (parts.revision.empty()) return std::nullopt;
  }
  if (!reader.at_end()) return std::nullopt;
  return parts;
}

/// Takes the text up to `separator`, or all of it, from the front of `rest`.
std::string_view take_part(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// Numbers stay text: they may have more digits than any integer type.
std::strong_ordering compare_integers(std::string_view left, std::string_view right) {
  left.remove_prefix(std::min(left.find_first_not_of('0'), left.size()));
  right.remove_prefix(std::min(right.find_first_not_of('0'), right.size()));
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left <=> right;
}

/// PMS algorithm 3.3: a component with a leading zero is a decimal fraction.
std::strong_ordering compare_components(std::string_view left, std::string_view right) {
  if (!left.starts_with('0') && !right.starts_with('0')) return compare_integers(left, right);
  left = left.substr(0, left.find_last_not_of('0') + 1);
  right = right.substr(0, right.find_last_not_of('0') + 1);
  return left <=> right;
}

/// PMS algorithm 3.2.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
  auto order = compare_integers(take_part(left, '.'), take_part(right, '.'));
  while (std::is_eq(order) && !left.empty() && !right.empty()) {
    order = compare_components(take_part(left, '.'), take_part(right, '.'));
  }
  if (std::is_neq(order)) return order;
  return !left.empty() <=> !right.empty();
}

struct Suffix {
  int rank = 0; ///< no suffix ranks as _p but goes before it: 1_rc < 1 < 1_p
  bool present = false;
  std::string_view number;
};

Suffix take_suffix(std::string_view& rest) {
  if (rest.empty()) return {};
  const std::string_view part = take_part(rest, '_');
  const std::string_view name = part.substr(0, part.find_first_of("0123456789"));
  const auto* const known = std::find_if(k_suffixes.begin(), k_suffixes.end(),
                                         [&](const auto& row) { return row.first == name; });
  return {known->second, true, part.substr(name.size())};
}

/// PMS algorithms 3.5 and 3.6.
std::strong_ordering compare_suffixes(std::string_view left, std::string_view right) {
  while (!left.empty() || !right.empty()) {
    const Suffix a = take_suffix(left);
    const Suffix b = take_suffix(right);
    if (a.rank != b.rank) return a.rank <=> b.rank;
    if (a.present != b.present) return a.present <=> b.present;
    const auto order = compare_integers(a.number, b.number);
    if (std::is_neq(order)) return order;
  }
  return std::strong_ordering::equal;
}

} // namespace

std::optional<Version> Version::parse(std::string_view text) {
  if (!take_apart(text)) return std::nullopt;
  return Version(std::string(text));
}

std::string_view Version::without_revision() const {
  return std::string_view(text_).substr(0, text_.find('-'));
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  const Parts left = *take_apart(text_);
  const Parts right = *take_apart(other.text_);
  auto order = compare_numbers(left.numbers, right.numbers);
  if (std::is_eq(order)) order = left.letter <=> right.letter;
  if (std::is_eq(order)) order = compare_suffixes(left.suffixes, right.suffixes);
  if (std::is_eq(order)) order = compare_integers(left.revision, right.revision);
  return order;
}

} // namespace crossrc::portage
