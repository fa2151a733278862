#include "history/build.hpp"

#include <concepts>
#include <nlohmann/json.hpp>

using nlohmann::ordered_json;

namespace crossrc::history {
namespace {

ordered_json json_of(const Event& event) {
  return {{"program", event.program},     {"outcome", name_of(event.outcome)},
          {"place", event.place},         {"instruction", event.instruction},
          {"extension", event.extension}, {"seconds", event.seconds},
          {"reason", event.reason},       {"advice", event.advice}};
}

ordered_json json_of(const Remedy& remedy) {
  return {{"kind", remedy.kind},
          {"evidence", remedy.evidence},
          {"advice", remedy.advice},
          {"rule", remedy.rule}};
}

template <class T> ordered_json list_of(const std::vector<T>& values) {
  ordered_json list = ordered_json::array();
  for (const T& value : values) list.push_back(json_of(value));
  return list;
}

template <class T> T get(const ordered_json& object, const char* key) {
  return object.value(key, T());
}

/// The library would convert any number, also one that an integer cannot hold.
template <std::integral T> T get(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->template get<T>() : T();
}

Outcome outcome_of(const std::string& name) {
  for (const Outcome outcome :
       {Outcome::rerun, Outcome::foreseen, Outcome::refused, Outcome::told}) {
    if (name_of(outcome) == name) return outcome;
  }
  return Outcome::told;
}

void read(const ordered_json& object, Event& event) {
  event.outcome = outcome_of(get<std::string>(object, "outcome"));
  event.program = get<std::string>(object, "program");
  event.place = get<std::string>(object, "place");
  event.instruction = get<std::string>(object, "instruction");
  event.extension = get<std::string>(object, "extension");
  event.seconds = get<double>(object, "seconds");
  event.reason = get<std::string>(object, "reason");
  event.advice = get<std::string>(object, "advice");
}

void read(const ordered_json& object, Remedy& remedy) {
  remedy.kind = get<std::string>(object, "kind");
  remedy.evidence = get<std::string>(object, "evidence");
  remedy.advice = get<std::string>(object, "advice");
  remedy.rule = get<std::string>(object, "rule");
}

template <class T> void read_list(const ordered_json& object, const char* key, std::vector<T>& to) {
  if (!object.contains(key)) return;
  for (const ordered_json& element : object.at(key)) read(element, to.emplace_back());
}

Build read_build(const ordered_json& object) {
  Build build;
  build.began = get<int64_t>(object, "began");
  build.seconds = get<int64_t>(object, "seconds");
  build.package = object.at("package").get<std::string>();
  build.target = get<std::string>(object, "target");
  build.root = get<std::string>(object, "root");
  build.config_root = get<std::string>(object, "config-root");
  build.method = get<std::string>(object, "method");
  build.trap = get<std::string>(object, "trap");
  build.built = object.at("built").get<bool>();
  build.phase = get<std::string>(object, "phase");
  build.ran = get<uint64_t>(object, "ran");
  build.trapped = get<uint64_t>(object, "trapped");
  build.rerun = get<uint64_t>(object, "rerun");
  read_list(object, "twins", build.twins);
  read_list(object, "refusals", build.refusals);
  read_list(object, "remedies", build.remedies);
  return build;
}

} // namespace

std::string to_json(const Build& build) {
  const ordered_json object{{"began", build.began},
                            {"seconds", build.seconds},
                            {"package", build.package},
                            {"target", build.target},
                            {"root", build.root},
                            {"config-root", build.config_root},
                            {"method", build.method},
                            {"trap", build.trap},
                            {"built", build.built},
                            {"phase", build.phase},
                            {"ran", build.ran},
                            {"trapped", build.trapped},
                            {"rerun", build.rerun},
                            {"twins", list_of(build.twins)},
                            {"refusals", list_of(build.refusals)},
                            {"remedies", list_of(build.remedies)}};
  return object.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

std::optional<Build> from_json(std::string_view line) {
  try {
    return read_build(ordered_json::parse(line));
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

portage::Package package_of(const Build& build) {
  portage::Package package;
  const size_t slash = build.package.find('/');
  if (slash == std::string::npos) return package;
  const auto name_and_version = portage::split_pf(build.package.substr(slash + 1));
  if (!name_and_version) return package;
  package.category = build.package.substr(0, slash);
  package.name = name_and_version->first;
  package.version = name_and_version->second;
  return package;
}

bool is_same(const Build& one, const Build& other) {
  return one.began == other.began && one.package == other.package && one.root == other.root;
}

} // namespace crossrc::history
