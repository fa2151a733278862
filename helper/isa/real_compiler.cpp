#include "isa/real_compiler.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/identity.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::isa {
namespace {

using Words = std::vector<std::string>;

constexpr auto k_launchers = std::to_array<std::string_view>(
    {"ccache", "distcc", "icecc", "sccache", "buildcache", "cachepot", "colorgcc", "gomacc"});

/// What a directory of links to a launcher has, whatever else it may have.
constexpr auto k_usual = std::to_array<std::string_view>({"gcc", "cc", "clang", "rustc"});

/// Launchers keep nothing then, and call the compiler here: ccache(1), distcc(1), icecream's
/// README. Compilers say what they say untranslated, and a released rustc tells of unstable
/// features.
constexpr auto k_surroundings = std::to_array<std::string_view>(
    {"CCACHE_DISABLE=1", "DISTCC_DIR=/dev/null", "DISTCC_LOG=/dev/null", "DISTCC_HOSTS=localhost",
     "ICECC=no", "LC_ALL=C", "RUSTC_BOOTSTRAP=1"});

constexpr size_t k_script = 64UL * 1024; // a longer one is no wrapper
constexpr int k_depth = 8;               // launchers that call launchers

bool is_name(std::string_view name) {
  return std::ranges::find(k_launchers, name) != k_launchers.end();
}

/// True for the word of a command that is a launcher, by its name.
bool is_launcher_word(const std::string& word) {
  return is_name(fs::path(word).filename().native());
}

/// A copy, or another name of the same file.
bool is_same_program(const fs::path& one, const fs::path& other) {
  std::error_code error;
  if (fs::equivalent(one, other, error)) return true;
  if (error || fs::file_size(one, error) != fs::file_size(other, error) || error) return false;
  try {
    return read_file(one) == read_file(other);
  } catch (const SystemError&) {
    return false;
  }
}

/// The text of a script, or nothing for another file.
std::optional<std::string> script_text(const fs::path& file) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string text(k_script, '\0');
  const ssize_t length = fd ? ::read(fd.get(), text.data(), text.size()) : -1;
  if (length < 2 || !text.starts_with("#!")) return std::nullopt;
  text.resize(static_cast<size_t>(length));
  return text;
}

/// The position of a launcher's name in a line of a script, as a word or a part of a path.
size_t launcher_in(std::string_view line) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  };
  for (const std::string_view name : k_launchers) {
    for (size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
      const size_t end = at + name.size();
      if ((at == 0 || !is_part(line[at - 1])) && (end == line.size() || !is_part(line[end])))
        return at;
    }
  }
  return std::string::npos;
}

/// The first line of a script, but for comments, that names a launcher.
std::optional<std::string> launching_line(const fs::path& file) {
  const auto text = script_text(file);
  if (!text) return std::nullopt;
  for (const std::string_view line : split(*text, '\n')) {
    if (!trim(line).starts_with('#') && launcher_in(line) != std::string::npos)
      return std::string(trim(line));
  }
  return std::nullopt;
}

/// The words between the launcher and the arguments in a line of a script: `ccache gcc -m32 "$@"`.
/// None where they are not said as they are.
Words words_after_launcher(const std::string& line) {
  Words all = words(line);
  const auto launcher = std::ranges::find_if(all, is_launcher_word);
  if (launcher == all.end()) return {};
  Words result;
  for (auto word = launcher + 1; word != all.end(); ++word) {
    if (*word == "\"$@\"" || *word == "$@" || *word == "${1+\"$@\"}") return result;
    if (word->find_first_of("$`'\"\\;|&<>(){}*?") != std::string::npos) return {};
    result.push_back(*word);
  }
  return {};
}

/// PATH, and which of its programs are launchers.
class Places {
public:
  explicit Places(std::string_view search_path) : search_path_(search_path) {
    for (const std::string_view name : k_launchers) {
      if (auto launcher = find_program(name, search_path))
        launchers_.push_back(*std::move(launcher));
    }
  }

  [[nodiscard]] std::optional<fs::path> find(const std::string& name) const {
    return find_program(name, search_path_);
  }

  [[nodiscard]] std::vector<std::string_view> directories() const {
    return split(search_path_, ':');
  }

  [[nodiscard]] bool is_launcher(const fs::path& file) const {
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    return !error && (is_name(real.filename().native()) ||
                      std::ranges::any_of(launchers_,
                                          [&](const fs::path& launcher) {
                                            return is_same_program(real, launcher);
                                          }) ||
                      launching_line(real).has_value());
  }

  /// The first program called `name` that is no launcher.
  [[nodiscard]] std::optional<fs::path> find_compiler(const std::string& name) const {
    for (const std::string_view directory : directories()) {
      auto found = find_program(name, directory.empty() ? "." : directory);
      if (found && !is_launcher(*found)) return found;
    }
    return std::nullopt;
  }

  /// True for a directory of launchers with compilers' names.
  [[nodiscard]] bool is_masquerade(std::string_view directory, std::string_view compiler) const {
    const auto launches = [&](std::string_view name) {
      const auto found = find_program(name, directory);
      return found && is_launcher(*found);
    };
    return launches(compiler) || std::ranges::any_of(k_usual, launches);
  }

private:
  std::string_view search_path_;
  std::vector<fs::path> launchers_;
};

/// Without the launchers before the compiler, and ccache's settings (`ccache base_dir=/x gcc`).
Words without_launcher_words(Words command) {
  const auto options =
      std::ranges::find_if(command, [](const std::string& word) { return word.starts_with('-'); });
  const auto last = std::find_if(std::reverse_iterator(options), command.rend(), is_launcher_word);
  if (last == command.rend() || last == command.rbegin()) return command;
  auto next = last.base();
  while (next != options && next->find('=') != std::string::npos) ++next;
  if (next != options) command.erase(command.begin(), next);
  return command;
}

/// One step nearer to the compiler; nothing where `command` is the compiler already.
std::optional<Words> step(Words command, const Places& places) {
  Words shorter = without_launcher_words(command);
  if (shorter != command) return shorter;
  const auto program = places.find(command.front());
  if (!program || !places.is_launcher(*program)) return std::nullopt;
  if (const auto found = places.find_compiler(program->filename())) {
    command.front() = found->native();
    return command;
  }
  const auto line = launching_line(*program);
  Words called = line ? words_after_launcher(*line) : Words();
  if (called.empty()) return std::nullopt;
  called.insert(called.end(), command.begin() + 1, command.end());
  return called;
}

Words resolve(Words command, const Places& places) {
  for (int i = 0; i < k_depth && !command.empty(); ++i) {
    auto next = step(command, places);
    if (!next || *next == command) break;
    command = *std::move(next);
  }
  return command;
}

/// PATH for what a compiler calls: no launcher is in it by a compiler's name, but for the directory
/// of the compiler itself.
std::string path_below(const fs::path& compiler, const Places& places) {
  const std::string name = compiler.filename();
  const std::string home = compiler.parent_path();
  Words result;
  for (const std::string_view directory : places.directories()) {
    if (directory == home || directory.empty() || !places.is_masquerade(directory, name))
      result.emplace_back(directory);
  }
  return join(result, ":");
}

/// This environment, or what `options` have in its place, with PATH and k_surroundings.
Words environment_of(const RunOptions& options, const std::string& path) {
  Words result;
  const auto keep = [&](const std::string& variable) {
    const std::string name = variable.substr(0, variable.find('=') + 1);
    const bool is_ours =
        name == "PATH=" || std::ranges::any_of(k_surroundings, [&](std::string_view surrounding) {
          return surrounding.starts_with(name);
        });
    if (!is_ours) result.push_back(variable);
  };
  if (options.environment) {
    for (const std::string& variable : *options.environment) keep(variable);
  } else {
    for (char** variable = environ; *variable != nullptr; ++variable) keep(*variable);
  }
  result.push_back("PATH=" + path);
  result.insert(result.end(), k_surroundings.begin(), k_surroundings.end());
  return result;
}

/// True for sccache by another name, without a way to the compiler: it starts a server.
bool is_sccache(const fs::path& program) {
  std::error_code error;
  if (fs::canonical(program, error).filename() == "sccache") return true;
  const auto line = launching_line(program);
  return line && line->find("sccache") != std::string::npos;
}

/// Whoever Portage's temporary directory belongs to, in a phase: a wrapper that nobody knows keeps
/// what it keeps as the phases' user then, who calls it later. Otherwise us.
Identity asker() {
  const char* directory = std::getenv("T");
  return master_of(directory != nullptr ? directory : "/");
}

RunResult run_as(const Identity& identity, const Words& command, RunOptions options) {
  options.identity = identity;
  return run(command, options);
}

} // namespace

std::vector<std::string> real_compiler(std::vector<std::string> command,
                                       std::string_view search_path) {
  return resolve(std::move(command), Places(search_path));
}

RunResult run_compiler(const std::vector<std::string>& command, RunOptions options) {
  const std::string path = search_path();
  const Places places(path);
  Words real = resolve(command, places);
  const auto program = places.find(real.front());
  if (program && is_sccache(*program)) {
    throw InputError(fmt::format(
        "{}: that is sccache, and PATH has no compiler of this name: name the compiler by its path",
        real.front()));
  }
  if (program) real.front() = program->native();
  options.environment = environment_of(options, path_below(real.front(), places));
  const RunResult result = run_as(asker(), real, options);
  // a compiler that is only root's
  return result.status == 126 || result.status == 127 ? run(real, options) : result;
}

} // namespace crossrc::isa
