#include "isa/archive.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <array>
#include <charconv>
#include <fcntl.h>

namespace crossrc::isa {
namespace {

constexpr std::string_view k_magic = "!<arch>\n";
constexpr std::string_view k_thin_magic = "!<thin>\n";
constexpr size_t k_header = 60;
constexpr size_t k_name = 16;
constexpr size_t k_size_at = 48;
constexpr size_t k_size_length = 10;

std::optional<size_t> number(std::string_view text) {
  text = trim(text);
  size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

/// A name of the table of long ones, which ends in "/\n".
std::string long_name(std::string_view table, size_t at) {
  if (at >= table.size()) return "";
  const std::string_view rest = table.substr(at);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  return std::string(line.ends_with('/') ? line.substr(0, line.size() - 1) : line);
}

bool is_symbol_table(std::string_view name) {
  return name == "/" || name == "/SYM64/" || name.starts_with("__.SYMDEF");
}

std::string_view magic_of(const std::filesystem::path& path, std::array<char, 8>& buffer) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file || ::read(file.get(), buffer.data(), buffer.size()) != 8) return {};
  return {buffer.data(), buffer.size()};
}

} // namespace

std::optional<Archive> Archive::open(const std::filesystem::path& path) {
  std::array<char, 8> buffer{};
  const std::string_view magic = magic_of(path, buffer);
  if (magic != k_magic && magic != k_thin_magic) return std::nullopt;
  try {
    return Archive(read_file(path), magic == k_thin_magic);
  } catch (const SystemError&) {
    return std::nullopt;
  }
}

Archive::Archive(std::string content, bool is_thin)
    : content_(std::move(content)), is_thin_(is_thin) {
  read_members();
}

void Archive::read_members() {
  const std::string_view all = content_;
  std::string_view names;
  size_t at = k_magic.size();
  while (at + k_header <= all.size()) {
    const std::string_view field = trim(all.substr(at, k_name));
    const auto size = number(all.substr(at + k_size_at, k_size_length));
    if (!size) return;
    at += k_header;
    const bool is_table = is_symbol_table(field) || field == "//";
    const size_t stored = is_thin_ && !is_table ? 0 : *size;
    if (stored > all.size() - at) return;
    const std::string_view data = all.substr(at, stored);
    at += stored + stored % 2;
    if (field == "//") names = data;
    if (is_table) continue;
    ArchiveMember member;
    size_t inside = 0; // BSD's way: the name comes first in the data
    if (field.starts_with("#1/")) {
      inside = std::min(number(field.substr(3)).value_or(0), data.size());
      member.name = std::string(data.substr(0, inside).substr(0, data.find('\0')));
    } else if (field.starts_with('/')) {
      member.name = long_name(names, number(field.substr(1)).value_or(names.size()));
    } else {
      member.name = std::string(field.substr(0, field.rfind('/')));
    }
    member.bytes = {reinterpret_cast<const uint8_t*>(data.data()) + inside, data.size() - inside};
    members_.push_back(std::move(member));
  }
}

} // namespace crossrc::isa
