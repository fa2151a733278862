#include "twin/producers.hpp"

#include "base/file.hpp"
#include "twin/archive_call.hpp"
#include "twin/compiler_call.hpp"
#include "twin/rust_call.hpp"

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;
using journal::Tool;

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

struct CopyCall {
  std::vector<std::string> names; ///< sources, then the destination
  std::string into;               ///< -t DIR
};

CopyCall parse_copy_call(const Command& command) {
  constexpr std::array<std::string_view, 11> with_value = {"-t", "-m", "-o", "-g", "-S", "--suffix",
                                                           "-j", "-R", "-O", "-I", "-N"};
  CopyCall call;
  for (size_t i = 1; i < command.argv.size(); ++i) {
    const std::string& word = command.argv[i];
    if (word.starts_with("--target-directory=")) {
      call.into = word.substr(word.find('=') + 1);
    } else if (std::ranges::find(with_value, word) != with_value.end()) {
      if (++i < command.argv.size() && word == "-t") call.into = command.argv[i];
    } else if (word.empty() || word.front() != '-') {
      call.names.push_back(word);
    }
  }
  return call;
}

struct Copy {
  fs::path from;
  fs::path to;
};

std::vector<Copy> copies_of(const Command& command) {
  CopyCall call = parse_copy_call(command);
  if (call.into.empty()) {
    if (call.names.size() < 2) return {};
    call.into = call.names.back();
    call.names.pop_back();
    if (call.names.size() == 1 && !fs::is_directory(absolute(command, call.into))) {
      return {{absolute(command, call.names[0]), absolute(command, call.into)}};
    }
  }
  std::vector<Copy> copies;
  for (const std::string& name : call.names) {
    const fs::path target = fs::path(call.into) / fs::path(name).filename();
    copies.push_back({absolute(command, name), absolute(command, target)});
  }
  return copies;
}

} // namespace

Producers::Producers(std::vector<Command> commands) : commands_(std::move(commands)) {
  for (Number number = 0; number < commands_.size(); ++number) {
    unwrap(commands_[number]);
    index(number);
  }
}

void Producers::index(Number number) {
  for (const fs::path& file : files_made_by(number)) makers_[file.native()].push_back(number);
}

std::vector<fs::path> Producers::files_made_by(Number number) const {
  const Command& command = commands_[number];
  switch (command.tool) {
  case Tool::compiler:
  case Tool::assembler:
  case Tool::linker:
    return outputs_of(parse_compiler_call(command.argv), command.directory);
  case Tool::rust:
    return outputs_of(parse_rust_call(command.argv), command.directory);
  case Tool::archiver: {
    const ArchiveCall call = parse_archive_call(command.argv);
    if (call.operation != ArchiveOperation::add) return {};
    return {absolute(command, call.archive)};
  }
  case Tool::copier: {
    std::vector<fs::path> files;
    for (const Copy& copy : copies_of(command)) files.push_back(copy.to);
    return files;
  }
  case Tool::launcher:
    break;
  }
  return {};
}

std::optional<Number> Producers::maker_of(const fs::path& file, Number before) const {
  const auto entry = makers_.find(file.lexically_normal().native());
  if (entry == makers_.end()) return std::nullopt;
  const auto& numbers = entry->second;
  const auto end = std::ranges::lower_bound(numbers, before);
  if (end == numbers.begin()) return std::nullopt;
  return *std::prev(end);
}

std::optional<Producers::Made> Producers::same_content_as(const fs::path& file) const {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return std::nullopt;
  const std::string content = read_file(file);
  for (const auto& [name, numbers] : makers_) {
    const Tool tool = commands_[numbers.back()].tool;
    if (tool != Tool::compiler && tool != Tool::linker && tool != Tool::rust) continue;
    if (fs::file_size(name, error) != size || error) continue;
    if (read_file(name) == content) return Made{name, numbers.back()};
  }
  return std::nullopt;
}

fs::path Producers::source_of_copy(Number number, const fs::path& destination) const {
  for (const Copy& copy : copies_of(commands_[number])) {
    if (copy.to == destination) return copy.from;
  }
  return {};
}

std::optional<Producers::Member> Producers::member_of(const fs::path& archive,
                                                      const std::string& name, size_t nth,
                                                      Number before) const {
  const auto entry = makers_.find(archive.lexically_normal().native());
  if (entry == makers_.end()) return std::nullopt;
  std::vector<Member> candidates; // newest first, each object once
  for (auto number = entry->second.rbegin(); number != entry->second.rend(); ++number) {
    const Command& command = commands_[*number];
    if (*number >= before || command.tool != Tool::archiver) continue;
    for (const std::string& member : parse_archive_call(command.argv).members) {
      const fs::path object = absolute(command, member);
      const auto same = [&](const Member& known) { return known.object == object; };
      if (fs::path(name).filename() != object.filename() || std::ranges::any_of(candidates, same)) {
        continue;
      }
      candidates.push_back({object, *number});
    }
  }
  if (candidates.empty()) return std::nullopt;
  return candidates[std::min(nth, candidates.size() - 1)];
}

std::optional<Producers::Member> Producers::extracted_from(const fs::path& object,
                                                           Number before) const {
  for (Number number = std::min(before, commands_.size()); number-- > 0;) {
    const Command& command = commands_[number];
    if (command.tool != Tool::archiver) continue;
    const ArchiveCall call = parse_archive_call(command.argv);
    if (call.operation != ArchiveOperation::extract) continue;
    if (absolute(command, fs::path(call.extract_to) / object.filename()) != object) continue;
    const bool named = call.members.empty() || std::ranges::any_of(call.members, [&](auto& name) {
                         return fs::path(name).filename() == object.filename();
                       });
    if (named) return Member{absolute(command, call.archive), number};
  }
  return std::nullopt;
}

} // namespace crossrc::twin
