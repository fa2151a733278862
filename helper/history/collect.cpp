#include "history/collect.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <algorithm>
#include <charconv>

namespace fs = std::filesystem;

namespace crossrc::history {
namespace {

constexpr size_t k_largest_counts = 100;
constexpr size_t k_largest_events = size_t{1} << 20U;
constexpr size_t k_most_events = 10'000;
constexpr int64_t k_most_programs = 999'999'999;

void keep(const Event& event, std::vector<Event>& events) {
  const auto is_alike = [&](const Event& other) {
    return other.program == event.program && other.reason == event.reason;
  };
  if (events.size() < k_most_kept && std::none_of(events.begin(), events.end(), is_alike))
    events.push_back(event);
}

} // namespace

std::optional<int64_t> number_in(std::string_view text, int64_t largest) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!is_number || value < 0 || value > largest) return std::nullopt;
  return value;
}

bool read_counts(const fs::path& temporary, Build& build) {
  const auto text = read_untrusted(temporary, "crossrc/counts", k_largest_counts, Part::head);
  const auto parts = words(text.value_or(""));
  if (parts.size() != 3) return false;
  const auto ran = number_in(parts[0], k_most_programs);
  const auto trapped = number_in(parts[1], k_most_programs);
  const auto rerun = number_in(parts[2], k_most_programs);
  if (!ran || !trapped || !rerun) return false;
  build.ran = static_cast<uint64_t>(*ran);
  build.trapped = static_cast<uint64_t>(*trapped);
  build.rerun = static_cast<uint64_t>(*rerun);
  return true;
}

void read_events(const fs::path& temporary, Build& build) {
  const auto text = read_untrusted(temporary, "crossrc/events", k_largest_events, Part::head);
  for (const Event& event : decode_events(text.value_or(""), k_most_events)) {
    const bool has_twin = event.outcome == Outcome::rerun || event.outcome == Outcome::foreseen;
    keep(event, has_twin ? build.twins : build.refusals);
  }
}

} // namespace crossrc::history
