// crossrc strip ROOT IMAGE (internal): what the hooks call after src_install with the method
// sysroot. Prints the files that were changed, one a line.

#include "base/untrusted.hpp"
#include "commands/commands.hpp"
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

void strip(const Arguments& arguments) {
  for (const auto& file : image::strip_sysroot(arguments.image, arguments.root))
    fmt::print("{}\n", harmless(file.native(), k_longest_name));
}

} // namespace

void declare_strip(CLI::App& app, int& /*status*/) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("ROOT", arguments->root, "the target's root, without a slash at its end")
      ->required();
  app.add_option("IMAGE", arguments->image, "what is about to be installed")->required();
  app.callback([arguments] { strip(*arguments); });
}

} // namespace crossrc::commands
