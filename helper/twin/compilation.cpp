#include "twin/compilation.hpp"

#include "base/file.hpp"
#include "isa/ask.hpp"
#include "journal/kept_sources.hpp"
#include "twin/layout.hpp"
#include "twin/modules.hpp"
#include "twin/precompiled.hpp"
#include "twin/sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;
using journal::Tool;

constexpr std::string_view k_mapper = "-fmodule-mapper=";

bool is_fortran(const Argument& source) {
  if (!source.language.empty()) return source.language.starts_with('f');
  const std::string ending = fs::path(source.value).extension();
  return ending.size() > 1 && (ending[1] == 'f' || ending[1] == 'F');
}

/// Others do not know -MD, and have no headers: what they read beside the source is their own.
bool has_preprocessor(const Argument& source) {
  const std::string ending = fs::path(source.value).extension();
  return !is_fortran(source) && ending != ".go" && ending != ".d" && !ending.starts_with(".ad");
}

bool is_standard_input(const Argument& source) {
  return source.value == "-" || source.value == "/dev/stdin";
}

bool is_made_of_text(const CompilerCall& call) {
  return call.action == Action::preprocess || call.action == Action::assemble;
}

/// The last option counts (gcc(1), Optimize Options).
bool optimizes(const CompilerCall& call) {
  bool result = false;
  for (const Argument& argument : call.arguments) {
    const std::string& option = argument.words.front();
    if (option.starts_with("-O") && !argument.for_linker) result = option != "-O0";
  }
  return result;
}

/// One compilation on its way into the plan.
class Compilation {
public:
  Compilation(Site& site, const Made& made, const Argument& source)
      : site_(site), made_(made), command_(site.producers.at(made.number)),
        call_(call_of(command_)), source_(source),
        file_(site.producers.now_at(command_.directory / source.value, made.number)),
        directory_(site.producers.now_at(command_.directory, made.number)) {
    if (!fs::is_directory(directory_)) directory_ = site.directory;
    const fs::path kept = journal::kept_source(site.kept_sources, command_, source.value);
    const bool is_another =
        is_standard_input(source) || has_changed(file_, command_) || has_changed_header(kept);
    if (is_another && fs::exists(kept)) {
      file_ = kept;
      is_kept_ = true;
    }
  }

  Part plan(const fs::path& reference) {
    refuse_streams();
    const Part input = made_source();
    if (!input.is_twin() && !is_kept_) check_source(reference);
    size_t after = input.stage;
    find_precompiled(after);
    fs::create_directories(output().parent_path());
    redirect_module();
    Task task{output(), directory_, tries(input), {}};
    if (!input.is_twin() && call_.is_driver) task.check = check_of_headers(reference);
    if (shares_types(input)) look_for_mixture(task, input);
    return site_.plan.add(std::move(task), after);
  }

private:
  /// One of which there is a copy beside that of the source.
  [[nodiscard]] bool has_changed_header(const fs::path& kept) const {
    std::error_code error;
    const fs::path copies = kept.parent_path();
    for (const auto& entry : fs::recursive_directory_iterator(copies, error)) {
      if (entry.path() == kept || !entry.is_regular_file(error)) continue;
      const fs::path name = entry.path().lexically_relative(copies);
      for (const fs::path& place : {file_.parent_path(), directory_}) {
        if (fs::exists(place / name) && !have_same_content(place / name, entry.path())) return true;
      }
    }
    return false;
  }

  void refuse_streams() const {
    if (is_kept_) return;
    const std::string& name = source_.value;
    if (is_standard_input(source_)) {
      throw TwinError("its source came through standard input, and nobody kept it");
    }
    if (name.starts_with("/dev/fd/") || name.starts_with("/proc/self/fd/")) {
      throw TwinError("its source came through a pipe, and nobody kept it");
    }
  }

  /// The source itself, or the part that makes it again.
  Part made_source() {
    const auto origin = site_.producers.origin_of(command_.directory / source_.value, made_.number);
    if (!origin || site_.producers.at(origin->number).tool != Tool::compiler) return {file_};
    const CompilerCall call = call_of(site_.producers.at(origin->number));
    const Argument* source = is_made_of_text(call) ? source_of(call, *origin) : nullptr;
    if (source == nullptr || was_edited(*origin, call, *source)) return {file_};
    return compile(site_, *origin, *source, file_);
  }

  /// True if the text is not any more what the command `maker` wrote.
  [[nodiscard]] bool was_edited(const Made& maker, const CompilerCall& call,
                                const Argument& source) const {
    const Command& command = site_.producers.at(maker.number);
    const fs::path directory = site_.producers.now_at(command.directory, maker.number);
    return fs::exists(file_) && !reproduces(words_again(command, call, &source, scratch(1)),
                                            command, directory, file_, scratch(1));
  }

  /// Precompiled headers that the command names: clang takes none of another CPU.
  void find_precompiled(size_t& after) {
    for (const Argument& argument : call_.arguments) {
      const std::string& name = argument.words.back();
      if (argument.kind != ArgumentKind::other || !name.ends_with("pch")) continue;
      const auto origin = site_.producers.origin_of(command_.directory / name, made_.number);
      if (!origin || site_.producers.at(origin->number).tool != Tool::compiler) continue;
      const CompilerCall call = call_of(site_.producers.at(origin->number));
      const Argument* header = source_of(call, *origin);
      if (header == nullptr) continue;
      const Part part = compile(site_, *origin, *header, command_.directory / name);
      precompiled_[name] = part.file;
      after = std::max(after, part.stage);
    }
  }

  /// The interface of a module would be written where the package has its own.
  void redirect_module() {
    fs::path given;
    bool uses_modules = false;
    for (const Argument& argument : call_.arguments) {
      const std::string& word = argument.words.front();
      uses_modules = uses_modules || word.starts_with("-fmodule");
      if (word.starts_with(k_mapper)) given = directory_ / word.substr(k_mapper.size());
    }
    if (!uses_modules || !fs::exists(file_)) return;
    const auto module = module_in(read_file(file_));
    if (!module) return;
    mapper_ = output().native() + ".modules";
    replace_file(mapper_, mapping_for(*module, output().parent_path(), given, directory_));
  }

  void check_source(const fs::path& reference) const {
    if (!fs::exists(file_)) {
      throw TwinError(fmt::format("its source \"{}\" is gone", file_.native()));
    }
    if (has_changed(file_, command_)) check_again(file_, reference, scratch(0));
  }

  [[nodiscard]] std::function<void(const fs::path&)>
  check_of_headers(const fs::path& reference) const {
    // By value: the plan is performed when this is gone.
    return [self = *this, reference](const fs::path& unfinished) {
      const auto rule = unfinished.native() + ".d";
      for (const fs::path& file : read_dependencies(rule, self.directory_)) {
        if (self.is_kept_ && is_below(file, self.file_.parent_path())) continue;
        if (!self.site_.in_tree(file) || !has_changed(file, self.command_)) continue;
        if (file != self.file_) self.check_again(file, reference, unfinished.native() + ".again");
        return;
      }
    };
  }

  /// Whether its object goes with others by what headers declare.
  [[nodiscard]] bool shares_types(const Part& input) const {
    return !input.is_twin() && call_.is_driver && command_.tool == Tool::compiler &&
           has_preprocessor(source_) && !is_made_of_text(call_) && !site_.is_everything_made;
  }

  [[nodiscard]] std::vector<std::string> kept(std::vector<std::string> words) const {
    return with_kept_files(std::move(words), command_, site_.kept_sources);
  }

  /// The source as it is preprocessed for the package, and for the twin.
  [[nodiscard]] Texts texts(Attempt attempt, const Part& input) const {
    return {preprocessing(kept(words(attempt, input, true))),
            preprocessing(kept(words(attempt, input))),
            environment_with(kept(environment_for(command_, attempt)))};
  }

  /// Adds to the task's check that headers declare the same to the twin's compilation as they did
  /// to the package's. Else there is a sign of it behind.
  void look_for_mixture(Task& task, const Part& input) {
    std::vector attempts = {texts(Attempt::builder, input), texts(Attempt::recorded, input)};
    const Texts& first = attempts.front();
    auto names = site_.toolchain.changed_macros(
        first.twin.front(), isa::machine_flags(first.package), isa::machine_flags(first.twin));
    if (names.empty()) return;
    const fs::path sign = output().native() + ".mixture";
    site_.signs_of_mixture.push_back(sign);
    task.check = [check = std::move(task.check), names = std::move(names), sign, self = *this,
                  attempts = std::move(attempts)](const fs::path& unfinished) {
      if (check) check(unfinished);
      auto headers = read_dependencies(unfinished.native() + ".d", self.directory_);
      if (!headers.empty()) headers.erase(headers.begin()); // the source
      if (name_any(headers, names) && !agree(attempts, self.directory_)) replace_file(sign, "");
    };
  }

  /// Throws unless the command makes what it made, although `changed` did change.
  void check_again(const fs::path& changed, const fs::path& reference,
                   const fs::path& scratch) const {
    const bool links = call_.action == Action::link;
    auto words = kept(words_again(command_, call_, links ? nullptr : &source_, scratch));
    if (is_kept_) {
      std::ranges::replace(words, source_.value, file_.native());
      words.insert(words.end(), {"-iquote", directory_of_source()});
    }
    if (!reference.empty() && reproduces(words, command_, directory_, reference, scratch)) return;
    throw TwinError(fmt::format("its source \"{}\" has changed since", changed.native()));
  }

  /// Where headers of a source that is not in its place are looked for first.
  [[nodiscard]] fs::path directory_of_source() const {
    return (directory_ / source_.value).parent_path();
  }

  [[nodiscard]] fs::path scratch(size_t n) const {
    fs::path file = output().native() + fmt::format(".again{}", n);
    fs::create_directories(file.parent_path());
    return file;
  }

  /// A directory a command and source: Ada wants objects called like their sources.
  [[nodiscard]] fs::path output() const {
    size_t place = 0;
    while (place < call_.arguments.size() && call_.arguments[place].value != source_.value) ++place;
    fs::path name = made_.file.filename();
    if (call_.action == Action::link) name = fs::path(source_.value).stem().native() + ".o";
    return site_.directory / "objects" / fmt::format("{}-{}", made_.number, place) / name;
  }

  [[nodiscard]] std::vector<Try> tries(const Part& input) const {
    return tries_of(site_, command_, [&](Attempt attempt) { return words(attempt, input); });
  }

  /// Of the twin's compilation, or with the recorded instruction sets of the package's.
  [[nodiscard]] std::vector<std::string> words(Attempt attempt, const Part& input,
                                               bool for_package = false) const {
    const std::string compiler = site_.toolchain.program_for(command_.program, attempt);
    site_.toolchain.learn(call_, compiler);
    std::vector<std::string> words;
    if (command_.tool == Tool::compiler && !for_package)
      words = site_.toolchain.words_for_cpu(call_, compiler);
    words.insert(words.begin(), compiler);
    for (const Argument& argument : call_.arguments) {
      if (argument.kind == ArgumentKind::input && argument.value == source_.value &&
          !argument.for_linker) {
        words.push_back(input.is_twin() ? input.file.native() : source_word());
        continue;
      }
      if (!is_wanted(argument)) continue;
      const bool is_as_recorded = for_package && argument.kind == ArgumentKind::isa;
      const auto kept =
          is_as_recorded ? words_of(argument) : kept_words(argument, compiler, attempt);
      words.insert(words.end(), kept.begin(), kept.end());
    }
    if (command_.tool == Tool::compiler) append_end(words);
    words.insert(words.end(), {"-o", output()});
    return words;
  }

  /// As it was written, since __FILE__ is part of what programs say; or where it is now.
  [[nodiscard]] std::string source_word() const {
    const bool is_there = file_ == (directory_ / source_.value).lexically_normal();
    return is_there ? source_.value : file_.native();
  }

  static bool is_wanted(const Argument& argument) {
    switch (argument.kind) {
    case ArgumentKind::input:
    case ArgumentKind::output:
    case ArgumentKind::action:
    case ArgumentKind::library:
    case ArgumentKind::library_dir:
      return false;
    default:
      return !argument.for_linker;
    }
  }

  [[nodiscard]] std::vector<std::string>
  kept_words(const Argument& argument, const std::string& compiler, Attempt attempt) const {
    const std::string& first = argument.words.front();
    if (is_fortran(source_) && first.starts_with("-J")) return {"-I" + argument.value};
    if (!mapper_.empty() && first.starts_with(k_mapper)) return {};
    const auto precompiled = precompiled_.find(argument.words.back());
    if (precompiled != precompiled_.end()) {
      auto words = argument.words;
      words.back() = precompiled->second;
      return words;
    }
    if (first == "-include") {
      const fs::path header =
          header_behind(site_.producers, made_.number, call_, directory_, argument.value);
      if (!header.empty()) return {first, header};
    }
    return site_.toolchain.words_for(argument, compiler, attempt);
  }

  void append_end(std::vector<std::string>& words) const {
    if (is_kept_) words.insert(words.end(), {"-iquote", directory_of_source()});
    const auto& flags = site_.toolchain.flags();
    words.insert(words.end(), flags.begin(), flags.end());
    // Some sources do what the C standard leaves open, and rely on it.
    if (!optimizes(call_)) words.emplace_back("-O0");
    // Modules would be written where the package has its own.
    if (is_fortran(source_)) words.insert(words.end(), {"-J", output().parent_path()});
    if (!mapper_.empty()) words.push_back(std::string(k_mapper) + mapper_.native());
    words.emplace_back("-w");
    switch (call_.action) {
    case Action::preprocess:
      words.emplace_back("-E");
      break;
    case Action::assemble:
      words.emplace_back("-S");
      break;
    default:
      words.emplace_back("-c");
    }
    if (has_preprocessor(source_)) {
      words.insert(words.end(), {"-MD", "-MF", output().native() + ".d"});
    }
  }

  Site& site_;
  Made made_;
  const Command& command_;
  CompilerCall call_;
  Argument source_;
  fs::path file_;
  fs::path directory_;
  bool is_kept_ = false;                        ///< `file_` is a copy of what has changed since
  fs::path mapper_;                             ///< where modules go, or empty
  std::map<std::string, fs::path> precompiled_; ///< headers as written, and their twins
};

} // namespace

Part compile(Site& site, const Made& made, const Argument& source, const fs::path& reference) {
  return Compilation(site, made, source).plan(reference);
}

const Argument* source_of(const CompilerCall& call, const Made& made) {
  for (const Argument& argument : call.arguments) {
    if (argument.kind != ArgumentKind::input || argument.for_linker) continue;
    if (call.output || default_output(argument, call.action).filename() == made.file.filename()) {
      return &argument;
    }
  }
  return nullptr;
}

} // namespace crossrc::twin
