#include "toolchain/llvm_links.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::toolchain {
namespace {

/// `name` with `to` where `from` stands behind its cpu; nothing where that is not so.
std::optional<std::string> renamed(const std::string& name, const std::string& from,
                                   const std::string& to) {
  const size_t cpu = name.find('-');
  const std::string middle = "-" + from + "-";
  if (cpu == std::string::npos || name.compare(cpu, middle.size(), middle) != 0)
    return std::nullopt;
  return name.substr(0, cpu) + "-" + to + name.substr(cpu + middle.size() - 1);
}

std::set<std::string> names_in(const fs::path& directory) {
  std::error_code error;
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error))
    names.insert(entry.path().filename().string());
  const bool is_absent =
      error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  if (error && !is_absent) throw SystemError("read", directory.string(), error.value());
  return names;
}

/// What a link says; nothing for what is no link or is not there.
std::optional<std::string> link_text(const fs::path& path) {
  std::error_code error;
  const fs::path text = fs::read_symlink(path, error);
  if (error) return std::nullopt;
  return text.string();
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// True for a link of ours, also one to a program that went with its tuple: a dangling one that
/// names the same tool of the same cpu.
bool is_ours(const fs::path& path, const std::string& original) {
  const auto text = link_text(path);
  if (!text || *text == original) return text.has_value();
  const auto tool_of = [](const std::string& name) { return name.substr(name.rfind('-')); };
  const auto cpu_of = [](const std::string& name) { return name.substr(0, name.find('-')); };
  return !is_there(path) && text->find('/') == std::string::npos &&
         text->find('-') != std::string::npos && tool_of(*text) == tool_of(original) &&
         cpu_of(*text) == cpu_of(original);
}

SlotLinks plan_slot(const fs::path& directory, const std::string& builder,
                    const std::string& target, LinkWish wish) {
  SlotLinks links;
  links.directory = directory;
  const std::set<std::string> names = names_in(directory);
  std::set<std::string> staying;
  for (const std::string& name : names) {
    const auto original = renamed(name, target, builder);
    if (!original) continue;
    const bool is_wanted = wish == LinkWish::there && is_there(directory / *original);
    if (!is_ours(directory / name, *original)) {
      if (is_wanted) links.in_the_way.push_back(name);
    } else if (is_wanted && is_there(directory / name)) {
      links.kept.push_back(name);
    } else {
      links.removed.push_back(name);
      continue;
    }
    staying.insert(name);
  }
  for (const std::string& name : names) {
    const auto link = renamed(name, builder, target);
    if (wish == LinkWish::gone || !link || staying.contains(*link)) continue;
    if (is_there(directory / name)) links.made.push_back(*link);
  }
  return links;
}

void make_link(const fs::path& path, const std::string& text) {
  if (::symlink(text.c_str(), path.c_str()) != 0) throw SystemError("symlink", path.string());
}

void remove_link(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw SystemError("unlink", path.string());
}

} // namespace

std::vector<SlotLinks> plan_llvm_links(const fs::path& llvm, const std::string& builder,
                                       const std::string& target, LinkWish wish) {
  std::vector<SlotLinks> plan;
  for (const std::string& slot : names_in(llvm)) {
    if (fs::is_directory(llvm / slot / "bin"))
      plan.push_back(plan_slot(llvm / slot / "bin", builder, target, wish));
  }
  return plan;
}

void carry_out(const std::vector<SlotLinks>& plan, const std::string& builder,
               const std::string& target) {
  for (const SlotLinks& slot : plan) {
    for (const std::string& name : slot.removed) remove_link(slot.directory / name);
    for (const std::string& name : slot.made)
      make_link(slot.directory / name, renamed(name, target, builder).value());
  }
}

} // namespace crossrc::toolchain
