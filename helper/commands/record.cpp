// crossrc record OUTCOME -- WORD... (internal): what the hooks call at the end of a build. The
// words are those of CROSSRC_PLAN. Puts the build into the history, and prints what is to be said
// of it: lines `FUNCTION TEXT` with the function of Portage that says it.

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "history/history.hpp"

#include <algorithm>
#include <charconv>
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
constexpr size_t k_largest_counts = 100;
constexpr size_t k_largest_events = size_t{1} << 20U;
constexpr size_t k_most_events = 10'000;
constexpr int64_t k_most_programs = 999'999'999;
constexpr size_t k_most_kept = 50; // of each kind, in the history and in the log

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

std::optional<int64_t> number(std::string_view text, int64_t largest) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > largest)
    return std::nullopt;
  return value;
}

/// `RAN TRAPPED RERUN`, or false where there was no supervision.
bool read_counts(const fs::path& temporary, Build& build) {
  const auto text = read_untrusted(temporary, "crossrc/counts", k_largest_counts, Part::head);
  const auto parts = words(text.value_or(""));
  if (parts.size() != 3) return false;
  const auto ran = number(parts[0], k_most_programs);
  const auto trapped = number(parts[1], k_most_programs);
  const auto rerun = number(parts[2], k_most_programs);
  if (!ran || !trapped || !rerun) return false;
  build.ran = static_cast<uint64_t>(*ran);
  build.trapped = static_cast<uint64_t>(*trapped);
  build.rerun = static_cast<uint64_t>(*rerun);
  return true;
}

/// Each program once a reason: a configure script may run a thousand conftests.
void keep(const Event& event, std::vector<Event>& events) {
  const auto is_alike = [&](const Event& other) {
    return other.program == event.program && other.reason == event.reason;
  };
  if (events.size() < k_most_kept && std::none_of(events.begin(), events.end(), is_alike))
    events.push_back(event);
}

void read_events(const fs::path& temporary, Build& build) {
  const auto text = read_untrusted(temporary, "crossrc/events", k_largest_events, Part::head);
  for (const Event& event : history::decode_events(text.value_or(""), k_most_events)) {
    const bool has_twin = event.outcome == Outcome::rerun || event.outcome == Outcome::foreseen;
    keep(event, has_twin ? build.twins : build.refusals);
  }
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
  build.began = number(word_of(arguments, "began"), end).value_or(end);
  build.seconds = end - build.began;
  return build;
}

std::string plural(uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void say(const char* function, const std::string& text) {
  fmt::print("{} crossrc: {}\n", function, text);
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
    if (event.outcome == Outcome::refused) say(function, describe(event));
  }
  if (build.refusals.size() == k_most_kept)
    say(function, "more in " + (temporary / "crossrc/failures").string());
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
  Build build = read_build(arguments);
  const bool counted = read_counts(temporary, build);
  read_events(temporary, build);
  if (build.built) print_summary(build, counted);
  print_refusals(build, temporary);
  keep_in_history(build);
}

} // namespace

void declare_record(CLI::App& app, int& /*status*/) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("OUTCOME", arguments->outcome, "how the build ended")
      ->check(CLI::IsMember({"built", "failed"}))
      ->required();
  app.add_option("WORD", arguments->words, "the words of its plan");
  app.callback([arguments] { record(*arguments); });
}

} // namespace crossrc::commands
