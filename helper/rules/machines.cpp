#include "rules/machines.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/real_compiler.hpp"

#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

// What Gentoo's eclasses fall back to when they cross build (toolchain-funcs.eclass, tc-env_build).
constexpr std::string_view k_safe_flags = "-O1 -pipe";

std::string gcc_tuple(const Lookup& lookup) {
  const auto gcc = find_program("gcc", lookup("PATH").value_or(""));
  if (!gcc) return {};
  const RunResult result = isa::run_compiler({gcc->string(), "-dumpmachine"});
  const std::string tuple(trim(result.output));
  const bool is_word = tuple.find_first_of(" \t\n") == std::string::npos;
  return result.status == 0 && is_word ? tuple : std::string();
}

std::string value_or(const Setting<std::string>& setting, std::string_view otherwise) {
  return setting ? setting->value : std::string(otherwise);
}

} // namespace

std::optional<std::string> process_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

Builder find_builder(const BuilderKeys& keys, const Lookup& lookup) {
  Builder builder;
  builder.chost = keys.chost ? keys.chost->value : gcc_tuple(lookup);
  builder.root = value_or(keys.root, "/");
  builder.cflags = value_or(keys.cflags, k_safe_flags);
  builder.cxxflags = value_or(keys.cxxflags, builder.cflags);
  builder.ldflags = value_or(keys.ldflags, "");
  return builder;
}

Target find_target(const TargetKeys& keys, const Lookup& lookup) {
  Target target;
  target.chost = keys.chost ? keys.chost->value : lookup("CHOST").value_or("");
  const std::string root = lookup("ROOT").value_or("");
  if (keys.root) {
    target.root = keys.root->value;
  } else if (!root.empty() && normal_root(root) != "/") {
    target.root = fs::path(root).lexically_normal().string();
    if (target.root.ends_with('/')) target.root.pop_back();
  } else if (!target.chost.empty()) {
    target.root = "/usr/" + target.chost;
  }
  return target;
}

std::string normal_root(const std::string& path) {
  if (path.empty()) return "/";
  std::error_code ignored;
  fs::path result = fs::weakly_canonical(path, ignored);
  if (ignored || result.empty()) result = fs::path(path).lexically_normal();
  std::string text = result.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

} // namespace crossrc::rules
