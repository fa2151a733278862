#include "doctor/repository.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "portage/metadata.hpp"

#include <optional>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

constexpr std::string_view k_ref = "ref: ";
constexpr std::string_view k_gitdir = "gitdir: ";

std::string text_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  return std::string(trim(read_file(file)));
}

/// `.git`, or where it points to if the repository is a worktree or a submodule.
fs::path git_directory(const fs::path& location) {
  const std::string pointer = text_of(location / ".git");
  if (!pointer.starts_with(k_gitdir)) return location / ".git";
  return location / pointer.substr(k_gitdir.size());
}

/// gitrepository-layout(5), packed-refs: `COMMIT REF` lines.
std::string packed_ref(const fs::path& git, const std::string& ref) {
  const std::string text = text_of(git / "packed-refs");
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string> columns = words(line);
    if (columns.size() == 2 && columns[1] == ref) return columns[0];
  }
  return {};
}

std::string head_of(const fs::path& location) {
  const fs::path git = git_directory(location);
  std::string head = text_of(git / "HEAD");
  if (!head.starts_with(k_ref)) return head;
  const std::string ref = head.substr(k_ref.size());
  const std::string common = text_of(git / "commondir");
  const fs::path refs = common.empty() ? git : git / common;
  std::string loose = text_of(refs / ref);
  return loose.empty() ? packed_ref(refs, ref) : loose;
}

/// PMS, "Tree layout": what is no category in a repository. Others have a name with a dash.
bool is_category(const fs::directory_entry& entry) {
  std::error_code error;
  const std::string name = entry.path().filename().string();
  return (name == "virtual" || name.find('-') != std::string::npos) && !name.starts_with('.') &&
         entry.is_directory(error);
}

/// crossdev(8) wants a repository to put the toolchains' packages into, which are the builder's.
bool has_only_toolchains(const fs::path& location) {
  std::error_code error;
  bool some = fs::is_directory(location / "profiles", error);
  for (const auto& entry : fs::directory_iterator(location, error)) {
    some = some && (!is_category(entry) || entry.path().filename().string().starts_with("cross-"));
  }
  return some;
}

void add_copy(const Repository& repository, const fs::path& target_root,
              std::vector<Repository>& copies) {
  const fs::path place = target_root / repository.location.relative_path();
  std::error_code error;
  if (!fs::exists(place / "profiles", error)) return;
  if (!fs::equivalent(place, repository.location, error)) copies.push_back(read_repository(place));
}

} // namespace

Repository read_repository(const fs::path& location) {
  Repository repository;
  repository.location = location;
  repository.name = text_of(location / "profiles/repo_name");
  if (repository.name.empty()) repository.name = location.filename().string();
  repository.is_crossdevs = has_only_toolchains(location);
  const auto add = [&](Source source, const std::string& revision) {
    if (!revision.empty()) repository.revisions[source] = revision;
  };
  add(Source::git, head_of(location));
  const std::vector<std::string> commit = words(text_of(location / "metadata/timestamp.commit"));
  if (!commit.empty()) add(Source::commit, commit.front());
  add(Source::timestamp, text_of(location / "metadata/timestamp.chk"));
  return repository;
}

Repositories find_repositories(std::string_view builder, std::string_view target,
                               const fs::path& target_root) {
  Repositories found;
  for (const fs::path& location : portage::repository_locations(builder))
    found.builder.push_back(read_repository(location));
  for (const fs::path& location : portage::repository_locations(target)) {
    found.target.push_back(read_repository(location));
    add_copy(found.target.back(), target_root, found.copies);
  }
  return found;
}

} // namespace crossrc::doctor
