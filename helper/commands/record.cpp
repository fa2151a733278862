// crossrc record OUTCOME -- WORD... (internal): what the hooks call at the end of a build. The
// words are those of CROSSRC_PLAN. Puts the build into the history, and prints what is to be said
// of it: lines `FUNCTION TEXT` with the function of Portage that says it.

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "diagnosis/diagnose.hpp"
#include "history/collect.hpp"
#include "history/history.hpp"
#include "rules/machines.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

using history::Build;
using history::Event;
using history::Outcome;

constexpr size_t k_longest_word = 1000;

struct Arguments {
  std::string outcome;
  std::vector<std::string> words;
};

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int64_t now() {
  return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
}

/// The value of the first word `NAME=VALUE`: unprivileged phases had the plan in their hands.
std::string word_of(const Arguments& arguments, std::string_view name) {
  for (const std::string& word : arguments.words) {
    if (word.starts_with(name) && word[name.size()] == '=')
      return harmless(std::string_view(word).substr(name.size() + 1), k_longest_word);
  }
  return {};
}

Build read_build(const Arguments& arguments) {
  Build build;
  build.package = variable("CATEGORY") + "/" + variable("PF");
  build.root = variable("ROOT");
  build.config_root = variable("PORTAGE_CONFIGROOT");
  build.target = word_of(arguments, "target");
  build.method = word_of(arguments, "method");
  build.trap = word_of(arguments, "trap");
  build.built = arguments.outcome == "built";
  const int64_t end = now();
  build.began = history::number_in(word_of(arguments, "began"), end).value_or(end);
  build.seconds = end - build.began;
  return build;
}

std::string plural(uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void say(const char* function, const std::string& text) {
  print_out("{} crossrc: {}\n", function, text);
}

/// What happened as planned is told once; elog repeats it where instructions were in the way.
void print_summary(const Build& build, bool counted) {
  std::string text = "method " + build.method;
  if (counted)
    text += fmt::format(", {}, {} trapped, {}", plural(build.ran, "program ran", "programs ran"),
                        build.trapped, plural(build.rerun, "was rerun", "were rerun"));
  say(build.trapped > 0 ? "elog" : "einfo", text);
}

std::string describe(const Event& event) {
  std::string text = fmt::format("\"{}\"", event.program);
  if (!event.instruction.empty())
    text += fmt::format(": {} needs {}", event.instruction, event.extension);
  if (!event.place.empty()) text += fmt::format(" (at {})", event.place);
  if (!event.reason.empty()) text += "; not rerun: " + event.reason;
  if (!event.advice.empty()) text += "; try: " + event.advice;
  return text;
}

void print_refusals(const Build& build, const fs::path& temporary) {
  const char* function = build.built ? "ewarn" : "eerror";
  for (const Event& event : build.refusals) {
    if (event.outcome == Outcome::refused || !build.built) say(function, describe(event));
  }
  if (build.refusals.size() == history::k_most_kept)
    say(function, "more in " + (temporary / "crossrc/failures").string());
}

/// Commands that compiled for the CPU of this machine; the phases' supervisors noted them.
void print_own_cpu(const fs::path& temporary) {
  constexpr size_t k_largest = size_t{1} << 20U;
  constexpr size_t k_shown = 3;
  const std::string text =
      read_untrusted(temporary, "crossrc/own-cpu", k_largest, Part::head).value_or("");
  std::vector<std::string_view> lines = split(text, '\n');
  std::erase(lines, "");
  if (lines.empty()) return;
  say("ewarn", fmt::format("{} for the CPU of this machine, not of a named one: what {} made for "
                           "the target may not run there",
                           plural(lines.size(), "command compiled", "commands compiled"),
                           lines.size() == 1 ? "it" : "they"));
  for (size_t i = 0; i < std::min(k_shown, lines.size()); ++i)
    say("ewarn", "    " + harmless(lines[i], k_longest_word));
  say("ewarn", "name the target's CPU in these flags; where the package's own files have them, it "
               "may have an option against that, else a rule's env can set another");
}

/// What cannot be found out is no reason to say nothing else.
void diagnose(Build& build, bool watched) {
  try {
    diagnosis::diagnose(build, watched, history::History(history::cache_directory()),
                        rules::process_variable);
  } catch (const Error& error) {
    say("einfo", fmt::format("no advice: {}", error.what()));
  }
}

void print_remedy(const history::Remedy& remedy) {
  const bool is_told = remedy.evidence.find("; not rerun: ") != std::string::npos; // as a refusal
  if (!remedy.evidence.empty() && !is_told) say("eerror", "it says: " + remedy.evidence);
  say("eerror", "try: " + remedy.advice);
  for (const std::string_view line : split(remedy.rule, '\n')) {
    if (!line.empty()) say("eerror", "    " + std::string(line));
  }
}

void print_remedies(const Build& build) {
  if (build.remedies.empty()) return;
  for (const history::Remedy& remedy : build.remedies) print_remedy(remedy);
  say("eerror",
      fmt::format("the rule goes below \"rules\" in crossrc.yaml; \"crossrc learn {}\" writes "
                  "the first one down",
                  history::package_of(build).cp()));
}

bool is_at_merge(const std::string& phase) {
  return phase == "preinst" || phase == "postinst";
}

/// pkg_preinst and the others run programs of the target's root as root: they are not watched.
void print_what_did_not_run() {
  const auto commands = diagnosis::not_run_at_merge(rules::process_variable);
  for (const std::string& command : commands)
    say("ewarn",
        "while the package was installed this died of SIGILL, so it is not done: " + command);
  if (!commands.empty())
    say("ewarn", "on the target, do it there, or install the binary package there once more");
}

void keep_in_history(const Build& build) {
  try {
    history::History(history::cache_directory()).append(build);
  } catch (const SystemError& error) {
    say("einfo", fmt::format("not in crossrc's history: {}", error.what()));
  }
}

void record(const Arguments& arguments) {
  const fs::path temporary = variable("T");
  if (variable("PF").empty() || temporary.empty())
    throw InputError("PF or T is not set: expected the environment of an ebuild phase");
  if (arguments.outcome == "merged") return print_what_did_not_run();
  Build build = read_build(arguments);
  const bool counted = history::read_counts(temporary, build);
  history::read_events(temporary, build);
  if (build.built) print_summary(build, counted);
  print_refusals(build, temporary);
  print_own_cpu(temporary);
  if (!build.built) {
    diagnose(build, counted);
    if (is_at_merge(build.phase)) print_what_did_not_run();
  }
  print_remedies(build);
  keep_in_history(build);
}

} // namespace

void declare_record(CLI::App& app, int& /*status*/) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("OUTCOME", arguments->outcome, "how the build ended")
      ->check(CLI::IsMember({"built", "failed", "merged"}))
      ->required();
  app.add_option("WORD", arguments->words, "the words of its plan");
  app.callback([arguments] { record(*arguments); });
}

} // namespace crossrc::commands
