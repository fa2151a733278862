#include "doctor/repos_conf.hpp"

#include "base/file.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <regex>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

/// The files of a repos.conf in the order in which Portage reads them.
std::vector<fs::path> files_of(const fs::path& repos_conf) {
  std::error_code error;
  if (!fs::is_directory(repos_conf, error)) return {repos_conf};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(repos_conf, error))
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

bool has_section(const fs::path& file, const std::string& section) {
  const std::string text = read_file_if_exists(file).value_or("");
  return std::ranges::any_of(
      split(text, '\n'), [&](std::string_view line) { return trim(line) == "[" + section + "]"; });
}

/// `[section] in "FILE"`, of the file that has it, else of one that could.
std::string place_of(const std::string& section, const fs::path& repos_conf) {
  const std::vector<fs::path> files = files_of(repos_conf);
  const auto found =
      std::ranges::find_if(files, [&](const fs::path& file) { return has_section(file, section); });
  std::error_code error;
  fs::path file =
      fs::is_directory(repos_conf, error) ? repos_conf / (section + ".conf") : repos_conf;
  if (found != files.end()) file = *found;
  return fmt::format("[{}] in \"{}\"", section, file.string());
}

using Parts = std::vector<std::string>;

std::string give_location(const Parts& of, const fs::path& repos_conf) {
  return fmt::format(
      "write \"location = DIRECTORY\", the one that has its profiles/repo_name, below {}",
      place_of(of[0], repos_conf));
}

std::string give_name(const Parts& of, const fs::path& /*repos_conf*/) {
  return fmt::format("printf '%s\\n' {} > {}", shell_quote(of[0]), shell_quote(of[1]));
}

std::string use_name(const Parts& of, const fs::path& repos_conf) {
  return fmt::format("write [{}] instead of {}", of[1], place_of(of[0], repos_conf));
}

std::string add_master(const Parts& of, const fs::path& repos_conf) {
  return fmt::format("write {} with its location, or take {} from masters in \"{}\"",
                     place_of(of[0], repos_conf), of[0], of[1]);
}

std::string mend_syntax(const Parts& /*of*/, const fs::path& repos_conf) {
  return fmt::format(
      "write this line as portage(5) has it: all of \"{}\" counts for nothing until then",
      repos_conf.string());
}

/// What Portage says (lib/portage/repository/config.py, RepoConfigLoader), with its parts.
struct Complaint {
  const char* words;
  std::string (*remedy)(const Parts& of, const fs::path& repos_conf);
};

constexpr auto k_complaints = std::to_array<Complaint>({
    {"Section '(.*)' in repos.conf is missing location attribute", give_location},
    {"Section '(.*)' in repos.conf has location attribute set to nonexistent directory: '(.*)'",
     give_location},
    {"Section '(.*)' in repos.conf refers to repository without repository name set in '(.*)'",
     give_name},
    {"Section '(.*)' in repos.conf has name different from repository name '(.*)' set inside "
     "repository",
     use_name},
    {"Unavailable repository '(.*)' referenced by masters entry in '(.*)'", add_master},
    {"Error while reading repo config file: .*", mend_syntax},
});

/// Lines of output without `!!! `; what the parser says of a file is on the line behind.
std::vector<std::string> lines_of(std::string_view said) {
  std::vector<std::string> lines;
  for (std::string_view line : split(said, '\n')) {
    if (line.starts_with("!!! ")) line.remove_prefix(4);
    if (line.starts_with("file: '") && !lines.empty()) {
      lines.back() += " " + std::string(line);
    } else {
      lines.emplace_back(line);
    }
  }
  return lines;
}

std::vector<Refusal> refusals_in(const std::string& line, const fs::path& repos_conf) {
  for (const Complaint& complaint : k_complaints) {
    std::smatch match;
    if (!std::regex_match(line, match, std::regex(complaint.words))) continue;
    const Parts parts(match.begin() + 1, match.end());
    return {{line, complaint.remedy(parts, repos_conf)}};
  }
  return {};
}

bool has_main_repo(std::string_view repositories) {
  return std::ranges::any_of(split(repositories, '\n'), [](std::string_view line) {
    return words(line.substr(0, line.find('='))) == std::vector<std::string>{"main-repo"};
  });
}

} // namespace

std::vector<Refusal> refusals(std::string_view said, std::string_view repositories,
                              const fs::path& repos_conf) {
  std::vector<Refusal> found;
  for (const std::string& line : lines_of(said)) {
    for (Refusal& refusal : refusals_in(line, repos_conf)) {
      const auto is_it = [&](const Refusal& other) { return other.message == refusal.message; };
      if (std::ranges::none_of(found, is_it)) found.push_back(std::move(refusal));
    }
  }
  if (found.empty() && repositories.starts_with("[DEFAULT]") && !has_main_repo(repositories)) {
    found.push_back(
        {fmt::format("\"{}\" has no main-repo, or one that is none of its sections",
                     repos_conf.string()),
         fmt::format("write \"main-repo = gentoo\", or what the section of the main repository is "
                     "called, below {}",
                     place_of("DEFAULT", repos_conf))});
  }
  return found;
}

} // namespace crossrc::doctor
