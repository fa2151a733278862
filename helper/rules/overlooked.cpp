#include "rules/overlooked.hpp"

#include "base/shell.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

bool has_rules(const std::string& root) {
  std::error_code error;
  const fs::path config = fs::path(root) / "etc/portage";
  const fs::path more = config / "crossrc.d";
  return fs::exists(config / "crossrc.yaml", error) ||
         (fs::is_directory(more, error) && !fs::is_empty(more, error));
}

std::string export_roots(const std::string& root) {
  return fmt::format("export ROOT={0} SYSROOT={0} PORTAGE_CONFIGROOT={0}", shell_quote(root));
}

std::string move(const fs::path& from, const fs::path& to) {
  return fmt::format("mv {} {}", shell_quote(from.string()), shell_quote(to.string()));
}

/// For the builder's own packages nothing is to be said, unless they are configured by the target.
Overlooked for_builder(const Sources& sources, const Roots& roots) {
  const std::string config = normal_root(roots.config_root.string());
  if (config == normal_root(roots.builder) || sources.user.empty()) return {};
  return {fmt::format("PORTAGE_CONFIGROOT is \"{}\", which has rules, and ROOT is \"/\": what is "
                      "built is for the builder, and crossrc does nothing",
                      config),
          export_roots(config)};
}

} // namespace

Roots roots_in(const Lookup& lookup, const fs::path& config_root, const Rules& rules,
               const std::string& otherwise) {
  const auto normal = [&](const char* name, const std::string& unset) {
    return normal_root(lookup(name).value_or(unset));
  };
  Roots roots{config_root, normal("ROOT", otherwise), normal("SYSROOT", otherwise), {}};
  roots.builder = rules.builder.root ? rules.builder.root->value : normal("EPREFIX", "/");
  return roots;
}

std::string text_of(const Overlooked& overlooked) {
  return fmt::format("{}; try: {}", overlooked.message, overlooked.remedy);
}

std::optional<Overlooked> no_plan(const Sources& sources, const Target& target,
                                  const Roots& roots) {
  if (roots.root == "/" && roots.sysroot == "/") return for_builder(sources, roots);
  const std::string config = normal_root(roots.config_root.string());
  if (sources.user.empty()) {
    if (roots.root == config || !has_rules(roots.root)) return Overlooked{};
    return Overlooked{fmt::format("\"{0}\" has rules, and they are not read: PORTAGE_CONFIGROOT is "
                                  "\"{1}\", and ROOT \"{0}\"",
                                  roots.root, config),
                      export_roots(roots.root)};
  }
  const std::string root = target.root.empty() ? "" : normal_root(target.root);
  if (!root.empty() && (roots.root == root || roots.sysroot == root)) return std::nullopt;
  return Overlooked{fmt::format("the rules of \"{}\" are for the root \"{}\", and ROOT is \"{}\": "
                                "crossrc does nothing for what is built",
                                config, root, roots.root),
                    root.empty() ? "crossrc init" : export_roots(root)};
}

std::vector<Overlooked> unread_rules(const Sources& sources, const Roots& roots) {
  std::vector<Overlooked> found;
  for (const fs::path& file : sources.unread) {
    const bool is_own = file.parent_path().filename() != "crossrc.d";
    const fs::path right = is_own ? file.parent_path() / "crossrc.yaml"
                                  : file.parent_path() / (file.stem().string() + ".yaml");
    found.push_back({fmt::format("\"{}\" is not read: {}", file.string(),
                                 is_own ? "the rules are those of crossrc.yaml and crossrc.d"
                                        : "of crossrc.d, what ends in .yaml is"),
                     move(file, right)});
  }
  const std::string config = normal_root(roots.config_root.string());
  const fs::path builders = fs::path(roots.builder) / "etc/portage/crossrc.yaml";
  std::error_code error;
  if (config != normal_root(roots.builder) && fs::exists(builders, error))
    found.push_back(
        {fmt::format("\"{}\" is not read: the rules for packages that are configured in "
                     "\"{}\" are below that",
                     builders.string(), config),
         move(builders, fs::path(config) / "etc/portage/crossrc.d/10-moved.yaml")});
  return found;
}

} // namespace crossrc::rules
