#include "base/error.hpp"

#include <cstring>
#include <fmt/format.h>

namespace crossrc {

std::string Place::text() const {
  if (line == 0) return file;
  if (column == 0) return fmt::format("{}:{}", file, line);
  return fmt::format("{}:{}:{}", file, line, column);
}

InputError::InputError(const Place& place, std::string_view message)
    : Error(fmt::format("{}: {}", place.text(), message)) {}

SystemError::SystemError(std::string_view call, std::string_view object, int error_number)
    : Error(object.empty()
                ? fmt::format("{}: {}", call, std::strerror(error_number))
                : fmt::format("{} \"{}\": {}", call, object, std::strerror(error_number))),
      error_number_(error_number) {}

} // namespace crossrc
