// What commands say: names, messages and values in it may be of anybody's, so all of it is
// printable().
#pragma once

#include "base/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>
#include <utility>

namespace crossrc::commands {

/// To standard output.
template <class... Values>
void print_out(fmt::format_string<Values...> format, Values&&... values) {
  fmt::print("{}", printable(fmt::format(format, std::forward<Values>(values)...)));
}

/// To standard error.
template <class... Values>
void print_error(fmt::format_string<Values...> format, Values&&... values) {
  fmt::print(stderr, "{}", printable(fmt::format(format, std::forward<Values>(values)...)));
}

/// To standard output, in ASCII: what is no ASCII is escaped, and reads as it was.
void print_object(const nlohmann::ordered_json& object);

} // namespace crossrc::commands
