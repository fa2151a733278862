#include "pkgconfig/question.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::pkgconfig {
namespace {

/// Two spellings of one directory come out equal: packages write "ROOT//usr".
fs::path normal(std::string_view directory) {
  std::string path = fs::path(directory).lexically_normal().native();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool is_of_build(const fs::path& directory, const Question& question) {
  return !question.build_directory.empty() && is_below(directory, normal(question.build_directory));
}

bool is_of_root(const fs::path& directory, const Question& question) {
  return !is_of_build(directory, question) && is_below(directory, normal(question.root));
}

/// The parts of a search path; PKG_CONFIG_PATH="dir:${PKG_CONFIG_PATH}" leaves empty ones.
std::vector<std::string> directories(std::string_view search_path) {
  std::vector<std::string> result;
  for (const std::string_view part : split(search_path, ':'))
    if (!part.empty()) result.emplace_back(part);
  return result;
}

std::string value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? "" : found->second;
}

void put(Variables& variables, const char* name, const std::vector<std::string>& parts) {
  if (parts.empty())
    variables.erase(name);
  else
    variables[name] = join(parts, ":");
}

void leave_names(Variables& variables, const Question& question) {
  std::vector<std::string> parts = directories(value_of(variables, "PATH"));
  std::erase_if(parts, [&](const std::string& part) { return part == question.names; });
  put(variables, "PATH", parts);
}

void direct_to_builder(Variables& variables, const Question& question) {
  for (const char* name : {"PKG_CONFIG_LIBDIR", "PKG_CONFIG_PATH", "PKG_CONFIG_SYSROOT_DIR",
                           "PKG_CONFIG_SYSTEM_INCLUDE_PATH", "PKG_CONFIG_SYSTEM_LIBRARY_PATH"}) {
    std::vector<std::string> parts = directories(value_of(variables, name));
    std::erase_if(parts,
                  [&](const std::string& part) { return is_of_root(normal(part), question); });
    put(variables, name, parts);
  }
}

/// Where `directory` is looked for: what is neither the build's nor below the root is meant to be
/// the target's of that name.
std::string on_target(const std::string& directory, const Question& question) {
  const fs::path path = normal(directory);
  if (path.is_relative() || is_of_build(path, question) || is_of_root(path, question))
    return directory;
  return question.root + path.native();
}

void search_target(Variables& variables, const char* name, const Question& question) {
  std::vector<std::string> parts = directories(value_of(variables, name));
  for (std::string& part : parts) part = on_target(part, question);
  std::erase_if(parts, [](const std::string& part) {
    std::error_code ignored;
    return !fs::is_directory(part, ignored);
  });
  put(variables, name, parts);
}

void direct_to_target(Variables& variables, const Question& question) {
  search_target(variables, "PKG_CONFIG_LIBDIR", question);
  search_target(variables, "PKG_CONFIG_PATH", question);
  variables.try_emplace("PKG_CONFIG_LIBDIR", question.search_path);
  variables.try_emplace("PKG_CONFIG_SYSROOT_DIR", question.root);
  variables.try_emplace("PKG_CONFIG_FDO_SYSROOT_RULES", "1");
  variables.try_emplace("REAL_PKG_CONFIG", question.builders);
  variables.try_emplace("SYSROOT", question.root);
  variables.try_emplace("ESYSROOT", question.root + question.prefix);
  if (!question.build_directory.empty())
    variables.try_emplace("WORKDIR", question.build_directory + "/work");
}

} // namespace

void direct(Variables& variables, const Question& question) {
  leave_names(variables, question);
  if (question.side == Side::builder)
    direct_to_builder(variables, question);
  else
    direct_to_target(variables, question);
}

bool may_name_build(const Variables& variables, const std::vector<std::string>& arguments,
                    const Question& question) {
  if (question.build_directory.empty() || question.side == Side::builder) return false;
  const auto is_file = [](const std::string& argument) { return argument.ends_with(".pc"); };
  if (std::ranges::any_of(arguments, is_file)) return true;
  const auto is_own = [&](const std::string& directory) {
    const fs::path path = normal(directory);
    return path.is_relative() || is_of_build(path, question);
  };
  return std::ranges::any_of(directories(value_of(variables, "PKG_CONFIG_PATH")), is_own) ||
         std::ranges::any_of(directories(value_of(variables, "PKG_CONFIG_LIBDIR")), is_own);
}

std::string without_sysroot_before_build(std::string_view answer, const std::string& sysroot,
                                         const std::string& build_directory) {
  if (normal(sysroot) == "/" || sysroot.empty()) return std::string(answer);
  const std::string both = sysroot + build_directory;
  std::string result;
  for (size_t at = 0; (at = answer.find(both)) != std::string_view::npos;) {
    result += answer.substr(0, at);
    answer.remove_prefix(at + sysroot.size());
    result += answer.substr(0, build_directory.size());
    answer.remove_prefix(build_directory.size());
  }
  return result += answer;
}

std::string script(const Question& question, const fs::path& helper) {
  const std::string side = question.side == Side::builder ? "builder" : "target";
  std::string text = "#!/bin/sh\nexec " + shell_quote(helper.native());
  for (const std::string& word :
       {side, question.root, question.prefix, question.search_path, question.build_directory,
        question.names, question.builders, question.program})
    text += " " + shell_quote(word);
  return text + " \"$@\"\n";
}

Question question_of(const std::vector<std::string>& words) {
  const bool is_side = !words.empty() && (words.front() == "builder" || words.front() == "target");
  if (words.size() != k_words || !is_side)
    throw InputError("crossrc-pkg-config: expected to be called by a script of crossrc's plan");
  return {words[0] == "builder" ? Side::builder : Side::target,
          words[1],
          words[2],
          words[3],
          words[4],
          words[5],
          words[6],
          words[7]};
}

} // namespace crossrc::pkgconfig
