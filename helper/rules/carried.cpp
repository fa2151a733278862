#include "rules/carried.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace crossrc::rules {
namespace {

struct Word {
  std::string_view key;
  std::string_view name;
  std::string_view value;
};

Word split_word(std::string_view word) {
  const auto part = [&] {
    const size_t equals = word.find('=');
    const std::string_view found = word.substr(0, equals);
    word.remove_prefix(equals == std::string_view::npos ? word.size() : equals + 1);
    return found;
  };
  const std::string_view key = part();
  const std::string_view name = part();
  return {key, name, word};
}

std::optional<std::string> value_of(const Word& word, std::string_view present) {
  if (word.key == present) return std::string(word.value);
  return std::nullopt;
}

Change edit_of(const Word& word) {
  Change change;
  change.name = word.name;
  if (word.key == "append")
    change.append = words(word.value);
  else
    change.remove = {std::string(word.value)};
  return change;
}

/// False for a word that says nothing of a variable.
bool read_variable_word(const Word& word, std::vector<Carried>& variables) {
  if (word.key == "set" || word.key == "unset") {
    variables.push_back({std::string(word.name), value_of(word, "set"), {}, {}});
    return true;
  }
  if (variables.empty() || variables.back().name != word.name) return false;
  if (word.key == "was" || word.key == "wasnt") {
    variables.back().before = value_of(word, "was");
    return true;
  }
  if (word.key != "append" && word.key != "remove") return false;
  variables.back().edits.push_back(edit_of(word));
  return true;
}

void add_state(const std::optional<std::string>& value, const char* present, const char* absent,
               const std::string& name, std::vector<std::string>& words) {
  words.push_back(value ? std::string(present) + "=" + name + "=" + *value
                        : std::string(absent) + "=" + name);
}

/// Of a thousand rules that append to one variable, one word is left.
void add_append(const std::string& name, const std::vector<std::string>& more,
                std::vector<std::string>& words) {
  const std::string beginning = "append=" + name + "=";
  if (words.back().starts_with(beginning))
    words.back() += " " + join(more, " ");
  else
    words.push_back(beginning + join(more, " "));
}

/// `all` without each run of words that is `run`.
std::vector<std::string> without_run(std::vector<std::string> all,
                                     const std::vector<std::string>& run) {
  for (auto found = std::search(all.begin(), all.end(), run.begin(), run.end());
       found != all.end() && !run.empty();
       found = std::search(found, all.end(), run.begin(), run.end())) {
    found = all.erase(found, found + static_cast<std::ptrdiff_t>(run.size()));
  }
  return all;
}

} // namespace

std::string CarriedPlan::word(std::string_view key) const {
  const std::string beginning = std::string(key) + "=";
  for (const std::string& word : head) {
    if (word.starts_with(beginning)) return word.substr(beginning.size());
  }
  return {};
}

bool CarriedPlan::lists(std::string_view key, std::string_view value) const {
  const std::vector<std::string> list = words(word(key));
  return std::find(list.begin(), list.end(), value) != list.end();
}

CarriedPlan read_carried(const std::vector<std::string>& words) {
  CarriedPlan plan;
  for (const std::string& text : words) {
    const Word word = split_word(text);
    if (word.key == "applied")
      plan.is_applied = true;
    else if (!read_variable_word(word, plan.variables))
      plan.head.push_back(text);
  }
  return plan;
}

std::vector<std::string> words_of(const Carried& variable) {
  std::vector<std::string> words;
  add_state(variable.result, "set", "unset", variable.name, words);
  for (const Change& change : variable.edits) {
    for (const std::string& glob : change.remove)
      words.push_back("remove=" + variable.name + "=" + glob);
    if (!change.append.empty()) add_append(variable.name, change.append, words);
  }
  if (variable.before) add_state(*variable.before, "was", "wasnt", variable.name, words);
  return words;
}

std::vector<std::string> words_of(const CarriedPlan& plan) {
  std::vector<std::string> words = plan.head;
  for (const Carried& variable : plan.variables) {
    const std::vector<std::string> more = words_of(variable);
    words.insert(words.end(), more.begin(), more.end());
  }
  if (plan.is_applied) words.emplace_back("applied=1");
  return words;
}

std::optional<std::string> edited(const std::vector<Change>& edits,
                                  std::optional<std::string> value) {
  for (const Change& change : edits) value = change.apply(value);
  return value;
}

std::optional<std::string> edited_again(const std::vector<Change>& edits,
                                        std::optional<std::string> value) {
  std::vector<std::string> all = words(value.value_or(""));
  const size_t count = all.size();
  for (const Change& change : edits)
    all = without_run(std::move(all), words(join(change.append, " ")));
  if (all.size() != count) value = join(all, " ");
  return edited(edits, std::move(value));
}

} // namespace crossrc::rules
