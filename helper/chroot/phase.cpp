#include "chroot/phase.hpp"

#include "base/file.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "chroot/builder.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::chroot {
namespace {

struct Named {
  const char* name;
  bool writable;
};

constexpr Named k_directories[] = {
    {"PORTAGE_BUILDDIR", true},  {"PORTAGE_ACTUAL_DISTDIR", true},
    {"PORTAGE_BIN_PATH", false}, {"PORTAGE_PYM_PATH", false},
    {"CCACHE_DIR", true},
};

/// The directories in `location = DIR` lines of repos.conf's form.
std::vector<fs::path> locations(const std::string& repositories) {
  std::vector<fs::path> found;
  for (const std::string_view line : split(repositories, '\n')) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "location") continue;
    found.emplace_back(trim(line.substr(equals + 1)));
  }
  return found;
}

/// Distfiles that lie elsewhere: DISTDIR has links to those of PORTAGE_RO_DISTDIRS (make.conf(5)).
std::vector<Share> linked_distfiles(const Lookup& lookup) {
  std::vector<Share> shares;
  std::error_code error;
  const fs::path own = fs::canonical(lookup("PORTAGE_ACTUAL_DISTDIR").value_or(""), error);
  for (const auto& entry : fs::directory_iterator(lookup("DISTDIR").value_or(""), error)) {
    const fs::path file = fs::canonical(entry.path(), error);
    if (!error && !own.empty() && !is_below(file, own)) shares.push_back({file, false});
  }
  return shares;
}

/// The command that runs `program` inside, quoted, with a space at its end.
std::string words_inside(const fs::path& program) {
  std::error_code error;
  const fs::path file = fs::canonical(program, error);
  const std::string name = std::string(k_builder) + program.native();
  std::string words;
  for (const std::string& word : Builder().command_inside(error ? program : file, {name}).argv) {
    words += shell_quote(word) + " ";
  }
  return words;
}

} // namespace

std::vector<Share> phase_shares(const Lookup& lookup, const fs::path& data) {
  std::vector<Share> shares{{data, false}};
  for (const Named& directory : k_directories) {
    const auto value = lookup(directory.name);
    if (value && value->starts_with('/')) shares.push_back({*value, directory.writable});
  }
  if (const auto bashrc = lookup("PORTAGE_BASHRC"); bashrc && bashrc->starts_with('/')) {
    shares.push_back({fs::path(*bashrc).parent_path(), false});
  }
  for (const auto& more : {linked_distfiles(lookup), repository_shares(lookup)})
    shares.insert(shares.end(), more.begin(), more.end());
  return shares;
}

std::vector<Share> repository_shares(const Lookup& lookup) {
  std::vector<Share> shares;
  for (const fs::path& location : locations(lookup("PORTAGE_REPOSITORIES").value_or(""))) {
    if (location.is_absolute()) shares.push_back({location, false});
  }
  return shares;
}

std::vector<std::pair<std::string, std::string>> phase_variables(const Lookup& lookup) {
  const std::string prefix = lookup("EPREFIX").value_or("");
  // From EAPI 7 on without the slash at the end, so that "/" is nothing (PMS, "ROOT").
  const std::string slash = lookup("ROOT").value_or("").ends_with('/') ? "/" : "";
  return {{"ROOT", slash},
          {"SYSROOT", slash},
          {"EROOT", prefix + slash},
          {"ESYSROOT", prefix + slash},
          {"BROOT", prefix + slash},
          {"PORTAGE_CONFIGROOT", "/"},
          {"PORTAGE_PYTHON", std::string(k_python)}};
}

bool assigns(const std::string& source, const std::string& name) {
  const std::string assignment = name + "=";
  return source.starts_with(assignment) || source.find("\n" + assignment) != std::string::npos;
}

std::string source_inside(const std::string& source, const Lookup& lookup) {
  std::string result = source;
  for (const auto& [name, value] : phase_variables(lookup)) {
    if (assigns(source, name)) result += name + "=" + shell_quote(value) + "\n";
  }
  return result;
}

std::string program_script(const fs::path& program) {
  return fmt::format("#!/bin/sh\nexec {}\"$@\"\n", words_inside(program));
}

std::string python_script(const std::string& python, const fs::path& root) {
  return fmt::format(R"(#!/bin/sh
previous=
for word do
  shift
  case $previous:${{word%/}} in has_version: | best_version:) word={}/ ;; esac
  set -- "$@" "$word"
  previous=$word
done
exec {}"$@"
)",
                     shell_quote(root.native()), words_inside(python));
}

} // namespace crossrc::chroot
