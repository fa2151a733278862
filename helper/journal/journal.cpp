#include "journal/journal.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace crossrc::journal {
namespace {

constexpr std::string_view k_heading = "crossrc journal 2\n";
constexpr size_t k_length_bytes = 4;

void add(std::string& record, std::string_view text) {
  record += text;
  record += '\0';
}

std::string encode(const Command& command) {
  std::string record(k_length_bytes, '\0');
  add(record, std::to_string(static_cast<int>(command.tool)));
  add(record, std::to_string(command.started));
  add(record, command.program);
  add(record, command.directory.native());
  add(record, std::to_string(command.argv.size()));
  for (const std::string& word : command.argv) add(record, word);
  for (const std::string& variable : command.environment) add(record, variable);
  const size_t length = record.size() - k_length_bytes;
  for (size_t i = 0; i < k_length_bytes; ++i) record[i] = static_cast<char>(length >> (8 * i));
  return record;
}

size_t decode_length(std::string_view bytes) {
  size_t length = 0;
  for (size_t i = 0; i < k_length_bytes; ++i) {
    length |= static_cast<size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return length;
}

/// A pipe in its place would stop whoever opens it.
void expect_regular(const std::filesystem::path& file) {
  std::error_code error;
  const auto type = std::filesystem::status(file, error).type();
  if (type == std::filesystem::file_type::regular ||
      type == std::filesystem::file_type::not_found) {
    return;
  }
  throw InputError(fmt::format("{}: no journal: expected a regular file", file.native()));
}

/// Takes the strings of one record one by one.
class Fields {
public:
  Fields(std::string_view record, std::string place) : rest_(record), place_(std::move(place)) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::string next() {
    const size_t end = rest_.find('\0');
    if (end == std::string_view::npos) fail("a string that ends in NUL");
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return field;
  }

  size_t next_number(size_t limit) {
    const std::string text = next();
    size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > limit) {
      fail(fmt::format("a number up to {}", limit));
    }
    return number;
  }

private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw InputError(fmt::format("{}: damaged journal: expected {}", place_, expected));
  }

  std::string_view rest_;
  std::string place_;
};

Command decode(std::string_view record, const std::string& place) {
  Fields fields(record, place);
  Command command;
  command.tool = static_cast<Tool>(fields.next_number(static_cast<size_t>(Tool::launcher)));
  command.started = static_cast<int64_t>(fields.next_number(std::numeric_limits<int64_t>::max()));
  command.program = fields.next();
  command.directory = fields.next();
  const size_t count = fields.next_number(record.size());
  for (size_t i = 0; i < count; ++i) command.argv.push_back(fields.next());
  while (!fields.at_end()) command.environment.push_back(fields.next());
  return command;
}

} // namespace

Writer::Writer(const std::filesystem::path& file)
    : file_(file), fd_(open_file(file, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK, 0644)) {
  if (::lseek(fd_.get(), 0, SEEK_END) == 0) write_all(fd_.get(), k_heading, file.native());
}

void Writer::append(const Command& command) {
  const std::string record = encode(command);
  const ssize_t written = ::write(fd_.get(), record.data(), record.size());
  if (written == static_cast<ssize_t>(record.size())) return;
  const int reason = written < 0 ? errno : ENOSPC;
  // Half a record would hide all that come after it.
  if (written > 0)
    static_cast<void>(::ftruncate(fd_.get(), ::lseek(fd_.get(), 0, SEEK_CUR) - written));
  throw SystemError("write", file_.native(), reason);
}

std::vector<Command> read(const std::filesystem::path& file) {
  expect_regular(file);
  const std::string content = read_file_if_exists(file).value_or("");
  std::vector<Command> commands;
  if (content.empty()) return commands;
  if (!content.starts_with(k_heading)) {
    throw InputError(fmt::format("{}: no journal: expected \"crossrc journal 2\" in its first line",
                                 file.native()));
  }
  std::string_view rest = std::string_view(content).substr(k_heading.size());
  while (rest.size() >= k_length_bytes) {
    const size_t length = decode_length(rest);
    if (length > rest.size() - k_length_bytes) break;
    const size_t offset = content.size() - rest.size();
    commands.push_back(decode(rest.substr(k_length_bytes, length),
                              fmt::format("{}: offset {}", file.native(), offset)));
    rest.remove_prefix(k_length_bytes + length);
  }
  return commands;
}

} // namespace crossrc::journal
