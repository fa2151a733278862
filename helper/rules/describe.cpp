#include "rules/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossrc::rules {
namespace {

std::string text(const std::string& value) {
  return value;
}

std::string text(const Method* method) {
  return std::string(method->name);
}

std::string text(const std::vector<std::string_view>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}

std::string text(const Requirements& requirements) {
  std::string list;
  for (const Requirement& wanted : requirements)
    list += (list.empty() ? "" : ", ") + wanted.value.text();
  return "[" + list + "]";
}

} // namespace

std::vector<std::string> describe(const Settings& settings) {
  std::vector<std::string> lines;
  const auto add = [&](const char* key, const auto& setting) {
    if (setting) lines.push_back(fmt::format("{}: {}", key, text(setting->value)));
  };
  add("method", settings.method);
  add("trap", settings.trap);
  add("identical", settings.identical);
  add("both", settings.both);
  add("isa", settings.isa);
  add("gcc", settings.gcc);
  add("compiler", settings.compiler);
  add("phases", settings.phases);
  add("qt-host-path", settings.qt_host_path);
  add("data-dirs", settings.data_dirs);
  for (const Change& change : settings.env) lines.push_back("env: " + change.text());
  return lines;
}

} // namespace crossrc::rules
