// crossrc file get|put FILE (internal): a file in a directory of the build's, where others can put
// links and pipes, as the hooks read it to standard output, or write standard input to it. Nothing
// to write takes it away. crossrc file show: standard input as a terminal can take it.

#include "base/file.hpp"
#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"

#include <memory>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

constexpr size_t k_largest = size_t{16} << 20U; // bytes: a plan holds whole variables

void get(const fs::path& file) {
  const Directory directory(file.parent_path());
  const auto content = read_untrusted(directory, file.filename(), k_largest, Part::head);
  write_all(STDOUT_FILENO, content.value_or(""), "standard output");
}

void put(const fs::path& file) {
  const std::string content = read_all(STDIN_FILENO, "standard input");
  const auto [above, name] = Directory::of(file.parent_path());
  if (!content.empty() && !above.status(name)) above.make(name);
  const Directory directory = above.below(name);
  if (content.empty())
    directory.remove(file.filename());
  else
    directory.replace(file.filename(), content);
}

void show() {
  print_out("{}", read_all(STDIN_FILENO, "standard input"));
}

} // namespace

void declare_file(CLI::App& app, int& /*status*/) {
  app.require_subcommand(1);
  const auto file = std::make_shared<std::string>();
  const auto declare = [&](const char* name, const char* summary, void (*action)(const fs::path&)) {
    CLI::App* command = app.add_subcommand(name, summary);
    command->add_option("FILE", *file, "the file")->required();
    command->callback([file, action] { action(*file); });
  };
  declare("get", "print it", get);
  declare("put", "write standard input to it", put);
  app.add_subcommand("show", "print standard input without control characters")->callback(show);
}

} // namespace crossrc::commands
