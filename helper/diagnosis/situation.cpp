#include "diagnosis/situation.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "portage/installed.hpp"
#include "portage/owner.hpp"
#include "rules/machines.hpp"

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace crossrc::diagnosis {
namespace {

constexpr std::array<std::string_view, 4> k_library_directories{"usr/lib64", "usr/lib", "lib64",
                                                                "lib"};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// `path` is DIRECTORY/NAME with a directory that ends in `bin`.
bool is_program(std::string_view path, std::string_view name) {
  const size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.substr(slash + 1) == name &&
         path.substr(0, slash).ends_with("bin");
}

/// Python's `foo` is foo.py, foo/__init__.py or foo.*.so below site-packages or the library's own
/// directory; Perl's is Foo/Bar.pm.
bool is_module(std::string_view path, const std::string& name) {
  if (name.ends_with(".pm")) {
    return path.find("/perl5/") != std::string_view::npos && path.ends_with("/" + name);
  }
  const std::string top = "/" + name.substr(0, name.find('.'));
  if (path.find("/python") == std::string_view::npos) return false;
  if (path.ends_with(top + ".py") || path.ends_with(top + "/__init__.py")) return true;
  return path.ends_with(".so") && path.find(top + ".") != std::string_view::npos;
}

bool is_library(std::string_view path, std::string_view name) {
  const size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.substr(slash + 1) == name &&
         path.substr(0, slash).find("/lib") != std::string_view::npos;
}

/// Empty if the builder has the package in the target's version: then that is not what is missing.
std::string missing_provider(const Situation& situation,
                             const std::function<bool(std::string_view)>& is_wanted) {
  try {
    const auto provider = portage::find_owner(situation.target_root, is_wanted);
    if (!provider) return {};
    const auto same = portage::Atom::parse("=" + provider->cpv());
    const bool is_there = !portage::installed_packages(situation.builder_root, same).empty();
    return is_there ? "" : provider->cp();
  } catch (const Error&) { // a database that cannot be read names no package
    return {};
  }
}

} // namespace

std::string provider_of_program(const Situation& situation, const std::string& name) {
  return missing_provider(situation, [&](std::string_view path) { return is_program(path, name); });
}

std::string provider_of_module(const Situation& situation, const std::string& name) {
  return missing_provider(situation, [&](std::string_view path) { return is_module(path, name); });
}

std::string provider_of_library(const Situation& situation, const std::string& name) {
  return missing_provider(situation, [&](std::string_view path) { return is_library(path, name); });
}

std::string provider_of_package(const Situation& situation, const std::string& name) {
  return missing_provider(situation, [&](std::string_view path) {
    return path.ends_with("/pkgconfig/" + name + ".pc");
  });
}

bool has_program(const Situation& situation, const std::string& name) {
  return find_program(name, situation.search_path).has_value();
}

bool target_has_header(const Situation& situation, const std::string& name) {
  return !fs::path(name).is_absolute() && is_there(situation.target_root / "usr/include" / name);
}

bool target_has_archive(const Situation& situation, const std::string& name) {
  const auto is_in = [&](std::string_view directory) {
    const fs::path file = situation.target_root / directory / ("lib" + name);
    return is_there(file.string() + ".so") || is_there(file.string() + ".a");
  };
  return std::any_of(k_library_directories.begin(), k_library_directories.end(), is_in);
}

std::string root_with_moc(const Situation& situation) {
  constexpr std::array<std::string_view, 7> k_places{"usr/lib64/qt6/libexec/moc",
                                                     "usr/lib/qt6/libexec/moc",
                                                     "usr/lib64/qt6/bin/moc",
                                                     "usr/lib64/qt5/bin/moc",
                                                     "usr/lib/qt5/bin/moc",
                                                     "usr/libexec/qt6/moc",
                                                     "usr/bin/moc"};
  for (const fs::path& root : {situation.builder_root, fs::path("/")}) {
    const auto has_moc = [&](std::string_view place) { return is_there(root / place); };
    if (std::any_of(k_places.begin(), k_places.end(), has_moc) &&
        (situation.qt_host_path.empty() ||
         rules::normal_root(root) != rules::normal_root(situation.qt_host_path)))
      return root.string();
  }
  return {};
}

} // namespace crossrc::diagnosis
