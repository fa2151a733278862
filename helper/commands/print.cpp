#include "commands/print.hpp"

#include <nlohmann/json.hpp>

namespace crossrc::commands {

void print_object(const nlohmann::ordered_json& object) {
  using nlohmann::ordered_json;
  fmt::print("{}\n", object.dump(2, ' ', true, ordered_json::error_handler_t::replace));
}

} // namespace crossrc::commands
