#include "isa/answers.hpp"

#include "base/text.hpp"
#include "isa/ask.hpp"
#include "isa/circumstances.hpp"
#include "isa/real_compiler.hpp"

#include <fmt/format.h>

namespace crossrc::isa {
namespace {

std::string to_text(const Needs& needs) {
  return fmt::format("enable {}\nlacking {}\ndisable {}", join(needs.enable, " "),
                     join(needs.lacking, " "), join(needs.disable, " "));
}

std::optional<Needs> from_text(std::string_view text) {
  Needs needs;
  const std::pair<std::string_view, std::vector<std::string>*> lists[] = {
      {"enable", &needs.enable}, {"lacking", &needs.lacking}, {"disable", &needs.disable}};
  const auto lines = split(text, '\n');
  if (lines.size() != std::size(lists)) return std::nullopt;
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto& [name, list] = lists[i];
    if (!lines[i].starts_with(std::string(name) + " ")) return std::nullopt;
    *list = words(lines[i].substr(name.size()));
  }
  return needs;
}

} // namespace

const Needs& Answers::needs_of(const std::string& compiler, const std::vector<std::string>& flags) {
  const auto key = std::pair(compiler, flags);
  auto known = known_.find(key);
  if (known == known_.end()) known = known_.emplace(key, look_up(compiler, flags)).first;
  return known->second;
}

Needs Answers::look_up(const std::string& compiler, const std::vector<std::string>& flags) const {
  const auto circumstances = circumstances_of(real_compiler(words(compiler), search_path()));
  if (!circumstances) return ask_(compiler, flags);
  const std::string question = fmt::format("{} {}\n{}", compiler, join(flags, " "), *circumstances);
  const auto kept = cache_.get(question);
  if (kept) {
    if (auto answer = from_text(*kept)) return *std::move(answer);
  }
  Needs answer = ask_(compiler, flags);
  cache_.put(question, to_text(answer));
  return answer;
}

} // namespace crossrc::isa
