#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc::portage {

/// A package version by the Package Manager Specification (PMS 3.2, compared by 3.3):
/// numbers with dots, one letter, suffixes _alpha _beta _pre _rc _p, revision -rN.
class Version {
public:
  /// Nothing where `text` is no version (PMS 3.2), so also for an empty one.
  static std::optional<Version> parse(std::string_view text);

  /// The version as it was written, revision included.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// As written, without the revision.
  [[nodiscard]] std::string_view without_revision() const;

  /// The order of PMS 3.3. Two spellings may be equal (1.0 and 1.0-r0) without being the same text.
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return std::is_eq(*this <=> other); }

private:
  explicit Version(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

} // namespace crossrc::portage
