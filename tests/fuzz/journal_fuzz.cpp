// What the processes of one build leave for each other: events, the history, the rerun's file. What
// is read of them is read the same again when it is written anew.
#include "base/error.hpp"
#include "history/build.hpp"
#include "input.hpp"
#include "journal/journal.hpp"
#include "twin/rerun.hpp"

using namespace crossrc;

namespace {

constexpr size_t k_events = 100;

bool equal(const journal::Command& one, const journal::Command& other) {
  return one.tool == other.tool && one.program == other.program && one.started == other.started &&
         one.directory.native() == other.directory.native() && one.argv == other.argv &&
         one.environment == other.environment;
}

std::string written(const std::vector<history::Event>& events) {
  std::string text;
  for (const history::Event& event : events) text += history::encode(event);
  return text;
}

void check_events(std::string_view text) {
  const auto events = history::decode_events(text, k_events);
  const std::string first = written(events);
  fuzz::require(written(history::decode_events(first, k_events)) == first);
}

void check_build(std::string_view line) {
  const auto build = history::from_json(line);
  if (!build) return;
  const std::string first = history::to_json(*build);
  const auto again = history::from_json(first);
  fuzz::require(again && history::to_json(*again) == first);
  fuzz::require(first.find('\n') == std::string::npos);
  history::package_of(*build);
}

void check_journal(std::string_view text, const std::filesystem::path& file) {
  std::vector<journal::Command> commands;
  try {
    replace_file(file, text);
    commands = journal::read(file);
  } catch (const InputError&) {
    return;
  }
  std::filesystem::remove(file);
  journal::Writer writer(file);
  for (const journal::Command& command : commands) writer.append(command);
  const std::vector<journal::Command> again = journal::read(file);
  fuzz::require(std::equal(commands.begin(), commands.end(), again.begin(), again.end(), equal));
}

void check_rerun(std::string_view text, const std::filesystem::path& file) {
  try {
    replace_file(file, text);
    twin::write_rerun(twin::read_rerun(file), file);
  } catch (const InputError&) {
    return;
  }
  const std::string first = read_file(file);
  twin::write_rerun(twin::read_rerun(file), file);
  fuzz::require(read_file(file) == first);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TemporaryDirectory directory("/dev/shm");
  const std::string_view text = fuzz::text(data, size);
  check_events(text);
  check_build(text);
  check_journal(text, directory.path() / "journal");
  check_rerun(text, directory.path() / "rerun");
  return 0;
}
