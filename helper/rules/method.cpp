#include "rules/method.hpp"

namespace crossrc::rules {

const Method* find_method(std::string_view name_or_number) {
  for (const Method& method : k_methods) {
    if (name_or_number == method.name || name_or_number == std::string_view(&method.number, 1)) {
      return &method;
    }
  }
  return nullptr;
}

const Method& default_method() {
  return k_methods.front();
}

} // namespace crossrc::rules
