#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "root/lasting.hpp"
#include "root/missing.hpp"
#include "root/target_root.hpp"
#include "rules/machines.hpp"

#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

using root::TargetRoot;
using root::User;

struct RootOptions {
  std::string tuple;
  std::string directory;
  bool fstab = false;
  bool unit = false;
  bool json = false;
};

/// Where the builder's own Gentoo is: an offset prefix, or empty.
std::string prefix() {
  return rules::process_variable("EPREFIX").value_or("");
}

/// Says who is in the way; false if there is anybody.
bool is_free(const std::vector<User>& users, const TargetRoot& place, const char* what) {
  constexpr size_t k_shown = 10;
  for (size_t i = 0; i < users.size() && i < k_shown; ++i)
    print_error("crossrc: process {} ({}): {}\n", users[i].process, users[i].name, users[i].reason);
  if (users.size() > k_shown) print_error("crossrc: and {} more\n", users.size() - k_shown);
  if (!users.empty()) print_error("crossrc: \"{}\" is not {}\n", place.path().string(), what);
  return users.empty();
}

/// What is still to be written to make the mount last, as asked for.
std::vector<root::Change> changes_for(const RootOptions& options, const TargetRoot& place) {
  std::vector<root::Change> changes;
  const auto add = [&](std::optional<root::Change> change) {
    if (change) changes.push_back(*std::move(change));
  };
  const fs::path directory = fs::weakly_canonical(options.directory);
  if (options.fstab) add(root::fstab_change(directory, place.path()));
  if (options.unit) add(root::unit_change(directory, place.path()));
  return changes;
}

void make_lasting(const std::vector<root::Change>& changes) {
  for (const root::Change& change : changes) {
    root::apply(change);
    print_out("{}: written{}\n", change.file.string(),
              change.line.empty() ? "" : ": " + change.line);
  }
}

ExitStatus mount(const RootOptions& options) {
  const TargetRoot place(prefix(), options.tuple);
  if (!place.mounted()) {
    const bool is_built = !is_free(root::builders_of(place.category()), place, "mounted");
    if (is_built || !is_free(root::users_of(place.path()), place, "mounted")) return ExitStatus::no;
  }
  const auto changes = changes_for(options, place);
  const bool done = place.mount(options.directory);
  root::remember_mount(place.path(), fs::canonical(options.directory));
  print_out("{}: {}mounted from {}\n", place.path().string(), done ? "" : "already ",
            options.directory);
  make_lasting(changes);
  return ExitStatus::done;
}

ExitStatus umount(const RootOptions& options) {
  const TargetRoot place(prefix(), options.tuple);
  if (place.mounted() && !is_free(root::users_of(place.path()), place, "unmounted"))
    return ExitStatus::no;
  const bool done = place.umount();
  root::remember_umount(place.path());
  print_out("{}: {}\n", place.path().string(), done ? "unmounted" : "not mounted");
  for (const fs::path& file : root::undo(place.path()))
    print_out("{}: no longer mounts it\n", file.string());
  return ExitStatus::done;
}

ordered_json to_json(const std::vector<User>& users) {
  ordered_json list = ordered_json::array();
  for (const User& user : users)
    list.push_back({{"process", user.process}, {"name", user.name}, {"reason", user.reason}});
  return list;
}

/// True if the place is mounted, from the directory where one is given.
bool is_as_asked(const TargetRoot& place, const RootOptions& options) {
  return place.mounted().has_value() &&
         (options.directory.empty() || root::is_same_directory(place.path(), options.directory));
}

ExitStatus status(const RootOptions& options) {
  const TargetRoot place(prefix(), options.tuple);
  const auto mounted = place.mounted();
  const auto users = mounted ? root::users_of(place.path()) : std::vector<User>();
  const auto builders = root::builders_of(place.category());
  const auto missing = root::find_missing_mount({prefix(), options.tuple, place.path()});
  const std::string remedy = missing ? root::remedy_of(*missing) : "";
  if (options.json) {
    const ordered_json answer{{"path", place.path().string()},
                              {"mounted", mounted.has_value()},
                              {"from", mounted ? root::describe(*mounted) : ""},
                              {"remedy", remedy},
                              {"users", to_json(users)},
                              {"builders", to_json(builders)}};
    print_object(answer);
  } else {
    print_out("{}: {}\n", place.path().string(),
              mounted ? "mounted from " + root::describe(*mounted) : "not mounted");
    if (missing) print_out("  {}\n", root::text_of(*missing));
    for (const auto* list : {&users, &builders}) {
      for (const User& user : *list)
        print_out("  process {} ({}): {}\n", user.process, user.name, user.reason);
    }
  }
  return is_as_asked(place, options) ? ExitStatus::done : ExitStatus::no;
}

CLI::App* add(CLI::App& app, const char* name, const char* summary,
              const std::shared_ptr<RootOptions>& options, int& result,
              ExitStatus (*act)(const RootOptions& options)) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->add_option("TUPLE", options->tuple, "the target's tuple")->required();
  command->callback([options, &result, act] { result = static_cast<int>(act(*options)); });
  return command;
}

} // namespace

void declare_root(CLI::App& app, int& result) {
  app.require_subcommand(1);
  const auto options = std::make_shared<RootOptions>();
  CLI::App* made =
      add(app, "mount", "bind the target's root to /usr/TUPLE", options, result, mount);
  made->add_option("DIR", options->directory, "where the target's root is kept")->required();
  made->add_flag("--fstab", options->fstab, "add a line to /etc/fstab, so that it lasts");
  made->add_flag("--unit", options->unit, "write a mount unit of systemd, so that it lasts");
  add(app, "umount", "take it away from there", options, result, umount);
  CLI::App* shown =
      add(app, "status", "tell what is there, and who uses it", options, result, status);
  shown->add_option("DIR", options->directory, "answer no if another one is mounted");
  shown->add_flag("--json", options->json, "print JSON");
}

} // namespace crossrc::commands
