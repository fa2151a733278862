#include "doctor/hook.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <regex>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

/// What of a line is for bash: without a comment that begins it, or the space around.
std::string_view command_in(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') ? std::string_view() : line;
}

/// The end of a compound command, or one that does nothing.
bool does_nothing(std::string_view command) {
  constexpr std::array<std::string_view, 7> k_words{"", "fi", "}", ":", "true", "esac", "done"};
  while (command.ends_with(';')) command.remove_suffix(1);
  return std::find(k_words.begin(), k_words.end(), command) != k_words.end();
}

bool is_ours(const fs::path& file) {
  std::error_code ignored;
  return file.parent_path().filename() == "crossrc" ||
         fs::exists(file.parent_path() / "hook.bash", ignored);
}

/// The hook's file that a line sources; nothing where it does not.
std::optional<fs::path> sourced_by(std::string_view line) {
  static const std::regex sourcing(
      R"((^|[;&|{\s])(source|\.)\s+["']?([^\s"';&|]*/bashrc)(?=[\s"';&|}]|$))");
  const std::string text(command_in(line));
  for (std::sregex_iterator match(text.begin(), text.end(), sourcing), end; match != end; ++match) {
    std::string file = (*match)[3].str();
    for (const std::string prefix : {"${EPREFIX}", "$EPREFIX"}) {
      if (file.starts_with(prefix)) file.erase(0, prefix.size());
    }
    if (is_ours(file)) return file;
  }
  return std::nullopt;
}

/// As `make install` writes it into crossrc_helper (hooks/hook.bash).
fs::path helper_of(const fs::path& hook) {
  static const std::regex call(R"(\n\s*(?:exec )?'([^']*/crossrc)' "\$@")");
  const auto text = read_file_if_exists(hook.parent_path() / "hook.bash");
  std::smatch match;
  if (!text || !std::regex_search(*text, match, call)) return {};
  return match[1].str();
}

void read_bashrc(const std::string& text, Hook& hook) {
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (const auto file = sourced_by(line)) {
      hook.lines.push_back(number);
      hook.source = *file;
      hook.behind.clear();
    } else if (!hook.lines.empty() && !does_nothing(command_in(line))) {
      hook.behind.push_back(number);
    }
  }
}

/// Files that a bashrc sources which dispatches to a directory, in their order.
std::vector<fs::path> dispatched_by(const std::string& bashrc, const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  if (bashrc.find(directory.filename().native()) == std::string::npos) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The line may stand in a file that bashrc sources: then that is the file it is about.
void read_files(Hook& hook) {
  const std::string bashrc = read_file_if_exists(hook.bashrc).value_or("");
  read_bashrc(bashrc, hook);
  if (!hook.source.empty()) return;
  for (const fs::path& file : dispatched_by(bashrc, hook.bashrc.native() + ".d")) {
    read_bashrc(read_file_if_exists(file).value_or(""), hook);
    if (hook.source.empty()) continue;
    hook.bashrc = file;
    return;
  }
}

} // namespace

Hook find_hook(const fs::path& config_root) {
  Hook hook;
  hook.bashrc = config_root / "etc/portage/bashrc";
  try {
    read_files(hook);
    hook.there = !hook.source.empty() && read_file_if_exists(hook.source).has_value();
    if (hook.there) hook.helper = helper_of(hook.source);
  } catch (const SystemError& error) {
    if (error.error_number() != EACCES) throw;
    hook.readable = false;
  }
  return hook;
}

} // namespace crossrc::doctor
