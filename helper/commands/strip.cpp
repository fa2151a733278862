// crossrc strip ROOT IMAGE (internal): what the hooks call after src_install with the method
// sysroot. Prints the files that were changed, one a line, and of each that could not be why.

#include "base/error.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "image/sysroot.hpp"

#include <fmt/format.h>
#include <memory>

namespace crossrc::commands {
namespace {

constexpr size_t k_longest_name = 1000;

struct Arguments {
  std::string root;
  std::string image;
};

ExitStatus strip(const Arguments& arguments) {
  const image::Stripped stripped = image::strip_sysroot(arguments.image, arguments.root);
  for (const auto& file : stripped.changed)
    print_out("{}\n", harmless(file.native(), k_longest_name));
  for (const image::Unchanged& file : stripped.failed)
    print_error("crossrc: \"{}\" may still say --sysroot={}: {}\n",
                harmless(file.name.native(), k_longest_name), arguments.root, file.reason);
  return stripped.failed.empty() ? ExitStatus::done : ExitStatus::no;
}

} // namespace

void declare_strip(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("ROOT", arguments->root, "the target's root, without a slash at its end")
      ->required();
  app.add_option("IMAGE", arguments->image, "what is about to be installed")->required();
  app.callback([arguments, &status] { status = static_cast<int>(strip(*arguments)); });
}

} // namespace crossrc::commands
