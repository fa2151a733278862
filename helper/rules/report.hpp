// What was found while rules files were read: all of it, not just the first.
#pragma once

#include "base/error.hpp"

#include <array>
#include <string>
#include <vector>

namespace crossrc::rules {

enum class Severity {
  error,  ///< the file must not be used
  warning ///< it says something that can have no effect
};

struct Finding {
  Severity severity = Severity::error;
  Place place;
  std::string message;

  /// `place: message`, with the severity between them unless it is an error.
  [[nodiscard]] std::string text() const;
};

class Report {
public:
  void error(Place place, std::string message);
  void warning(Place place, std::string message);

  /// In the order in which they were found.
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] size_t count(Severity severity) const {
    return counts_[static_cast<size_t>(severity)];
  }
  [[nodiscard]] bool valid() const { return count(Severity::error) == 0; }

private:
  void add(Severity severity, Place place, std::string message);

  std::array<size_t, 2> counts_{};
  std::vector<Finding> findings_;
};

} // namespace crossrc::rules
