#include "base/cache.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/ownership.hpp"
#include "base/untrusted.hpp"

#include <fmt/format.h>
#include <functional>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

constexpr std::string_view k_middle = "\n\n";
constexpr std::string_view k_end = "\nend\n"; // a file that was cut short lacks it

/// Two questions may come to one name: the file has the question in it.
std::string name_of(const std::string& question) {
  return fmt::format("{:016x}", std::hash<std::string>{}(question));
}

void make_room(const Directory& directory) {
  const auto names = directory.names();
  if (names.size() < Cache::k_most) return;
  for (const std::string& name : names) directory.remove(name);
}

} // namespace

bool Cache::is_trusted(const fs::path& file) const {
  std::vector<fs::path> there; // as far as it is there
  for (fs::path path = fs::absolute(file); path.has_relative_path(); path = path.parent_path())
    there.push_back(path);
  return find_exposures(there, ::geteuid()).empty();
}

std::optional<std::string> Cache::get(const std::string& question) const {
  const std::string name = name_of(question);
  if (directory_.empty() || !is_trusted(directory_ / name)) return std::nullopt;
  const auto text = read_untrusted(directory_, name, k_largest, Part::head);
  const std::string start = question + std::string(k_middle);
  if (!text || !text->starts_with(start) || !text->ends_with(k_end)) return std::nullopt;
  if (text->size() < start.size() + k_end.size()) return std::nullopt;
  return text->substr(start.size(), text->size() - start.size() - k_end.size());
}

void Cache::put(const std::string& question, std::string_view answer) const {
  const std::string name = name_of(question);
  std::string text = fmt::format("{}{}{}{}", question, k_middle, answer, k_end);
  if (directory_.empty() || text.size() > k_largest || !is_trusted(directory_ / name)) return;
  try {
    std::error_code error;
    fs::create_directories(directory_, error);
    const Directory directory(directory_);
    make_room(directory);
    directory.replace(name, text);
  } catch (const Error&) { // it is asked again
  }
}

} // namespace crossrc
