#include "binpkg/signing.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "portage/command.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/mman.h>
#include <unistd.h>

namespace crossrc::binpkg {
namespace {

constexpr std::string_view k_message = "-----BEGIN PGP SIGNED MESSAGE-----\n";
constexpr std::string_view k_signature = "\n-----BEGIN PGP SIGNATURE-----";

void replace(std::string& text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// What a program gets to read, or has said.
Fd memory_file(std::string_view content) {
  Fd fd(::memfd_create("crossrc", MFD_CLOEXEC));
  if (!fd) throw SystemError("memfd_create", "crossrc");
  write_all(fd.get(), content, "memory");
  if (::lseek(fd.get(), 0, SEEK_SET) != 0) throw SystemError("lseek", "memory");
  return fd;
}

std::string content(const Fd& fd) {
  return read_file(fmt::format("/proc/self/fd/{}", fd.get()));
}

/// Why gpg fails is in the last line that it begins with its name; others say it in the last one.
std::string last_words(const std::string& said) {
  std::string last;
  for (const std::string_view line : split(said, '\n')) {
    const bool report = line.starts_with("gpg: ");
    if (!trim(line).empty() && !line.starts_with("[GNUPG:]") &&
        (report || !last.starts_with("gpg: ")))
      last = trim(line);
  }
  return last.empty() ? "it does not say why" : last;
}

struct Answer {
  int status = 0;
  std::string output;
  std::string said;
};

Answer call(const std::vector<std::string>& command, std::string_view input,
            std::optional<Identity> identity) {
  if (command.empty()) throw Error("the command is not set");
  const Fd in = memory_file(input);
  const Fd errors = memory_file("");
  RunOptions options;
  options.input = in.get();
  options.errors = errors.get();
  options.identity = identity;
  options.output_limit = input.size() + (1U << 20U);
  RunResult result = run(command, options);
  return {result.status, std::move(result.output), content(errors)};
}

} // namespace

bool is_clear_signed(std::string_view message) {
  return message.starts_with(k_message) && message.find(k_signature) != std::string_view::npos;
}

std::string signed_text(std::string_view message) {
  const size_t headers = message.find("\n\n", k_message.size() - 1);
  const size_t end = message.find(k_signature);
  if (!message.starts_with(k_message) || headers == std::string_view::npos || end < headers + 1)
    throw Error("the signed message is damaged");
  std::string text;
  for (std::string_view line : split(message.substr(headers + 2, end - headers - 1), '\n')) {
    if (line.starts_with("- ")) line.remove_prefix(2); // dash-escaped
    text.append(line) += '\n';
  }
  text.pop_back();
  return text;
}

std::string Signer::setting(const std::string& name) {
  const char* const own = std::getenv(name.c_str());
  return own != nullptr ? own : settings_.get(name).value_or("");
}

const std::set<std::string>& Signer::features() {
  if (features_) return *features_;
  features_.emplace();
  const char* const own = std::getenv("FEATURES");
  const std::string all =
      settings_.get("FEATURES").value_or("") + " " + (own == nullptr ? "" : own);
  for (const std::string& word : words(all)) {
    if (word == "-*")
      features_->clear();
    else if (word.starts_with('-'))
      features_->erase(word.substr(1));
    else
      features_->insert(word);
  }
  return *features_;
}

void Signer::check() {
  if (features().contains("binpkg-signing") && !setting("BINPKG_GPG_SIGNING_KEY").empty()) return;
  std::string reason = "FEATURES has no binpkg-signing";
  if (features().contains("binpkg-signing")) reason = "BINPKG_GPG_SIGNING_KEY is not set";
  if (!settings_.problem().empty()) reason += " (" + settings_.problem() + ")";
  throw Error("it is signed, and Portage is not set up to sign it again: " + reason);
}

std::vector<std::string> Signer::command(std::string_view base, std::string_view options,
                                         std::string_view signature) {
  std::string text(base);
  replace(text, "[PORTAGE_CONFIG]", options);
  replace(text, "[SIGNATURE]", signature);
  return portage::command_words(text, [this](const std::string& name) { return setting(name); });
}

std::string Signer::sign(std::string_view data, std::string_view kind) {
  check();
  const std::string options =
      fmt::format("--homedir {} --digest-algo {} --local-user {} {} --batch --no-tty",
                  setting("BINPKG_GPG_SIGNING_GPG_HOME"), setting("BINPKG_GPG_SIGNING_DIGEST"),
                  setting("BINPKG_GPG_SIGNING_KEY"), kind);
  Answer answer =
      call(command(setting("BINPKG_GPG_SIGNING_BASE_COMMAND"), options, ""), data, std::nullopt);
  if (answer.status != 0 || answer.output.empty())
    throw Error("it cannot be signed again: " + last_words(answer.said));
  return std::move(answer.output);
}

std::string Signer::detached(std::string_view data) {
  return sign(data, "--detach-sig");
}

std::string Signer::clear(std::string_view text) {
  return sign(text, "--clear-sign");
}

std::string Signer::verified(std::string_view message) {
  if (features().contains("binpkg-ignore-signature")) return signed_text(message);
  if (!is_clear_signed(message)) throw Error("its Manifest is not signed, other members are");
  const std::string options = fmt::format("--homedir {} ", setting("BINPKG_GPG_VERIFY_GPG_HOME"));
  const Answer answer =
      call(command(setting("BINPKG_GPG_VERIFY_BASE_COMMAND"), options, "--output - -"), message,
           verifier());
  const auto states = [&](std::string_view status) {
    return ("\n" + answer.said).find("\n[GNUPG:] " + std::string(status)) != std::string::npos;
  };
  const std::string refusal = "its signature is not one that Portage accepts: ";
  if (answer.status != 0 || !states("GOODSIG")) throw Error(refusal + last_words(answer.said));
  if (!states("TRUST_ULTIMATE") && !states("TRUST_FULLY"))
    throw Error(refusal + "the key that made it is not trusted");
  return answer.output;
}

/// As whom Portage, run as root, has signatures checked (GPG_VERIFY_USER_DROP).
std::optional<Identity> Signer::verifier() {
  if (::getuid() != 0) return std::nullopt;
  const std::string user = setting("GPG_VERIFY_USER_DROP");
  const std::string group = setting("GPG_VERIFY_GROUP_DROP");
  if (user.empty() && group.empty()) return std::nullopt;
  const passwd* const account = ::getpwnam(user.c_str());
  const ::group* const members = ::getgrnam(group.c_str());
  if ((!user.empty() && account == nullptr) || (!group.empty() && members == nullptr))
    throw Error(fmt::format("there is no user \"{}\" or no group \"{}\" to check signatures as",
                            user, group));
  return Identity{account == nullptr ? ::getuid() : account->pw_uid,
                  members == nullptr ? ::getgid() : members->gr_gid};
}

} // namespace crossrc::binpkg
