// crossrc strip ROOT IMAGE (internal): what the hooks call after src_install with the method
// sysroot; crossrc strip --names DIRECTORY IMAGE: with pkg-config's names in DIRECTORY. Prints the
// files that were changed, one a line, and of each that could not be why.

#include "base/error.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "image/sysroot.hpp"
#include "rules/machines.hpp"

#include <fmt/format.h>
#include <memory>

namespace crossrc::commands {
namespace {

constexpr size_t k_longest_name = 1000;

struct Arguments {
  bool names = false;
  std::string root; ///< or the directory of the names
  std::string image;
};

/// PATH as it is without crossrc.
std::string path_without(const std::string& directory) {
  std::string result;
  const std::string path = rules::process_variable("PATH").value_or("");
  for (const std::string_view element : split(path, ':')) {
    if (element == directory) continue;
    if (!result.empty()) result += ':';
    result += element;
  }
  return result;
}

/// Where each program of the directory is without crossrc. What nobody has by that name is
/// `build-pkg-config`: the builder's.
std::map<std::string, std::string> places_of(const std::string& directory) {
  const std::string path = path_without(directory);
  std::map<std::string, std::string> places;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    auto place = find_program(name, path);
    if (!place) place = find_program("pkg-config", path);
    places[name] = place.value_or("pkg-config");
  }
  return places;
}

image::Stripped change(const Arguments& arguments) {
  if (!arguments.names) return image::strip_sysroot(arguments.image, arguments.root);
  return image::rename_programs(arguments.image, arguments.root, places_of(arguments.root));
}

ExitStatus strip(const Arguments& arguments) {
  const image::Stripped stripped = change(arguments);
  for (const auto& file : stripped.changed)
    print_out("{}\n", harmless(file.native(), k_longest_name));
  for (const image::Unchanged& file : stripped.failed)
    print_error("crossrc: \"{}\" may still say {}{}: {}\n",
                harmless(file.name.native(), k_longest_name),
                arguments.names ? "" : "--sysroot=", arguments.root, file.reason);
  return stripped.failed.empty() ? ExitStatus::done : ExitStatus::no;
}

} // namespace

void declare_strip(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_flag("--names", arguments->names, "ROOT is the directory of pkg-config's names");
  app.add_option("ROOT", arguments->root, "the target's root, without a slash at its end")
      ->required();
  app.add_option("IMAGE", arguments->image, "what is about to be installed")->required();
  app.callback([arguments, &status] { status = static_cast<int>(strip(*arguments)); });
}

} // namespace crossrc::commands
