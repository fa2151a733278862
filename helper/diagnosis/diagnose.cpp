#include "diagnosis/diagnose.hpp"

#include "base/error.hpp"
#include "base/untrusted.hpp"
#include "diagnosis/log.hpp"
#include "diagnosis/merge.hpp"
#include "diagnosis/remedy.hpp"
#include "rules/subject.hpp"

namespace fs = std::filesystem;

namespace crossrc::diagnosis {
namespace {

using history::Build;

constexpr size_t k_log_end = size_t{256} << 10U;
constexpr size_t k_largest_log = size_t{64} << 20U; // of one that gzip packed

std::string end_of_log(const fs::path& file) {
  if (file.empty()) return {};
  const bool is_packed = file.extension() == ".gz";
  const auto content =
      read_untrusted(file.parent_path(), file.filename(), is_packed ? k_largest_log : k_log_end,
                     is_packed ? Part::head : Part::tail);
  return unpack_log(content.value_or(""), k_log_end);
}

bool runs_programs(const std::string& phase) {
  return phase == "configure" || phase == "compile" || phase == "test" || phase == "install";
}

/// Where the log only names the signal, the supervisor knows more.
void add_refusal(std::vector<Symptom>& symptoms, const Build& build) {
  if (build.refusals.empty()) return;
  for (Symptom& symptom : symptoms) {
    if (symptom.kind == Kind::sigill && symptom.subject.empty())
      symptom.subject = build.refusals.back().reason;
  }
}

/// `go run` compiles into a directory of its own (cmd/go/internal/work/action.go:
/// go-build*/b001/exe/NAME).
bool is_of_go(const Build& build) {
  if (build.refusals.empty()) return false;
  const std::string& program = build.refusals.back().program;
  const size_t directory = program.rfind("/go-build");
  return directory != std::string::npos && program.find("/exe/", directory) != std::string::npos;
}

/// The methods with which the package failed since it was built last.
std::vector<std::string> failures_before(const Build& build, const history::History& history) {
  const std::string name = history::package_of(build).cp();
  std::vector<std::string> methods;
  for (const Build& other : history.read()) {
    if (other.root != build.root || history::package_of(other).cp() != name) continue;
    if (other.built) {
      methods.clear();
    } else {
      methods.push_back(other.method);
    }
  }
  return methods;
}

/// What only the rules know; they may have changed since, or be wrong by now.
void add_rules(Situation& situation, const rules::Lookup& lookup) {
  try {
    const rules::Rules rules =
        rules::load_valid(rules::find_sources(rules::data_directory(), rules::config_root()));
    situation.builder_root = rules::find_builder(rules.builder, lookup).root;
    const auto plan = rules::make_plan(rules, rules::package_from_environment(lookup));
    situation.for_builder = plan.settings.isa && plan.settings.isa->value == "builder";
  } catch (const Error&) {
    situation.builder_root = "/";
  }
}

Situation situation_of(const Build& build, bool watched, const history::History& history,
                       const rules::Lookup& lookup) {
  Situation situation;
  situation.watched = watched;
  situation.package = history::package_of(build).cp();
  situation.method = build.method;
  situation.trap = build.trap;
  situation.is_of_go = is_of_go(build);
  situation.failures = failures_before(build, history);
  situation.target = build.target;
  situation.target_root = build.root;
  situation.search_path = lookup("PATH").value_or("");
  situation.qt_host_path = lookup("QT_HOST_PATH").value_or("");
  add_rules(situation, lookup);
  return situation;
}

} // namespace

void diagnose(Build& build, bool watched, const history::History& history,
              const rules::Lookup& lookup) {
  const FailedPhase phase = failed_phase(end_of_log(lookup("PORTAGE_LOG_FILE").value_or("")));
  build.phase = phase.name;
  build.remedies.clear();
  if (!runs_programs(phase.name)) return;
  auto symptoms = find_symptoms(phase.lines);
  add_refusal(symptoms, build);
  build.remedies = find_remedies(symptoms, situation_of(build, watched, history, lookup));
}

std::vector<std::string> not_run_at_merge(const rules::Lookup& lookup) {
  return not_run_at_merge(std::string_view(end_of_log(lookup("PORTAGE_LOG_FILE").value_or(""))));
}

} // namespace crossrc::diagnosis
