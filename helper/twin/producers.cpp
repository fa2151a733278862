#include "twin/producers.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "twin/compiler_call.hpp"
#include "twin/rust_call.hpp"

#include <algorithm>
#include <cstring>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;
using journal::Tool;

constexpr int k_budget = 500; // steps of one way back: directories that are swapped all the time

/// A launcher's command as the tool would see it: `ccache gcc -c x.c` is `gcc -c x.c`.
void unwrap(Command& command) {
  while (command.tool == Tool::launcher && command.argv.size() > 1) {
    const auto inner = journal::tool_of(command.argv[1]);
    if (!inner) return;
    command.argv.erase(command.argv.begin());
    command.program = command.argv.front();
    command.tool = *inner;
  }
}

fs::path absolute(const Command& command, const fs::path& file) {
  return (command.directory / file).lexically_normal();
}

/// What follows the only -o of a command that makes what it says; null where it takes the whole
/// call to tell. Most commands of a large journal are such, and no twin needs them.
const std::string* plain_output(const std::vector<std::string>& argv) {
  const std::string* output = nullptr;
  for (size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (word.size() < 2 || word[0] != '-') continue;
    if (word == "-M" || word == "-MM" || word == "-E" || word == "-fsyntax-only") return nullptr;
    if (word[1] != 'o') continue;
    if (word.size() > 2 || output != nullptr || i + 1 == argv.size()) return nullptr;
    output = &argv[++i];
  }
  return output != nullptr && *output != "-" ? output : nullptr;
}

bool has_content(const fs::path& file, std::span<const uint8_t> content) {
  std::error_code error;
  if (fs::file_size(file, error) != content.size() || error) return false;
  try {
    const std::string other = read_file(file);
    return other.size() == content.size() &&
           std::memcmp(other.data(), content.data(), content.size()) == 0;
  } catch (const SystemError&) {
    return false;
  }
}

/// `path` with `below` in place of its ancestor `above`.
fs::path transplant(const fs::path& path, const fs::path& above, const fs::path& below) {
  return path == above ? below : (below / path.lexically_relative(above)).lexically_normal();
}

/// `file` and the directories above it.
std::vector<fs::path> with_ancestors(fs::path file) {
  std::vector<fs::path> all = {file};
  while (file.has_relative_path()) all.push_back(file = file.parent_path());
  return all;
}

} // namespace

Producers::Producers(std::vector<Command> commands) : commands_(std::move(commands)) {
  for (Number number = 0; number < commands_.size(); ++number) {
    unwrap(commands_[number]);
    index(number);
  }
}

void Producers::index(Number number) {
  const Command& command = commands_[number];
  switch (command.tool) {
  case Tool::compiler:
  case Tool::assembler:
  case Tool::linker:
    if (const std::string* output = plain_output(command.argv)) {
      index_made(number, absolute(command, *output));
      break;
    }
    for (const fs::path& file : outputs_of(call_of(command), command.directory)) {
      index_made(number, file);
    }
    break;
  case Tool::rust:
    for (const fs::path& file : outputs_of(parse_rust_call(command.argv), command.directory)) {
      index_made(number, file);
    }
    break;
  case Tool::changer:
    for (const Change& change : changes_of(command)) index_made(number, change.to);
    break;
  case Tool::archiver:
    if (ArchiveCall call = parse_archive_call(command.argv); !call.archive.empty()) {
      const bool adds = call.operation == ArchiveOperation::add;
      call.archive = absolute(command, call.archive);
      if (adds) makers_[call.archive].push_back(number);
      archives_.push_back({std::move(call), number});
    }
    break;
  case Tool::copier:
    for (Copy& copy : copies_of(command)) {
      Copied copied{std::move(copy), number};
      if (copied.copy.moved) moves_.push_back(copied);
      copies_[copied.copy.to.native()].push_back(std::move(copied));
    }
    break;
  case Tool::launcher:
    break;
  }
}

void Producers::index_made(Number number, const fs::path& file) {
  auto& numbers = makers_[file.native()];
  if (numbers.empty()) by_name_[file.filename().native()].push_back(file.native());
  numbers.push_back(number);
}

std::optional<Number> Producers::maker_of(const fs::path& file, Number before) const {
  const auto entry = makers_.find(file.native());
  if (entry == makers_.end()) return std::nullopt;
  const auto& numbers = entry->second;
  const auto end = std::ranges::lower_bound(numbers, before);
  if (end == numbers.begin()) return std::nullopt;
  return *std::prev(end);
}

std::optional<Made> Producers::origin_of(const fs::path& file, Number before) const {
  int budget = k_budget;
  return trace(file.lexically_normal(), before, budget);
}

std::optional<Made> Producers::trace(const fs::path& file, Number before, int& budget) const {
  const auto maker = maker_of(file, before);
  std::vector<const Copied*> candidates; // of what came after that maker
  for (const fs::path& above : with_ancestors(file)) {
    const auto entry = copies_.find(above.native());
    if (entry == copies_.end()) continue;
    for (const Copied& copied : entry->second) {
      if (copied.number < before && (!maker || copied.number > *maker)) {
        candidates.push_back(&copied);
      }
    }
  }
  std::ranges::stable_sort(candidates, std::greater{}, &Copied::number);
  for (const Copied* copied : candidates) {
    if (--budget < 0) return std::nullopt;
    const fs::path from = transplant(file, copied->copy.to, copied->copy.from);
    if (auto origin = trace(from, copied->number, budget)) return origin;
    if (copied->copy.to == file) return std::nullopt; // another file took its place
  }
  return maker ? std::optional(Made{file, *maker}) : std::nullopt;
}

fs::path Producers::now_at(const fs::path& path, Number since) const {
  int budget = k_budget;
  const fs::path then = path.lexically_normal();
  const auto later = std::ranges::upper_bound(moves_, since, {}, &Copied::number);
  return follow(then, std::span(later, moves_.end()), budget).value_or(then);
}

/// Of `mv a b` both b and b/a are told: what leads to something that is there is meant.
std::optional<fs::path> Producers::follow(const fs::path& path, std::span<const Copied> moves,
                                          int& budget) const {
  if (fs::exists(path)) return path;
  std::optional<Number> met;
  for (size_t i = 0; i < moves.size(); ++i) {
    const Copied& move = moves[i];
    if (met && *met != move.number) break;
    if (!is_below(path, move.copy.from) || --budget < 0) continue;
    met = move.number;
    const auto end = std::ranges::upper_bound(moves, move.number, {}, &Copied::number);
    const fs::path there = transplant(path, move.copy.from, move.copy.to);
    if (auto found = follow(there, std::span(end, moves.end()), budget)) return found;
  }
  return std::nullopt;
}

std::optional<Made> Producers::made_like(const std::string& name, Number before,
                                         const std::function<bool(const fs::path&)>& accept) const {
  const auto among = [&](const std::vector<std::string>& files) -> std::optional<Made> {
    for (const std::string& file : files) {
      const auto maker = maker_of(file, before);
      if (maker && accept(file)) return Made{file, *maker};
    }
    return std::nullopt;
  };
  const auto named = by_name_.find(name);
  if (named != by_name_.end()) {
    if (auto made = among(named->second)) return made;
  }
  for (const auto& [other, files] : by_name_) {
    if (other == name) continue;
    if (auto made = among(files)) return made;
  }
  return std::nullopt;
}

std::optional<Made> Producers::made_with(std::span<const uint8_t> content, const std::string& name,
                                         Number before) const {
  return made_like(name, before, [&](const fs::path& file) {
    return makers_.at(file).back() < before && has_content(file, content);
  });
}

std::optional<Made> Producers::made_as(const isa::ElfFile& file, const std::string& name,
                                       Number before) const {
  return made_like(name, before, [&](const fs::path& other) {
    const auto elf = isa::ElfFile::open(other);
    return elf && elf->has_image_of(file);
  });
}

std::vector<Made> Producers::gone() const {
  std::vector<Made> gone;
  for (const auto& [name, files] : by_name_) {
    for (const std::string& file : files) {
      if (!fs::exists(file)) gone.push_back({file, makers_.at(file).back()});
    }
  }
  std::ranges::sort(gone, std::greater{}, &Made::number);
  return gone;
}

std::vector<Made> Producers::members_of(const fs::path& archive, Number before) const {
  std::vector<Made> members;
  for (const Archived& archived : archives_) {
    if (archived.number >= before) break;
    if (archived.call.operation != ArchiveOperation::add || archived.call.archive != archive) {
      continue;
    }
    for (const std::string& name : archived.call.members) {
      const fs::path object = absolute(commands_[archived.number], name);
      std::erase_if(members, [&](const Made& member) { return member.file == object; });
      members.push_back({object, archived.number});
    }
  }
  return members;
}

std::optional<Made> Producers::member_of(const fs::path& archive, const std::string& name,
                                         size_t nth, Number before) const {
  std::vector<Made> candidates;
  for (const Made& member : members_of(archive, before)) {
    if (fs::path(name).filename() == member.file.filename()) candidates.push_back(member);
  }
  if (candidates.empty()) return std::nullopt;
  // Those of one command are members side by side; a later command has replaced the earlier's.
  const Number last = candidates.back().number;
  std::erase_if(candidates, [&](const Made& member) { return member.number != last; });
  return candidates[std::min(nth, candidates.size() - 1)];
}

std::optional<Made> Producers::extracted_from(const fs::path& object, Number before) const {
  for (auto archived = archives_.rbegin(); archived != archives_.rend(); ++archived) {
    const ArchiveCall& call = archived->call;
    if (archived->number >= before || call.operation != ArchiveOperation::extract) continue;
    const Command& command = commands_[archived->number];
    if (absolute(command, fs::path(call.extract_to) / object.filename()) != object) continue;
    const bool named = call.members.empty() || std::ranges::any_of(call.members, [&](auto& name) {
                         return fs::path(name).filename() == object.filename();
                       });
    if (named) return Made{call.archive, archived->number};
  }
  return std::nullopt;
}

} // namespace crossrc::twin
