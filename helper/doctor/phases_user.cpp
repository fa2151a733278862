#include "doctor/phases_user.hpp"

#include "base/error.hpp"
#include "base/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::doctor {

User phases_user() {
  const bool is_root = ::geteuid() == 0;
  const passwd* entry = is_root ? ::getpwnam("portage") : ::getpwuid(::geteuid());
  if (entry == nullptr) return {std::to_string(::geteuid()), ::geteuid(), ::getegid()};
  return {entry->pw_name, entry->pw_uid, entry->pw_gid};
}

bool become(const User& user) {
  if (user.uid == ::geteuid()) return true;
  if (::setgroups(0, nullptr) != 0 || ::setgid(user.gid) != 0 || ::setuid(user.uid) != 0) {
    return false;
  }
  // A change of user makes a process untraceable until it executes something: the phases have.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  return true;
}

int status_of(const fs::path& helper, const User& user) {
  const std::vector<std::string> words{helper.string(), "--version"};
  const std::vector<char*> arguments = pointers_to(words);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", helper.string());
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
    if (become(user)) ::execv(arguments[0], arguments.data());
    ::_exit(126);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return shell_status(status);
}

} // namespace crossrc::doctor
