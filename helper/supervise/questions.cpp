#include "supervise/questions.hpp"

#include "base/identity.hpp"
#include "supervise/pending.hpp"
#include "supervise/remote.hpp"
#include "twin/audit.hpp"
#include "twin/identity.hpp"

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

/// The file that the caller's loader has found; empty where there is none.
fs::path library_in(const Notification& notification) {
  const auto arguments =
      read_string_array(notification.thread, notification.arguments, notification.is_32bit);
  if (!arguments || arguments->empty()) return {};
  std::error_code error;
  fs::path library =
      fs::canonical(read_proc_link(notification.thread, "cwd") / arguments->front(), error);
  return error ? fs::path() : library;
}

} // namespace

std::string library_identity(const fs::path& library) {
  return "library " + twin::identity_of(library).value_or("");
}

bool Questions::is_one(const std::string& path) const {
  return path == twin::question_path(setting_.directory);
}

bool Questions::consider(const Notification& notification, std::shared_ptr<Program> program) {
  const fs::path library = library_in(notification);
  if (library.empty()) return false;
  if (!watch_.covers(library)) {
    const ActingAs user(master_of(setting_.directory));
    twin::tell_loaders(setting_.directory, library, library);
    return false;
  }
  const std::string identity = library_identity(library);
  if (answers_.find(identity) != nullptr) return false;
  const auto environment = read_proc_strings(notification.thread, "environ");
  if (!environment) return false;
  answers_.ask(Question::library_twin_if_foreign, identity,
               {library, loading_in(*environment, read_proc_link(notification.thread, "cwd"))});
  Waiting& waiting = waiting_[identity];
  if (waiting.callers.empty()) waiting.program = std::move(program);
  waiting.library = library;
  waiting.callers.push_back({notification.id, notification.thread});
  return true;
}

std::optional<fs::path> Questions::library(const std::string& identity) const {
  const auto entry = waiting_.find(identity);
  return entry == waiting_.end() ? std::nullopt : std::optional(entry->second.library);
}

std::shared_ptr<Program> Questions::asking(const std::string& identity) const {
  const auto entry = waiting_.find(identity);
  return entry == waiting_.end() ? nullptr : entry->second.program;
}

std::vector<uint64_t> Questions::answered(const std::string& identity) {
  const auto entry = waiting_.extract(identity);
  std::vector<uint64_t> ids;
  if (!entry) return ids;
  for (const Caller& caller : entry.mapped().callers) ids.push_back(caller.id);
  return ids;
}

std::vector<uint64_t> Questions::take_interrupted() {
  std::vector<uint64_t> ids;
  for (auto& [identity, waiting] : waiting_) {
    std::erase_if(waiting.callers, [&](const Caller& caller) {
      if (!pending_signal(caller.thread)) return false;
      ids.push_back(caller.id);
      return true;
    });
  }
  return ids;
}

} // namespace crossrc::supervise
