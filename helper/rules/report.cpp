#include "rules/report.hpp"

namespace crossrc::rules {

std::string Finding::text() const {
  return place.text() + (severity == Severity::warning ? ": warning: " : ": ") + message;
}

void Report::error(Place place, std::string message) {
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
