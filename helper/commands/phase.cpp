// crossrc phase (internal): what the hooks ask where a phase begins and where the plan's phases
// end. The words of CROSSRC_PLAN, now=NAME=VALUE of each of its `names` that is set, and those of a
// look before as saved=NAME=VALUE, unless --saved names the file that Portage has them in. Prints a
// NUL, which ends what loaders may have said, and words that each end in one:
//   export=NAME=VALUE, unset=NAME   what the hook does
//   ewarn=TEXT                      what it says
//   plan=WORD                       all words of CROSSRC_PLAN from here on
//   watch=                          this phase is to be watched
//   end=                            that was all of it

#include "rules/phase.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "commands/commands.hpp"
#include "history/history.hpp"
#include "portage/saved_environment.hpp"

#include <fmt/format.h>
#include <memory>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

struct PhaseArguments {
  std::string phase;
  std::string saved;
  bool leave = false;
  bool decided = false;
  std::vector<std::string> words;
};

constexpr size_t k_largest_environment = size_t{64} << 20U;

/// Takes `word` where it is PREFIX NAME=VALUE.
bool read_value(const std::string& word, std::string_view prefix, rules::Values& values) {
  if (!word.starts_with(prefix)) return false;
  const size_t equals = word.find('=', prefix.size());
  if (equals != std::string::npos)
    values[word.substr(prefix.size(), equals - prefix.size())] = word.substr(equals + 1);
  return true;
}

/// The values of the words; the others, which are the plan's, stay.
rules::Moment take_moment(PhaseArguments& arguments) {
  rules::Moment moment;
  std::erase_if(arguments.words, [&](const std::string& word) {
    return read_value(word, "now=", moment.now) || read_value(word, "saved=", moment.saved);
  });
  if (arguments.leave) moment.saved = moment.now; // right behind the ebuild's own functions
  std::error_code error;
  if (arguments.saved.empty() || fs::file_size(arguments.saved, error) > k_largest_environment)
    return moment;
  moment.saved = portage::saved_variables(read_file_if_exists(arguments.saved).value_or(""));
  return moment;
}

void print(std::string_view kind, const std::string& text) {
  fmt::print("{}={}{}", kind, text, '\0');
}

std::vector<rules::Assignment> change(rules::CarriedPlan& plan, const PhaseArguments& arguments,
                                      const rules::Moment& moment, const fs::path& cache) {
  if (arguments.leave) return rules::leave_phases(plan, moment);
  try {
    return rules::enter_phase(plan, arguments.phase, moment, cache);
  } catch (const InputError& error) {
    print("ewarn", fmt::format("crossrc: isa: {}", error.what()));
    return {};
  }
}

void phase(PhaseArguments& arguments) {
  fmt::print("{}", '\0');
  const rules::Moment moment = take_moment(arguments);
  const fs::path cache = history::cache_directory() / "isa";
  rules::CarriedPlan plan = rules::read_carried(arguments.words);
  const auto assignments = change(plan, arguments, moment, cache);
  for (const rules::Assignment& assignment : assignments) {
    if (assignment.value)
      print("export", assignment.name + "=" + *assignment.value);
    else
      print("unset", assignment.name);
  }
  for (const std::string& word : rules::words_of(plan)) print("plan", word);
  if (!arguments.leave && !arguments.decided &&
      rules::is_watched(plan, arguments.phase, moment, assignments, cache))
    print("watch", "");
  print("end", "");
}

} // namespace

void declare_phase(CLI::App& app, int& /*status*/) {
  const auto arguments = std::make_shared<PhaseArguments>();
  app.add_option("--saved", arguments->saved, "Portage's saved environment")->type_name("FILE");
  app.add_flag("--leave", arguments->leave, "the phases of the plan are over");
  app.add_flag("--decided", arguments->decided, "whether the phase is watched was asked before");
  app.add_option("PHASE", arguments->phase, "the phase")->required();
  app.add_option("WORD", arguments->words, "the words of the plan, and values");
  app.prefix_command(false);
  app.callback([arguments] { phase(*arguments); });
}

} // namespace crossrc::commands
