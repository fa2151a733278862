// Whose libraries a call of pkg-config is about, and the variables that make it answer so.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::pkgconfig {

/// For whom an answer is: by the role in the build, whatever tuple the program is called by.
enum class Side { builder, target };

/// What a name that pkg-config is called by in a build stands for.
struct Question {
  Side side = Side::target;
  std::string root;            ///< the target's, PKG_CONFIG_SYSROOT_DIR of its answers
  std::string prefix;          ///< EPREFIX of the target; empty: none
  std::string search_path;     ///< PKG_CONFIG_LIBDIR where the caller names none
  std::string build_directory; ///< PORTAGE_BUILDDIR: .pc files in it are the package's own
  std::string names;           ///< the directory of such names, first in PATH
  std::string builders;        ///< the builder's pkg-config, an absolute path
  std::string program;         ///< what is run: `builders`, or a wrapper that stands in PATH
};

/// As in environ(7).
using Variables = std::map<std::string, std::string, std::less<>>;

/// Changes PATH and PKG_CONFIG_* (pkg-config(1), pkgconf(1)) of a call to what `question` stands
/// for.
///
/// For the builder all that names the target's root goes. For the target the root is searched and
/// put before -I and -L, but not before what --variable prints, which is to be installed to
/// (PKG_CONFIG_FDO_SYSROOT_RULES); a directory of PKG_CONFIG_PATH or _LIBDIR is one of the root, or
/// one of the build's own. Wrappers find what crossdev's asks for: REAL_PKG_CONFIG, SYSROOT,
/// ESYSROOT, WORKDIR, none of which EAPI 9 exports. What a caller sets of PKG_CONFIG_SYSROOT_DIR
/// and PKG_CONFIG_FDO_SYSROOT_RULES stays.
void direct(Variables& variables, const Question& question);

/// Whether an answer may name directories of the build: a .pc file of its own is looked at.
bool may_name_build(const Variables& variables, const std::vector<std::string>& arguments,
                    const Question& question);

/// `answer` without the sysroot before paths of the build directory, as pkg-config puts it before
/// every -I and -L.
std::string without_sysroot_before_build(std::string_view answer, const std::string& sysroot,
                                         const std::string& build_directory);

/// A shell script that becomes `helper`, which is crossrc-pkg-config, with the question's words.
std::string script(const Question& question, const std::filesystem::path& helper);

/// How many words a question is.
inline constexpr size_t k_words = 8;

/// The question of a script's words. Throws InputError.
Question question_of(const std::vector<std::string>& words);

} // namespace crossrc::pkgconfig
