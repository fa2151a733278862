// The journal, which the build's own user may write to: what is read of it is read the same again
// when it is written anew.
#include "base/error.hpp"
#include "input.hpp"
#include "journal/journal.hpp"

using namespace crossrc;

namespace {

bool equal(const journal::Command& one, const journal::Command& other) {
  return one.tool == other.tool && one.program == other.program && one.started == other.started &&
         one.directory.native() == other.directory.native() && one.argv == other.argv &&
         one.environment == other.environment;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TemporaryDirectory directory("/dev/shm");
  const std::filesystem::path file = directory.path() / "journal";
  std::vector<journal::Command> commands;
  try {
    replace_file(file, fuzz::text(data, size));
    commands = journal::read(file);
  } catch (const InputError&) {
    return 0;
  }
  std::filesystem::remove(file);
  journal::Writer writer(file);
  for (const journal::Command& command : commands) writer.append(command);
  const std::vector<journal::Command> again = journal::read(file);
  fuzz::require(std::equal(commands.begin(), commands.end(), again.begin(), again.end(), equal));
  return 0;
}
