// Commands as they stand in Portage's settings.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::portage {

/// The words of a command line with $NAME and ${NAME} replaced by what `value` gives for them
/// (lib/portage/util, varexpand, then Python's shlex.split), empty words left out. Throws Error
/// where a quote or a brace is not closed.
std::vector<std::string> command_words(std::string_view text,
                                       const std::function<std::string(const std::string&)>& value);

} // namespace crossrc::portage
