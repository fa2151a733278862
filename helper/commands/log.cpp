#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "history/history.hpp"
#include "portage/atom.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <memory>

namespace crossrc::commands {
namespace {

using history::Build;
using history::Event;
using history::History;

struct LogOptions {
  std::string atom;
  bool failed = false;
  bool json = false;
};

void warn_of_damage(const History& record, const std::vector<size_t>& lines) {
  if (lines.empty()) return;
  const size_t more = lines.size() - 1;
  print_error("crossrc: {}:{}: expected the record of a build; passed over{}\n",
              record.file().string(), lines.front(),
              more == 0 ? "" : fmt::format(", as {} more such line{}", more, more == 1 ? "" : "s"));
}

std::vector<Build> wanted_builds(const LogOptions& options) {
  std::optional<portage::Atom> atom;
  if (!options.atom.empty()) atom = portage::Atom::parse(options.atom);
  const History record(history::cache_directory());
  std::vector<size_t> damaged;
  auto builds = record.read(&damaged);
  warn_of_damage(record, damaged);
  std::erase_if(builds, [&](const Build& build) {
    return (options.failed && build.built) || (atom && !atom->matches(history::package_of(build)));
  });
  return builds;
}

/// The list that to_json() of each makes.
void print_json(const std::vector<Build>& builds) {
  print_out("[");
  for (const Build& build : builds)
    print_out("{}\n  {}", &build == &builds.front() ? "" : ",", history::to_json(build));
  print_out("{}]\n", builds.empty() ? "" : "\n");
}

std::string time_of(int64_t seconds) {
  const time_t time = seconds;
  tm parts{};
  ::localtime_r(&time, &parts);
  std::array<char, 32> text{};
  const size_t length = std::strftime(text.data(), text.size(), "%F %R", &parts);
  return {text.data(), length};
}

std::string duration(int64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{}:{:02} min", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02} h", seconds / 3600, seconds / 60 % 60);
}

std::string result_of(const Build& build) {
  if (build.built) return "built";
  return build.phase.empty() ? "failed" : "failed in " + build.phase;
}

using Row = std::array<std::string, 9>;

Row row_of(const Build& build) {
  return {time_of(build.began),
          build.package,
          build.method,
          result_of(build),
          std::to_string(build.ran),
          std::to_string(build.trapped),
          std::to_string(build.twins.size()),
          std::to_string(build.refusals.size()),
          duration(build.seconds)};
}

std::array<size_t, 9> widths_of(const std::vector<Row>& rows) {
  std::array<size_t, 9> widths{};
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  return widths;
}

void print_row(const Row& row, const std::array<size_t, 9>& widths) {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    const bool is_number = i >= 4;
    line += is_number ? fmt::format("{:>{}}  ", row[i], widths[i])
                      : fmt::format("{:<{}}  ", row[i], widths[i]);
  }
  print_out("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
}

std::string needs(const Event& event) {
  if (event.instruction.empty()) return {};
  return fmt::format(": {} needs {}", event.instruction, event.extension);
}

void print_details(const Build& build) {
  for (const Event& twin : build.twins)
    print_out("    twin     {}{} (made in {:.1f} s)\n", twin.program, needs(twin), twin.seconds);
  for (const Event& refusal : build.refusals)
    print_out("    refused  {}{}{}{}\n", refusal.program, needs(refusal),
              refusal.reason.empty() ? "" : "; ", refusal.reason);
  for (const history::Remedy& remedy : build.remedies)
    print_out("    {}  {}\n", remedy.rule.empty() ? "advice " : "learn  ", remedy.advice);
}

void print_table(const std::vector<Build>& builds, bool with_details) {
  std::vector<Row> rows{
      {"began", "package", "method", "result", "ran", "traps", "twins", "refused", "time"}};
  for (const Build& build : builds) rows.push_back(row_of(build));
  const auto widths = widths_of(rows);
  print_row(rows.front(), widths);
  for (size_t i = 0; i < builds.size(); ++i) {
    print_row(rows[i + 1], widths);
    if (with_details) print_details(builds[i]);
  }
}

ExitStatus log(const LogOptions& options) {
  const auto builds = wanted_builds(options);
  if (options.json) {
    print_json(builds);
  } else if (!builds.empty()) {
    print_table(builds, !options.atom.empty());
  } else {
    print_out("no builds are recorded{}\n",
              options.atom.empty() ? "" : fmt::format(" of \"{}\"", options.atom));
  }
  return builds.empty() ? ExitStatus::no : ExitStatus::done;
}

} // namespace

void declare_log(CLI::App& app, int& status) {
  const auto options = std::make_shared<LogOptions>();
  app.add_option("ATOM", options->atom, "only builds of packages that it matches, with details");
  app.add_flag("--failed", options->failed, "only builds that failed");
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(log(*options)); });
}

} // namespace crossrc::commands
