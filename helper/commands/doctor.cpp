// crossrc doctor: what is right and wrong about both machines' configuration; see crossrc(1).

#include "base/error.hpp"
#include "base/untrusted.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "doctor/checks.hpp"
#include "doctor/gather.hpp"
#include "rules/load.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

struct DoctorOptions {
  std::string config_root;
  bool json = false;
};

std::filesystem::path root_of(const DoctorOptions& options) {
  return options.config_root.empty() ? rules::config_root()
                                     : std::filesystem::path(options.config_root);
}

struct Line {
  std::string_view check;
  doctor::Finding finding;
};

std::vector<Line> examine(const doctor::Facts& facts) {
  std::vector<Line> lines;
  for (const doctor::Check& check : doctor::checks_for(facts)) {
    if (auto finding = check.look(facts)) lines.push_back({check.name, *std::move(finding)});
  }
  return lines;
}

bool is_healthy(const std::vector<Line>& lines) {
  return std::none_of(lines.begin(), lines.end(), [](const Line& line) {
    return line.finding.verdict == doctor::Verdict::wrong;
  });
}

std::string_view word_for(doctor::Verdict verdict) {
  switch (verdict) {
  case doctor::Verdict::ok:
    return "ok";
  case doctor::Verdict::wrong:
    return "wrong";
  case doctor::Verdict::unseen:
    break;
  }
  return "unseen";
}

void print_text(const std::vector<Line>& lines) {
  for (const auto& [check, finding] : lines) {
    const std::string text =
        finding.message + (finding.remedy.empty() ? "" : "; remedy: " + finding.remedy);
    print_out("{:<6} {:<15} {}\n", word_for(finding.verdict), check, harmless(text, text.size()));
  }
}

void print_json(const doctor::Facts& facts, const std::vector<Line>& lines) {
  ordered_json list = ordered_json::array();
  for (const auto& [check, finding] : lines) {
    list.push_back({{"check", check},
                    {"verdict", word_for(finding.verdict)},
                    {"message", finding.message},
                    {"remedy", finding.remedy}});
  }
  const ordered_json answer{{"healthy", is_healthy(lines)},
                            {"builder", facts.builder.chost},
                            {"target", facts.target.chost},
                            {"root", facts.target.root},
                            {"findings", list}};
  print_object(answer);
}

ExitStatus run_doctor(const DoctorOptions& options) {
  const doctor::Facts facts = doctor::gather(root_of(options));
  const std::vector<Line> lines = examine(facts);
  if (options.json) {
    print_json(facts, lines);
  } else {
    print_text(lines);
  }
  return is_healthy(lines) ? ExitStatus::done : ExitStatus::no;
}

} // namespace

void declare_doctor(CLI::App& app, int& status) {
  const auto options = std::make_shared<DoctorOptions>();
  app.add_option("--config-root", options->config_root,
                 "where the target's etc/portage is (default: PORTAGE_CONFIGROOT)");
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(run_doctor(*options)); });
}

} // namespace crossrc::commands
