// libyaml's events (yaml.h), owned, and its errors with a place and a hint.
#pragma once

#include "rules/document.hpp"

#include <string>
#include <string_view>
#include <yaml.h>

namespace crossrc::rules {

/// One event, empty until Events::next() fills it.
class Event {
public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }

  yaml_event_t* get() { return &event_; }
  [[nodiscard]] yaml_event_type_t type() const { return event_.type; }
  [[nodiscard]] const yaml_mark_t& mark() const { return event_.start_mark; }
  /// `x` of `&x` or `*x`, or empty.
  [[nodiscard]] std::string_view anchor() const;
  /// The tag in full, or empty.
  [[nodiscard]] std::string_view tag() const;
  /// Of a scalar.
  [[nodiscard]] std::string_view text() const;
  /// True for a scalar without quotes.
  [[nodiscard]] bool plain() const { return event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE; }

private:
  yaml_event_t event_{};
};

/// The events of a text in UTF-8, which must outlive this.
class Events {
public:
  Events(std::string_view text, std::string file);
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  ~Events() { yaml_parser_delete(&parser_); }

  /// Fills an empty event with the next one. Throws DocumentError for what is no YAML.
  void next(Event& event);

  [[nodiscard]] Place place(const yaml_mark_t& mark) const;

private:
  [[noreturn]] void fail() const;
  [[nodiscard]] std::string describe_context() const;
  [[nodiscard]] Place place_of_byte(size_t offset) const;
  [[nodiscard]] char character_at(const yaml_mark_t& mark) const;

  std::string_view text_;
  std::string file_;
  yaml_parser_t parser_{};
};

} // namespace crossrc::rules
