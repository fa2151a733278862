#include "isa/loaded.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/elf.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::isa {
namespace {

std::string with_origin(std::string directory, const fs::path& file) {
  for (const std::string_view token : {"$ORIGIN", "${ORIGIN}"}) {
    const size_t start = directory.find(token);
    if (start != std::string::npos) {
      directory.replace(start, token.size(), file.parent_path().native());
    }
  }
  return directory;
}

/// One file that is loaded, and whose DT_RPATH it is searched by.
struct Object {
  fs::path file;
  std::vector<std::string> inherited; ///< of those that load it, nearest first
};

std::vector<std::string> directories_in(std::string_view path, const fs::path& base) {
  std::vector<std::string> directories;
  std::string separated(path);
  std::ranges::replace(separated, ';', ':');
  for (const std::string_view directory : split(separated, ':')) {
    if (!path.empty()) directories.push_back(base / directory); // an empty one is where it runs
  }
  return directories;
}

fs::path find_in(const std::vector<std::string>& directories, const std::string& name) {
  std::error_code error;
  for (const std::string& directory : directories) {
    fs::path found = fs::canonical(fs::path(directory) / name, error);
    if (!error) return found;
  }
  return {};
}

/// ld.so(8): DT_RPATH of the object and of those that load it, LD_LIBRARY_PATH, DT_RUNPATH.
class Loader {
public:
  Loader(const Loading& loading, const std::vector<fs::path>& trees)
      : loading_(loading), trees_(trees),
        everywhere_(directories_in(loading.library_path, loading.directory)) {}

  std::vector<fs::path> load(const fs::path& program) {
    objects_.push_back({program, {}});
    std::string preloaded = loading_.preload;
    std::ranges::replace(preloaded, ':', ' ');
    for (const std::string& name : words(preloaded)) add(find(name, everywhere_), {});
    for (size_t next = 0; next < objects_.size(); ++next) load_needed(Object(objects_[next]));
    std::vector<fs::path> files;
    for (size_t i = 1; i < objects_.size(); ++i) files.push_back(objects_[i].file);
    return files;
  }

private:
  void load_needed(const Object& object) {
    const auto elf = ElfFile::open(object.file);
    if (!elf) return;
    std::vector<std::string> own;
    for (const std::string& directory : elf->run_path()) {
      own.push_back(loading_.directory / with_origin(directory, object.file));
    }
    std::vector<std::string> inherited;
    std::vector<std::string> places = everywhere_;
    if (elf->has_old_run_path()) {
      inherited = own;
      inherited.insert(inherited.end(), object.inherited.begin(), object.inherited.end());
      places.insert(places.begin(), inherited.begin(), inherited.end());
    } else {
      inherited = object.inherited;
      places.insert(places.end(), own.begin(), own.end());
    }
    for (const std::string& name : elf->needed()) add(find(name, places), inherited);
  }

  [[nodiscard]] fs::path find(const std::string& name,
                              const std::vector<std::string>& places) const {
    const bool is_path = name.find('/') != std::string::npos;
    return find_in(is_path ? std::vector<std::string>{loading_.directory} : places, name);
  }

  void add(const fs::path& file, const std::vector<std::string>& inherited) {
    const bool in_tree = std::ranges::any_of(
        trees_, [&](const fs::path& tree) { return !file.empty() && is_below(file, tree); });
    const bool is_new = std::ranges::find(objects_, file, &Object::file) == objects_.end();
    if (in_tree && is_new) objects_.push_back({file, inherited});
  }

  const Loading& loading_;
  const std::vector<fs::path>& trees_;
  std::vector<std::string> everywhere_;
  std::vector<Object> objects_;
};

void add_directories(const fs::path& configuration, std::vector<std::string>& directories) {
  std::error_code error;
  if (!fs::is_regular_file(configuration, error)) return;
  const std::string content = read_file(configuration);
  for (const std::string_view line : split(content, '\n')) {
    if (line.starts_with('/')) directories.emplace_back(trim(line));
  }
}

bool is_of_a_compiler(const std::string& soname) {
  constexpr std::string_view own[] = {"libc.so.",       "libm.so.",    "libdl.so.",
                                      "libpthread.so.", "librt.so.",   "libgcc_s.so.",
                                      "libstdc++.so.",  "libmvec.so.", "ld-linux"};
  return std::ranges::any_of(own, [&](std::string_view name) { return soname.starts_with(name); });
}

} // namespace

std::vector<fs::path> libraries_of(const fs::path& program, const Loading& loading,
                                   const std::vector<fs::path>& trees) {
  return Loader(loading, trees).load(program);
}

std::string default_library_path(const fs::path& root) {
  std::vector<std::string> directories;
  add_directories(root / "etc/ld.so.conf", directories);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root / "etc/ld.so.conf.d", error)) {
    add_directories(entry.path(), directories);
  }
  for (const char* directory : {"/lib64", "/usr/lib64", "/lib", "/usr/lib"}) {
    directories.emplace_back(directory);
  }
  std::string path;
  for (const std::string& directory : directories) path += ":" + root.native() + directory;
  return path;
}

size_t thread_storage_of_libraries(const fs::path& program, const Loading& loading) {
  Loading all = loading;
  all.library_path += default_library_path("/");
  size_t size = 0;
  for (const fs::path& library : libraries_of(program, all, {"/"})) {
    const auto elf = ElfFile::open(library);
    if (elf) size += elf->thread_storage();
  }
  return size;
}

bool may_open_libraries(const fs::path& program) {
  const auto elf = ElfFile::open(program);
  if (!elf || !elf->has_interpreter()) return false;
  const auto needed = elf->needed();
  return !std::ranges::all_of(needed, is_of_a_compiler) || elf->imports({"dlopen", "dlmopen"});
}

} // namespace crossrc::isa
