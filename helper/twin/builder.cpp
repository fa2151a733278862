#include "twin/builder.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "isa/archive.hpp"
#include "isa/elf.hpp"
#include "isa/loaded.hpp"
#include "twin/audit.hpp"
#include "twin/c_part.hpp"
#include "twin/compilation.hpp"
#include "twin/identity.hpp"
#include "twin/link.hpp"
#include "twin/own_path.hpp"
#include "twin/sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

constexpr std::string_view k_unseen = "no command that made it was seen; was it built before this "
                                      "build, or by a tool that crossrc does not know?";

using journal::Command;
using journal::Tool;

bool is_library_name(const fs::path& file) {
  const std::string name = file.filename();
  return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

bool is_shared_library(const fs::path& file) {
  const auto elf = isa::ElfFile::open(file);
  return elf ? elf->kind() != isa::ElfKind::object : is_library_name(file) && !fs::exists(file);
}

/// By the time of its content alone: links and copies of it do no harm.
bool was_written_after(const fs::path& file, const Command& command) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return true;
  return info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec > command.started;
}

void write_once(const fs::path& file, std::span<const uint8_t> content) {
  if (fs::exists(file)) return;
  fs::create_directories(file.parent_path());
  replace_file(file, {reinterpret_cast<const char*>(content.data()), content.size()});
}

/// True if ld.so would take the library for one that needs `name`.
bool answers_to(const fs::path& library, const std::string& name) {
  const auto elf = isa::ElfFile::open(library);
  return library.filename() == name || (elf && elf->soname() == name);
}

/// A C library of its own, or none: dietlibc's and musl's drivers call the compiler so.
bool brings_its_library(const CompilerCall& call) {
  return std::ranges::any_of(call.arguments, [](const Argument& argument) {
    const std::string& word = argument.words.front();
    return word == "-nostdlib" || word == "-nodefaultlibs" || word == "-nolibc" ||
           word.starts_with("-specs") || word.starts_with("--specs");
  });
}

[[noreturn]] void refuse_changed(const fs::path& file) {
  const char* what = fs::exists(file) ? "has changed since" : "is gone";
  throw TwinError(fmt::format("its part \"{}\" {}", file.native(), what));
}

size_t last_stage(const std::vector<Part>& parts) {
  size_t stage = 0;
  for (const Part& part : parts) stage = std::max(stage, part.stage);
  return stage;
}

} // namespace

Builder::Builder(Site& site)
    : site_(site), origins_(site), crates_(site, [this](const fs::path& file, Number number) {
        return twin_of_input(file, {site_.producers.at(number), number});
      }) {}

fs::path Builder::make(const fs::path& program, const isa::Loading& loading) {
  loading_ = loading;
  loaded_ = isa::libraries_of(program, loading, site_.trees);
  for (const fs::path& library : loaded_) twin_of_library(library);
  const auto origin = origins_.of_program(program);
  if (!origin) {
    throw TwinError(std::string(k_unseen));
  }
  program_ = program;
  return with_appended(remake(*origin, program.filename(), program), program).file;
}

/// With the data that was put behind the program when it was linked.
Part Builder::with_appended(const Part& twin, const fs::path& program) {
  const auto elf = isa::ElfFile::open(program);
  const size_t size = elf ? elf->appended().size() : 0;
  if (size == 0) return twin;
  const std::string key = fingerprint(twin.file.native() + identity_of(program).value_or(""));
  const fs::path output = site_.directory / "appended" / key / twin.file.filename();
  fs::create_directories(output.parent_path());
  if (fs::exists(twin.file.parent_path() / "origin")) note_origin(output, program);
  const char* join = R"(cp "$1" "$2" && tail -c "$3" "$4" >> "$2")";
  const Try attempt{
      {"sh", "-c", join, "sh", twin.file, output, std::to_string(size), program.native()}};
  return site_.plan.add({output, site_.directory, {attempt}}, twin.stage);
}

fs::path Builder::make_library(const fs::path& library, const isa::Loading& loading, bool always) {
  loading_ = loading;
  loaded_ = isa::libraries_of(library, loading, site_.trees);
  const Part part = twin_of_library(library, always);
  if (always && !part.is_twin()) throw TwinError(std::string(k_unseen));
  return part.file;
}

Part Builder::twin_of_input(const fs::path& file, const Moment& moment) {
  const Place place = origins_.place_of(file, moment.number);
  if (!is_of_build(place, moment)) return {file};
  const auto key = std::pair(place.then, moment.number);
  const auto [entry, is_new] = inputs_.try_emplace(key, Part{file});
  if (!is_new) return entry->second;
  Part part;
  const auto origin = site_.producers.origin_of(place.then, moment.number);
  const bool is_crate = origin && site_.producers.at(origin->number).tool == Tool::rust;
  if (is_crate && !is_shared_library(place.now)) {
    part = crates_.twin_of(*origin, false);
  } else if (is_shared_library(place.now)) {
    part = twin_of_library(as_loaded(place.now));
  } else if (isa::Archive::open(place.now) ||
             !site_.producers.members_of(place.then, moment.number).empty()) {
    part = twin_of_archive(place, moment);
  } else {
    part = twin_of_object(place, moment);
  }
  if (!part.is_twin() && fs::exists(file)) part.file = file; // as it was written
  return inputs_[key] = part;
}

/// What compilers write to /tmp until they link it is, too; it has to be made again.
bool Builder::is_of_build(const Place& place, const Moment& moment) const {
  if (site_.in_tree(place.now)) return true;
  return has_changed(place.now, moment.command) &&
         site_.producers.origin_of(place.then, moment.number);
}

/// As the package made it.
bool Builder::may_stay(isa::Verdict verdict) const {
  return verdict == isa::Verdict::clean && !site_.is_everything_made;
}

Part Builder::twin_of_object(const Place& object, const Moment& moment) {
  const bool intact = !has_changed(object.now, moment.command);
  if (intact && may_stay(site_.scans.of(object.now))) return {object.now};
  const auto origin = origins_.of_object(object, moment.number);
  if (origin && intact && is_made_by_foreign_assembler(*origin)) return {object.now};
  if (origin) return remake(*origin, object.then.filename(), intact ? object.now : fs::path());
  // Came with the package, or is no object but a linker's script: there is nothing to make it from.
  if (was_written_after(object.now, moment.command)) refuse_changed(object.now);
  return {object.now};
}

/// What nasm and yasm assemble is written by hand and is the same for every CPU: if it is foreign,
/// then behind a question.
bool Builder::is_made_by_foreign_assembler(const Made& made) const {
  const Command& command = site_.producers.at(made.number);
  const auto name = journal::plain_name(command.program);
  return command.tool == Tool::assembler && name != "as";
}

Part Builder::twin_of_archive(const Place& archive, const Moment& moment) {
  const bool intact = !has_changed(archive.now, moment.command);
  if (intact && may_stay(site_.scans.of(archive.now))) return {archive.now};
  const std::vector<Part> members =
      intact ? members_now(archive, moment) : members_then(archive, moment);
  if (intact && last_stage(members) == 0) return {archive.now}; // was not made in this build
  return archive_of(archive.then, members);
}

/// By the archive's content, whoever put it there.
std::vector<Part> Builder::members_now(const Place& archive, const Moment& moment) {
  const auto content = isa::Archive::open(archive.now);
  if (!content) refuse_changed(archive.now);
  const fs::path unpacked = site_.directory / "members" / identity_of(archive.now).value_or("");
  std::map<std::string, size_t> seen;
  std::vector<Part> members;
  for (const isa::ArchiveMember& member : content->members()) {
    if (content->is_thin()) {
      members.push_back(twin_of_input(archive.now.parent_path() / member.name, moment));
      continue;
    }
    const size_t nth = seen[member.name]++;
    const fs::path file = unpacked / std::to_string(nth) / member.name;
    write_once(file, member.bytes);
    members.push_back({file});
    if (may_stay(site_.scans.of_content(member.bytes))) continue;
    auto origin = site_.producers.made_with(member.bytes, member.name, moment.number);
    const auto put = site_.producers.member_of(archive.then, member.name, nth, moment.number);
    if (!origin && put)
      origin = origins_.of_object(origins_.place_of(put->file, put->number), put->number);
    if (!origin) origin = origins_.made_again(file, member.name);
    if (origin && is_made_by_foreign_assembler(*origin)) continue;
    if (origin) members.back() = remake(*origin, member.name, file);
  }
  return members;
}

/// By the record, where the archive is not any more what was linked.
std::vector<Part> Builder::members_then(const Place& archive, const Moment& moment) {
  std::vector<Part> members;
  for (const Made& member : site_.producers.members_of(archive.then, moment.number)) {
    const Moment then{site_.producers.at(member.number), member.number};
    members.push_back(twin_of_object(origins_.place_of(member.file, member.number), then));
  }
  if (members.empty()) refuse_changed(archive.now);
  return members;
}

Part Builder::archive_of(const fs::path& archive, const std::vector<Part>& members) {
  std::vector<std::string> words = {"ar", "qcs"};
  for (const Part& member : members) words.push_back(member.file);
  std::string all;
  for (const std::string& word : words) all += word + '\n';
  const fs::path output = site_.directory / "archives" / fingerprint(all) / archive.filename();
  words.insert(words.begin() + 2, output);
  fs::create_directories(output.parent_path());
  return site_.plan.add({output, site_.directory, {{words}}}, last_stage(members));
}

/// The library that will be loaded where `library` was linked: not always the same file.
fs::path Builder::as_loaded(const fs::path& library) const {
  const auto elf = isa::ElfFile::open(library);
  const std::string soname = elf ? elf->soname() : "";
  const std::string name = soname.empty() ? library.filename().native() : soname;
  const auto loaded =
      std::ranges::find_if(loaded_, [&](const fs::path& other) { return answers_to(other, name); });
  return loaded == loaded_.end() ? library : *loaded;
}

Part Builder::twin_of_library(const fs::path& library, bool always) {
  const auto [entry, is_new] = libraries_.try_emplace(library, Part{library});
  if (!is_new || !site_.in_tree(library)) return entry->second; // a circle ends here, too
  const auto elf = isa::ElfFile::open(library);
  bool loads_twins = false;
  for (const std::string& name : elf ? elf->needed() : std::vector<std::string>{}) {
    const auto needed = std::ranges::find_if(
        loaded_, [&](const fs::path& other) { return answers_to(other, name); });
    if (needed != loaded_.end()) loads_twins = twin_of_library(*needed).is_twin() || loads_twins;
  }
  if (!always && !loads_twins && may_stay(site_.scans.of(library))) return {library};
  const auto origin = origins_.of_object({library, library}, k_latest);
  if (!origin) return {library};
  const std::string soname = elf ? elf->soname() : "";
  return libraries_[library] =
             remake(*origin, soname.empty() ? library.filename().native() : soname, library);
}

Part Builder::remake(const Made& made, const std::string& name, const fs::path& place) {
  const Command& command = site_.producers.at(made.number);
  if (command.tool == Tool::rust) return crates_.twin_of(made, true, std::exchange(program_, {}));
  if (command.tool == Tool::changer) return change(made, name);
  const CompilerCall call = call_of(command);
  if (command.tool == Tool::linker ||
      (call.action == Action::link && command.tool == Tool::compiler)) {
    return link(made, name, place);
  }
  const Argument* source = source_of(call, made);
  if (source == nullptr) {
    throw TwinError(fmt::format("it is not clear what \"{}\" was made from", made.file.native()));
  }
  return compile(site_, made, *source, place);
}

/// objcopy and strip do to the twin what they did to the original; where they cannot, it stays
/// whole, and whoever needs the change says so.
Part Builder::change(const Made& made, const std::string& name) {
  const Command& command = site_.producers.at(made.number);
  const auto changes = changes_of(command);
  const auto own = std::ranges::find(changes, made.file, &Change::to);
  const auto origin = origins_.of_object(origins_.place_of(own->from, made.number), made.number);
  if (!origin) {
    throw TwinError(fmt::format("\"{}\" changed its part \"{}\", and no command that made that "
                                "was seen",
                                command.program, own->from.native()));
  }
  const fs::path program = program_;
  const Part whole = remake(*origin, name, own->from == own->to ? fs::path() : own->from);
  std::vector<std::string> words = {command.program};
  words.insert(words.end(), own->options.begin(), own->options.end());
  const bool is_strip = journal::plain_name(command.program) == "strip";
  const fs::path output = site_.directory / "changed" /
                          fingerprint(whole.file.native() + std::to_string(made.number)) / name;
  if (is_strip)
    words.insert(words.end(), {"-o", output, whole.file});
  else
    words.insert(words.end(), {whole.file, output});
  fs::create_directories(output.parent_path());
  if (!program.empty()) note_origin(output, program);
  return site_.plan.add({output, command.directory, {{words}, {{"cp", whole.file, output}}}},
                        whole.stage);
}

Part Builder::link(const Made& made, const std::string& name, const fs::path& place) {
  const Command& command = site_.producers.at(made.number);
  Link link{made, command, call_of(command)};
  link.place = place;
  link.program = std::exchange(program_, {});
  expand_linker_scripts(link, site_);
  resolve(link);
  add_own_parts(link);
  const std::string soname = soname_of(link.call);
  const std::string file_name = soname.empty() ? name : fs::path(soname).filename().native();
  std::string all = command.directory.native() + '\n' + place.native() + '\n';
  for (const std::string& word : words_of(link, site_.toolchain, Attempt::builder))
    all += word + '\n';
  const fs::path output = site_.directory / "linked" / fingerprint(all) / file_name;
  fs::path directory = site_.producers.now_at(command.directory, made.number);
  if (!fs::is_directory(directory)) directory = site_.directory;
  Task task{output, directory, tries_of(site_, command, [&](Attempt attempt) {
              auto words = words_of(link, site_.toolchain, attempt);
              words.insert(words.end(), {"-o", output});
              return words;
            })};
  if (!link.audit.empty())
    task.check = [audit = link.audit](const fs::path& twin) { mark_audit_library(twin, audit); };
  size_t after = link.after;
  for (const auto& part : link.parts) after = std::max(after, part ? part->stage : 0);
  for (const auto& [file, part] : libraries_) after = std::max(after, part.stage);
  fs::create_directories(output.parent_path());
  if (!link.additions.empty()) note_origin(output, link.program);
  return site_.plan.add(std::move(task), after);
}

/// It, or a library of the tree that it loads.
bool Builder::opens_namespaces(const fs::path& program) const {
  std::vector<fs::path> files = isa::libraries_of(program, loading_, site_.trees);
  files.push_back(program);
  return std::ranges::any_of(files, [](const fs::path& file) {
    const auto elf = isa::ElfFile::open(file);
    return elf && elf->imports({"dlmopen"});
  });
}

/// What a program has to find that its twin would not: the libraries that it opens, and itself.
void Builder::add_own_parts(Link& link) {
  const auto elf = isa::ElfFile::open(link.program);
  if (!elf || !link.call.is_driver) return;
  const bool loads_more = elf->has_interpreter() &&
                          (!loading_.preload.empty() || isa::may_open_libraries(link.program));
  if (loads_more && has_room_for_audit(link.program, loading_)) {
    const Part audit = plan_audit_library(site_, machine_options(*elf));
    const auto options = audit_options(audit.file);
    link.options.insert(link.options.end(), options.begin(), options.end());
    link.audit = audit.file;
    link.after = std::max(link.after, audit.stage);
  }
  if (loads_more && opens_namespaces(link.program) && !brings_its_library(link.call)) {
    link.additions.push_back(plan_namespace_part(site_, machine_options(*elf)));
    link.after = std::max(link.after, link.additions.back().stage);
  }
  if (!may_ask_for_itself(link.program) || brings_its_library(link.call)) return;
  link.additions.push_back(plan_own_path(site_, *elf));
  link.after = std::max(link.after, link.additions.back().stage);
  const auto options = own_path_options(*elf);
  link.options.insert(link.options.end(), options.begin(), options.end());
}

/// Finds, and plans, the parts that the arguments of a link stand for.
void Builder::resolve(Link& link) {
  const Moment moment{link.command, link.made.number};
  for (const Argument& argument : link.call.arguments) {
    link.parts.emplace_back();
    if (argument.kind == ArgumentKind::input && is_source(argument)) {
      link.parts.back() = compile(site_, link.made, argument, link.place);
      continue;
    }
    const fs::path file = linked_file(link, argument, site_);
    if (file.empty()) continue;
    const Part part = twin_of_input(file, moment);
    if (part.is_twin() || argument.kind == ArgumentKind::input) link.parts.back() = part;
  }
  for (const auto& [file, part] : libraries_) {
    if (part.is_twin()) link.run_path.push_back(part.file.parent_path());
  }
}

bool Site::in_tree(const fs::path& file) const {
  return std::ranges::any_of(trees, [&](const fs::path& tree) { return is_below(file, tree); });
}

} // namespace crossrc::twin
