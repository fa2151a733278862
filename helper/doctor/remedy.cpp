#include "doctor/remedy.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"
#include "rules/tuple.hpp"

#include <fmt/format.h>

namespace crossrc::doctor {

std::string append(std::string_view line, const std::filesystem::path& file) {
  // The newline before it: the file's last line may lack its own.
  return fmt::format("printf '\\n%s\\n' {} >> {}", shell_quote(line), shell_quote(file.string()));
}

std::string assign(const Configuration& machine, std::string_view name, std::string_view value) {
  return append(fmt::format("{}=\"{}\"", name, value), machine.make_conf);
}

std::string if_tuple_known(const Facts& facts, const std::string& remedy) {
  if (!facts.target.chost.empty()) return remedy;
  return fmt::format("set CHOST in \"{}\" first, as the line \"chost\" says, and ask again",
                     facts.of_target.make_conf.string());
}

std::string with_other_vendor(const Facts& facts, std::string_view tuple) {
  std::string result = rules::with_vendor_of(tuple, "x86_64-target-linux-gnu");
  if (result != facts.builder.chost) return result;
  return rules::with_vendor_of(tuple, "x86_64-laptop-linux-gnu");
}

std::string own_pkgdir(const Facts& facts) {
  const std::string own = "/var/cache/binpkgs/" + facts.target.chost;
  const std::string builders = rules::normal_root(facts.of_builder.get("PKGDIR"));
  return rules::normal_root(own) == builders ? own + "-target" : own;
}

std::string build_toolchain(const Facts& facts) {
  std::vector<std::string> words{"crossdev", "--target", facts.target.chost};
  const std::vector<std::string> abis = profile_abis(facts);
  if (abis.size() > 1) words.insert(words.end(), {"-A", join(abis, " ")});
  return command(words);
}

std::string command(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  for (const std::string& word : words) quoted.push_back(shell_quote(word));
  return join(quoted, " ");
}

std::string export_roots(const Facts& facts) {
  return fmt::format("export ROOT={0} SYSROOT={0} PORTAGE_CONFIGROOT={0}",
                     shell_quote(facts.target.root));
}

std::vector<std::string> profile_abis(const Facts& facts) {
  return words(facts.of_target.get("MULTILIB_ABIS"));
}

} // namespace crossrc::doctor
