#include "twin/origins.hpp"

#include "base/file.hpp"
#include "isa/elf.hpp"
#include "twin/compilation.hpp"
#include "twin/sources.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;
using journal::Tool;

constexpr size_t k_candidates = 3; // commands tried for a program that was renamed unseen

std::span<const uint8_t> bytes_of(const std::string& content) {
  return {reinterpret_cast<const uint8_t*>(content.data()), content.size()};
}

/// Without what was appended to it.
std::string linked_content(const fs::path& program) {
  std::string content = read_file(program);
  const auto elf = isa::ElfFile::in_memory(bytes_of(content));
  if (elf) content.resize(content.size() - elf->appended().size());
  return content;
}

/// A linker's command whose output can be made again to be compared.
bool can_be_linked_again(const Command& command, const CompilerCall& call) {
  return call.action == Action::link && command.tool != Tool::changer && command.tool != Tool::rust;
}

} // namespace

std::optional<Made> Origins::of_program(const fs::path& program) const {
  if (auto origin = site_.producers.origin_of(program)) return origin;
  const std::string content = linked_content(program);
  if (auto made = site_.producers.made_with(bytes_of(content), program.filename())) return made;
  if (auto made = changed_unseen(program, program.filename(), k_latest)) return made;
  return renamed_unseen(program);
}

/// It was copied by a script's own means, and stripped or given another run path afterwards.
std::optional<Made> Origins::changed_unseen(const fs::path& file, const std::string& name,
                                            Number before) const {
  const auto elf = isa::ElfFile::open(file);
  return elf ? site_.producers.made_as(*elf, name, before) : std::nullopt;
}

/// By a script's own means: made by what makes it again.
std::optional<Made> Origins::renamed_unseen(const fs::path& program) const {
  size_t tried = 0;
  for (const Made& made : site_.producers.gone()) {
    const Command& command = site_.producers.at(made.number);
    const CompilerCall call = call_of(command);
    if (!can_be_linked_again(command, call)) continue;
    if (tried++ == k_candidates) break;
    if (makes(made, program)) return made;
  }
  return std::nullopt;
}

std::optional<Made> Origins::made_again(const fs::path& content, const std::string& name) const {
  size_t tried = 0;
  for (const Made& made : site_.producers.gone()) {
    if (made.file.filename() != name || site_.producers.at(made.number).tool != Tool::compiler) {
      continue;
    }
    if (tried++ == k_candidates) break;
    if (makes(made, content)) return made;
  }
  return std::nullopt;
}

bool Origins::makes(const Made& made, const fs::path& content) const {
  const Command& command = site_.producers.at(made.number);
  const CompilerCall call = call_of(command);
  const Argument* source = call.action == Action::link ? nullptr : source_of(call, made);
  const fs::path scratch = site_.directory / fmt::format("again-{}", made.number);
  const auto words =
      with_kept_files(words_again(command, call, source, scratch), command, site_.kept_sources);
  return reproduces(words, command, command.directory, content, scratch);
}

Place Origins::place_of(const fs::path& file, Number number) const {
  std::error_code error;
  fs::path real = fs::canonical(file, error); // commands were recorded where they really ran
  if (!error) return {real, real};
  return {file, site_.producers.now_at(file, number)};
}

std::optional<Made> Origins::of_object(const Place& object, Number before) const {
  if (auto origin = site_.producers.origin_of(object.then, before)) return origin;
  const fs::path name = object.then.filename();
  const auto taken = site_.producers.extracted_from(object.then, before);
  if (taken) {
    const auto member = site_.producers.member_of(taken->file, name, 0, taken->number);
    if (member) return of_object(place_of(member->file, member->number), member->number);
  }
  if (!fs::exists(object.now)) return std::nullopt;
  const std::string content = read_file(object.now);
  if (auto made = site_.producers.made_with(bytes_of(content), name, before)) return made;
  return changed_unseen(object.now, name, before);
}

bool Origins::was_there(const fs::path& file, Number before) const {
  return fs::exists(file) || site_.producers.origin_of(file, before);
}

} // namespace crossrc::twin
