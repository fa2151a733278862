#include "twin/builder.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/elf.hpp"
#include "isa/scan.hpp"
#include "twin/identity.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;
using journal::Tool;

constexpr auto k_attempts = {Attempt::builder, Attempt::recorded, Attempt::explicit_isa};
constexpr int k_copies_limit = 32; // a copy of a copy...: more is a circle

/// Throws where a source was written again after `made` was made from it: what would be compiled
/// now is not what was compiled then.
void check_unchanged(const fs::path& source, const fs::path& made) {
  std::error_code error;
  const auto changed = fs::last_write_time(source, error);
  if (error) {
    throw TwinError(fmt::format("its source \"{}\" is gone", source.native()));
  }
  const auto then = fs::last_write_time(made, error);
  if (!error && changed > then) {
    throw TwinError(fmt::format("its source \"{}\" has changed since", source.native()));
  }
}

std::vector<std::string> names_in_archive(const fs::path& archive) {
  const RunResult result = run({"ar", "t", archive.native()});
  if (result.status != 0) {
    throw TwinError(fmt::format("cannot list \"{}\": {}", archive.native(), trim(result.output)));
  }
  std::vector<std::string> names;
  for (const std::string_view line : split(result.output, '\n')) {
    if (!line.empty()) names.emplace_back(line);
  }
  return names;
}

bool is_library_name(const fs::path& file) {
  const std::string name = file.filename();
  return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

/// Objects that count their runs want a library of the compiler's that a twin is not linked with.
bool is_instrumented(const CompilerCall& call) {
  return std::ranges::any_of(call.arguments, [](const Argument& argument) {
    const std::string& word = argument.words.front();
    return word == "--coverage" || word == "-coverage" || word.starts_with("-fprofile-");
  });
}

bool is_archive(const fs::path& file) {
  return file.extension() == ".a";
}

void drop_repeated(std::vector<std::vector<std::string>>& attempts) {
  attempts.erase(std::unique(attempts.begin(), attempts.end()), attempts.end());
}

void add_once(std::vector<Task>& tasks, Task task) {
  const auto same = [&](const Task& other) { return other.output == task.output; };
  if (std::ranges::none_of(tasks, same)) tasks.push_back(std::move(task));
}

} // namespace

/// A command that linked a program, a library or several objects into one.
struct Builder::Link {
  const Command& command;
  CompilerCall call;
  Number maker;
  fs::path file;
};

Builder::Builder(const Producers& producers, Toolchain& toolchain, const isa::Cpu& cpu,
                 BuilderOptions options)
    : producers_(producers), toolchain_(toolchain), cpu_(cpu), options_(std::move(options)),
      crates_(producers, toolchain, cpu, options_.directory / "crates",
              [this](const fs::path& file, Number before) { return twin_of_input(file, before); }) {
  fs::create_directories(options_.directory / "objects");
  fs::create_directories(options_.directory / "crates");
}

fs::path Builder::make(const fs::path& program) {
  program_ = program;
  auto origin = origin_of(program, k_latest);
  if (!origin) {
    const auto made = producers_.same_content_as(program);
    if (made) origin = Origin{made->file, made->number};
  }
  if (!origin) {
    throw TwinError("no command that made it was seen; was it built before this build, or by a "
                    "tool that crossrc does not know?");
  }
  fs::path twin = is_crate(*origin) ? crate(*origin, true) : link(origin->file, origin->number);
  perform_all(compiles_, options_.jobs, log());
  for (const Task& task : links_) perform(task, log());
  return twin;
}

std::optional<Builder::Origin> Builder::origin_of(const fs::path& file, Number before) const {
  Origin origin{file, before};
  for (int copies = 0; copies < k_copies_limit; ++copies) {
    const auto maker = producers_.maker_of(origin.file, origin.number);
    if (!maker) return std::nullopt;
    origin.number = *maker;
    if (producers_.at(*maker).tool != Tool::copier) return origin;
    origin.file = producers_.source_of_copy(*maker, origin.file);
  }
  return std::nullopt;
}

bool Builder::in_tree(const fs::path& file) const {
  return std::ranges::any_of(options_.trees,
                             [&](const fs::path& tree) { return is_below(file, tree); });
}

fs::path Builder::twin_of_input(const fs::path& file, Number before) {
  const auto known = known_.find(file);
  if (known != known_.end()) return known->second;
  known_[file] = file; // a circle of links ends here
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  fs::path twin = file;
  if (!error && in_tree(real)) {
    const auto origin = origin_of(real, before);
    if (origin && is_crate(*origin)) {
      twin = crate(*origin, false);
    } else if (is_archive(real)) {
      twin = twin_of_archive(real, before);
    } else if (is_library_name(real)) {
      twin = twin_of_linked(real, before);
    } else if (isa::ElfFile::open(real) || real.extension() == ".o" || real.extension() == ".lo") {
      twin = twin_of_object(real, before);
    }
    if (twin == real) twin = file;
  }
  known_[file] = twin;
  return twin;
}

fs::path Builder::twin_of_object(const fs::path& object, Number before) {
  const auto origin = origin_of(object, before);
  const CompilerCall call =
      origin ? parse_compiler_call(producers_.at(origin->number).argv) : CompilerCall{};
  if (isa::scan(object, cpu_) == isa::Verdict::clean && !is_instrumented(call)) return object;
  if (origin) {
    if (producers_.at(origin->number).tool == Tool::assembler) return object;
    return call.action == Action::link ? link(origin->file, origin->number)
                                       : compile(*origin, object);
  }
  const auto member = producers_.extracted_from(object, before);
  if (!member) return object; // came with the package: there is nothing to make it from
  const auto source = producers_.member_of(member->object, object.filename(), 0, member->number);
  return source ? twin_of_object(source->object, source->number) : object;
}

fs::path Builder::twin_of_archive(const fs::path& archive, Number before) {
  const auto identity = identity_of(archive);
  if (!identity) return archive;
  std::map<std::string, size_t> seen;
  std::vector<std::string> words = {"ar", "qcsS"};
  fs::path output = options_.directory / *identity / archive.filename();
  words.push_back(output);
  bool foreign = false;
  for (const std::string& name : names_in_archive(archive)) {
    const auto member = producers_.member_of(archive, name, seen[name]++, before);
    if (!member) return archive; // not made in this build
    const fs::path twin = twin_of_object(member->object, member->number);
    foreign = foreign || twin != member->object;
    words.push_back(twin);
  }
  if (!foreign) return archive;
  words[1] = "qcs";
  fs::create_directories(output.parent_path());
  links_.push_back({output, options_.directory, {words}, {}});
  return output;
}

fs::path Builder::twin_of_linked(const fs::path& file, Number before) {
  const auto origin = origin_of(file, before);
  if (!origin) return file;
  const bool clean = isa::scan(file, cpu_) == isa::Verdict::clean;
  return clean && !links_a_twin(link_at(*origin)) ? file : link(origin->file, origin->number);
}

bool Builder::is_crate(const Origin& origin) const {
  return producers_.at(origin.number).tool == Tool::rust;
}

fs::path Builder::crate(const Origin& origin, bool always) {
  fs::path twin = crates_.twin_of(origin.file, origin.number, always, links_);
  if (is_library_name(twin) && twin != origin.file) library_dirs_.push_back(twin.parent_path());
  return twin;
}

fs::path Builder::compile(const Origin& origin, const fs::path& object) {
  const Number maker = origin.number;
  const Command& command = producers_.at(maker);
  fs::path output =
      options_.directory / "objects" / fmt::format("{}-{}", maker, object.filename().native());
  if (fs::exists(output)) return output;
  Task task{output, command.directory, {}, command.environment};
  for (const Attempt attempt : k_attempts) {
    task.attempts.push_back(compile_words(command, origin.file, object, output, attempt));
  }
  drop_repeated(task.attempts);
  add_once(compiles_, std::move(task));
  return output;
}

std::vector<std::string> Builder::compile_words(const Command& command, const fs::path& made_as,
                                                const fs::path& object, const fs::path& output,
                                                Attempt attempt) {
  const CompilerCall call = parse_compiler_call(command.argv);
  const std::string compiler = toolchain_.program_for(command.program, attempt);
  std::vector<std::string> words = {compiler};
  for (const Argument& argument : call.arguments) {
    if (argument.kind == ArgumentKind::output || argument.words.front() == "-c" ||
        argument.words.front() == "-S") {
      continue;
    }
    if (argument.kind == ArgumentKind::input) {
      const bool mine = call.output || fs::path(argument.value).stem() == made_as.stem();
      if (!mine) continue;
      check_unchanged(command.directory / argument.value, object);
    }
    const auto kept = toolchain_.words_for(argument, compiler, attempt);
    words.insert(words.end(), kept.begin(), kept.end());
  }
  words.insert(words.end(), toolchain_.flags().begin(), toolchain_.flags().end());
  words.insert(words.end(), {"-w", "-c", "-o", output});
  return words;
}

fs::path Builder::link(const fs::path& file, Number maker) {
  const Link link = link_at({file, maker});
  const auto identity = identity_of(file);
  std::string name = file.filename();
  if (const auto elf = isa::ElfFile::open(file); elf && !elf->soname().empty()) {
    name = elf->soname();
  }
  fs::path output =
      options_.directory / (identity ? *identity : fmt::format("gone-{}", maker)) / name;
  Task task{output, link.command.directory, {}, link.command.environment};
  for (const Attempt attempt : k_attempts) {
    auto words = link_words(link, attempt);
    words.insert(words.end(), {"-o", output});
    task.attempts.push_back(std::move(words));
  }
  drop_repeated(task.attempts);
  fs::create_directories(output.parent_path());
  add_once(links_, std::move(task));
  if (link.call.shared) library_dirs_.push_back(output.parent_path());
  return output;
}

std::vector<std::string> Builder::link_words(const Link& link, Attempt attempt) {
  const std::string compiler = toolchain_.program_for(link.command.program, attempt);
  std::vector<std::string> words;
  for (const Argument& argument : link.call.arguments) {
    const auto kept = link_argument(link, argument, compiler, attempt);
    words.insert(words.end(), kept.begin(), kept.end());
  }
  const bool is_driver = link.command.tool != Tool::linker;
  if (is_driver) {
    words.insert(words.end(), toolchain_.flags().begin(), toolchain_.flags().end());
    words.emplace_back("-w");
  }
  // DT_RPATH comes before LD_LIBRARY_PATH, which a libtool wrapper points at the originals, and
  // DT_RUNPATH after it: hence the old tag. The first directory wins: hence in front.
  std::vector<std::string> run_path = {compiler};
  for (const fs::path& directory : library_dirs_) {
    run_path.push_back((is_driver ? "-Wl,-rpath=" : "-rpath=") + directory.native());
  }
  if (!library_dirs_.empty()) {
    words.emplace_back(is_driver ? "-Wl,--disable-new-dtags" : "--disable-new-dtags");
  }
  words.insert(words.begin(), run_path.begin(), run_path.end());
  return words;
}

std::vector<std::string> Builder::link_argument(const Link& link, const Argument& argument,
                                                const std::string& compiler, Attempt attempt) {
  if (argument.kind == ArgumentKind::output) return {};
  const fs::path file = linked_file(link, argument);
  if (!file.empty()) {
    const fs::path twin = twin_of_input(file, link.maker);
    if (twin != file) return {twin};
  }
  if (argument.kind == ArgumentKind::input && is_source(argument.value)) {
    check_unchanged(link.command.directory / argument.value,
                    fs::exists(link.file) ? link.file : program_);
  }
  return toolchain_.words_for(argument, compiler, attempt);
}

Builder::Link Builder::link_at(const Origin& origin) const {
  const Command& command = producers_.at(origin.number);
  return {command, parse_compiler_call(command.argv), origin.number, origin.file};
}

bool Builder::links_a_twin(const Link& link) {
  return std::ranges::any_of(link.call.arguments, [&](const Argument& argument) {
    const fs::path file = linked_file(link, argument);
    return !file.empty() && twin_of_input(file, link.maker) != file;
  });
}

fs::path Builder::linked_file(const Link& link, const Argument& argument) const {
  const fs::path& here = link.command.directory;
  if (argument.kind == ArgumentKind::input) {
    return is_source(argument.value) ? fs::path() : (here / argument.value).lexically_normal();
  }
  if (argument.kind != ArgumentKind::library) return {};
  const std::string& name = argument.value;
  std::vector<std::string> file_names = {"lib" + name + ".so", "lib" + name + ".a"};
  if (link.call.statically) file_names.erase(file_names.begin());
  if (name.starts_with(":")) file_names = {name.substr(1)};
  for (const Argument& path : link.call.arguments) {
    if (path.kind != ArgumentKind::library_dir) continue;
    const fs::path directory = (here / path.value).lexically_normal();
    if (!in_tree(directory)) continue;
    for (const std::string& file_name : file_names) {
      if (fs::exists(directory / file_name)) return directory / file_name;
    }
  }
  return {};
}

} // namespace crossrc::twin
