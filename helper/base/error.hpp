// The one family of errors. Domain code throws; commands/commands.cpp is the only place that
// prints one and turns it into an exit status.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crossrc {

/// Exit statuses that every command shares (crossrc(1), EXIT STATUS).
enum class ExitStatus : int { done = 0, no = 1, bad_input = 2 };

/// Where in a user's file something stands. Lines and columns count from 1; 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  /// `file:line:column`, without the parts that are unknown.
  [[nodiscard]] std::string text() const;
};

/// Anything that keeps a command from doing what it was asked for. The text is a lowercase
/// sentence without a full stop that names the value in double quotes.
class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// What the user wrote is wrong: names the place or the argument and says what was expected.
class InputError : public Error {
public:
  explicit InputError(const std::string& message) : Error(message) {}
  InputError(const Place& place, std::string_view message);
};

/// A system call failed: names the call, its object and the errno.
class SystemError : public Error {
public:
  SystemError(std::string_view call, std::string_view object, int error_number = errno);

  [[nodiscard]] int error_number() const { return error_number_; }

private:
  int error_number_;
};

} // namespace crossrc
