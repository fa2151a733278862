// Typed reading of nodes. Each function puts what is wrong into the report, with its place and what
// was expected there, and then gives nothing.
#pragma once

#include "portage/atom.hpp"
#include "rules/document.hpp"
#include "rules/report.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// A value and where it was read.
template <class T> struct Located {
  T value{};
  Place place;
};

template <class T> using Setting = std::optional<Located<T>>;

/// `a map`, `a list`, `nothing`, or the scalar in quotes: what an error found.
std::string describe(const Node& node);

/// `unknown WHAT "NAME" (did you mean ...?); expected one of ...`.
std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string_view>& known);

/// Calls `read(key, value)` for every entry of a map whose key is one of `known`; reports keys
/// that are not, and keys that repeat. False if `node` is no map.
bool read_map(const Node& node, const std::vector<std::string_view>& known, Report& report,
              const std::function<void(const Node& key, const Node& value)>& read);

/// Reports a key that stands in the map a second time.
void refuse_repeated_keys(const Node& map, Report& report);

/// Any scalar as its text. `what` names it in the error: "a name".
Setting<std::string> read_text(const Node& node, std::string_view what, Report& report);

/// One of `known`, or its position there.
std::optional<size_t> read_choice(const Node& node, std::string_view what,
                                  const std::vector<std::string_view>& known, Report& report);

/// Scalars, from a list or a single one. `what` names the elements: "words".
std::optional<std::vector<Located<std::string>>> read_list(const Node& node, std::string_view what,
                                                           Report& report);

/// A list whose scalars are taken as they are, or a single scalar that is split into its words.
std::optional<std::vector<std::string>> read_words(const Node& node, Report& report);

/// An absolute path, made lexically normal.
Setting<std::string> read_directory(const Node& node, Report& report);

/// True for what can be a tuple: three parts or more, of letters, digits, `_` and `.`.
bool is_tuple(std::string_view text);

/// A machine's tuple, cpu-vendor-kernel-libc, the vendor optional.
Setting<std::string> read_tuple(const Node& node, Report& report);

enum class Wildcards { allowed, refused };

/// Atoms, from a list or a single one; at least one.
Setting<std::vector<portage::Atom>> read_atoms(const Node& node, Wildcards wildcards,
                                               Report& report);

} // namespace crossrc::rules
