#include "rules/report.hpp"

#include <algorithm>
#include <string_view>

namespace crossrc::rules {

std::string Finding::text() const {
  const std::string where = place.file.empty() ? "" : place.text() + ": ";
  return where + (severity == Severity::warning ? "warning: " : "") + message;
}

namespace {

/// Editors and web pages put them where YAML has its own.
bool has_curly_quote(std::string_view text) {
  constexpr std::array<std::string_view, 5> k_quotes{"“", "”", "„", "‘", "’"};
  return std::any_of(k_quotes.begin(), k_quotes.end(), [&](std::string_view quote) {
    return text.find(quote) != std::string_view::npos;
  });
}

} // namespace

void Report::error(Place place, std::string message) {
  if (has_curly_quote(message)) message += "; the quotes of YAML are \" and ', not those of a book";
  add(Severity::error, std::move(place), std::move(message));
}

void Report::warning(Place place, std::string message) {
  add(Severity::warning, std::move(place), std::move(message));
}

void Report::add(Severity severity, Place place, std::string message) {
  ++counts_[static_cast<size_t>(severity)];
  findings_.push_back({severity, std::move(place), std::move(message)});
}

} // namespace crossrc::rules
