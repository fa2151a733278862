#include "history/event.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace crossrc::history {
namespace {

constexpr size_t k_fields = 8;
constexpr size_t k_longest = 1000;
constexpr std::array<std::string_view, 4> k_outcomes{"rerun", "foreseen", "refused", "told"};

std::optional<Outcome> outcome_of(std::string_view name) {
  const auto found = std::find(k_outcomes.begin(), k_outcomes.end(), name);
  if (found == k_outcomes.end()) return std::nullopt;
  return static_cast<Outcome>(found - k_outcomes.begin());
}

double seconds_of(std::string_view text) {
  double seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::isfinite(seconds) && seconds >= 0 ? seconds : 0;
}

Event event_of(Outcome outcome, const std::vector<std::string_view>& fields, size_t first) {
  const auto text = [&](size_t i) { return harmless(fields[first + i], k_longest); };
  return {outcome, text(1), text(2), text(3), text(4), seconds_of(fields[first + 5]),
          text(6), text(7)};
}

} // namespace

std::string_view name_of(Outcome outcome) {
  return k_outcomes[static_cast<size_t>(outcome)];
}

std::string encode(const Event& event) {
  std::string text;
  for (std::string field :
       {std::string(name_of(event.outcome)), event.program, event.place, event.instruction,
        event.extension, fmt::format("{:.3f}", event.seconds), event.reason, event.advice}) {
    std::erase(field, '\0');
    text += field + '\0';
  }
  return text;
}

std::vector<Event> decode_events(std::string_view text, size_t limit) {
  const auto fields = split(text, '\0');
  std::vector<Event> events;
  for (size_t first = 0; first + k_fields < fields.size() && events.size() < limit;
       first += k_fields) {
    const auto outcome = outcome_of(fields[first]);
    if (!outcome) break;
    events.push_back(event_of(*outcome, fields, first));
  }
  return events;
}

} // namespace crossrc::history
