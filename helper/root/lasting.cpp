#include "root/lasting.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "root/mounts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::root {
namespace {

constexpr const char* k_fstab = "/etc/fstab";
constexpr const char* k_units = "/etc/systemd/system";
constexpr const char* k_wants = "local-fs.target.wants";
constexpr std::string_view k_option = "x-crossrc.root";
constexpr std::string_view k_mark =
    "# Written by crossrc root mount; crossrc root umount removes it.\n";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_graphic(char c) {
  return c > ' ' && c < '\x7f';
}

/// As fstab(5) has white space and backslashes; a bare # would begin a comment.
std::string escaped(const fs::path& path) {
  std::string result;
  for (const char c : path.string()) {
    const bool is_plain =
        (is_graphic(c) || static_cast<signed char>(c) < 0) && c != '\\' && c != '#';
    result += is_plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return result;
}

/// The fields of a line, none of a comment.
std::vector<std::string> fields_of(std::string_view line) {
  auto fields = words(line);
  if (!fields.empty() && fields.front().starts_with('#')) fields.clear();
  return fields;
}

bool is_for(const std::vector<std::string>& fields, const fs::path& place) {
  return fields.size() >= 2 &&
         fs::path(unescaped(fields[1]) + "/").lexically_normal() == (place / "").lexically_normal();
}

bool is_ours(const std::vector<std::string>& fields) {
  if (fields.size() < 4) return false;
  const auto options = split(fields[3], ',');
  return std::find(options.begin(), options.end(), k_option) != options.end();
}

fs::path unit_file(const fs::path& place) {
  return fs::path(k_units) / unit_name(place);
}

void enable(const Directory& units, const std::string& name) {
  if (!units.status(k_wants)) units.make(k_wants);
  const Directory wants = units.below(k_wants);
  if (wants.status(name)) return;
  if (::symlinkat(("../" + name).c_str(), wants.fd(), name.c_str()) != 0)
    throw SystemError("link", wants.path_of(name));
}

bool undo_fstab(const fs::path& place) {
  const auto content = without_mount(read_file_if_exists(k_fstab).value_or(""), place);
  if (content) apply({k_fstab, *content});
  return content.has_value();
}

bool undo_unit(const fs::path& place) {
  const std::string name = unit_name(place);
  if (!read_file_if_exists(unit_file(place)).value_or("").starts_with(k_mark)) return false;
  const Directory units{fs::path(k_units)};
  if (units.status(k_wants)) units.below(k_wants).remove(name);
  if (!units.remove(name)) throw SystemError("remove", units.path_of(name));
  return true;
}

} // namespace

std::string fstab_line(const fs::path& directory, const fs::path& place) {
  return fmt::format("{} {} none bind,{} 0 0", escaped(directory), escaped(place), k_option);
}

std::optional<std::string> with_mount(std::string_view fstab, const fs::path& directory,
                                      const fs::path& place) {
  const std::string line = fstab_line(directory, place);
  for (const std::string_view other : split(fstab, '\n')) {
    const auto fields = fields_of(other);
    if (!is_for(fields, place)) continue;
    if (fields == words(line)) return std::nullopt;
    throw InputError(fmt::format("\"{}\" has a line for \"{}\" already: {}", k_fstab,
                                 place.string(), trim(other)));
  }
  const bool is_open = !fstab.empty() && !fstab.ends_with('\n');
  return fmt::format("{}{}{}\n", fstab, is_open ? "\n" : "", line);
}

std::optional<std::string> without_mount(std::string_view fstab, const fs::path& place) {
  std::string kept;
  for (size_t start = 0; start < fstab.size();) {
    const size_t end = std::min(fstab.find('\n', start), fstab.size() - 1) + 1;
    const std::string_view line = fstab.substr(start, end - start);
    const auto fields = fields_of(line);
    if (!is_for(fields, place) || !is_ours(fields)) kept += line;
    start = end;
  }
  return kept == fstab ? std::nullopt : std::optional(kept);
}

std::string unit_name(const fs::path& place) {
  std::string name;
  for (const char c : place.lexically_normal().relative_path().string()) {
    const bool is_plain =
        is_letter_or_digit(c) || c == '_' || c == ':' || (c == '.' && !name.empty());
    if (c == '/') {
      name += '-';
    } else {
      name +=
          is_plain ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return name + ".mount";
}

std::string unit_text(const fs::path& directory, const fs::path& place) {
  for (const char c : directory.string() + place.string()) {
    if (!is_graphic(c) || c == '\\' || c == '"' || c == '\'' || c == '%')
      throw InputError(fmt::format("\"{}\": expected a path of plain characters for a unit; "
                                   "--fstab takes any",
                                   directory.string()));
  }
  return fmt::format("{0}[Unit]\nDescription=The root of a target of crossrc\n"
                     "RequiresMountsFor={1}\n\n"
                     "[Mount]\nWhat={1}\nWhere={2}\nType=none\nOptions=bind\n\n"
                     "[Install]\nWantedBy=local-fs.target\n",
                     k_mark, directory.string(), place.string());
}

std::optional<Change> fstab_change(const fs::path& directory, const fs::path& place) {
  auto content = with_mount(read_file_if_exists(k_fstab).value_or(""), directory, place);
  if (!content) return std::nullopt;
  return Change{k_fstab, *std::move(content), fstab_line(directory, place)};
}

std::optional<Change> unit_change(const fs::path& directory, const fs::path& place) {
  const fs::path file = unit_file(place);
  const std::string text = unit_text(directory, place);
  if (!fs::is_directory(k_units))
    throw InputError(
        fmt::format("\"{}\" is not there: no systemd reads a unit; try: --fstab", k_units));
  const auto old = read_file_if_exists(file);
  if (old && *old != text)
    throw InputError(fmt::format("\"{}\" is there already, with other content", file.string()));
  const bool is_enabled = fs::is_symlink(fs::path(k_units) / k_wants / file.filename());
  if (old && is_enabled) return std::nullopt;
  return Change{file, text, {}, true};
}

void apply(const Change& change) {
  const auto [directory, name] = Directory::of(change.file);
  directory.replace(name, change.content);
  if (change.is_unit) enable(directory, name);
}

std::vector<fs::path> undo(const fs::path& place) {
  std::vector<fs::path> files;
  if (undo_fstab(place)) files.emplace_back(k_fstab);
  if (undo_unit(place)) files.push_back(unit_file(place));
  return files;
}

} // namespace crossrc::root
