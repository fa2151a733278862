#include "rules/tuple.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace crossrc::rules {
namespace {

/// A tuple in three: the kernel goes with the libc. A vendor may hold hyphens.
struct Parts {
  std::string cpu;
  std::string vendor;
  std::string system;
};

bool is_kernel(std::string_view part) {
  return part == "linux" || part == "kfreebsd" || part == "uclinux";
}

Parts take_apart(std::string_view tuple) {
  const auto pieces = split(tuple, '-');
  const std::vector<std::string> all(pieces.begin(), pieces.end());
  Parts parts;
  parts.cpu = all.front();
  const auto after_cpu = all.begin() + 1;
  auto system = std::find_if(after_cpu, all.end(), is_kernel);
  if (system == all.end() && after_cpu != all.end()) system = all.end() - 1;
  parts.vendor = join({after_cpu, system}, "-");
  parts.system = join({system, all.end()}, "-");
  return parts;
}

std::string put_together(const Parts& parts) {
  std::string tuple = parts.cpu;
  if (!parts.vendor.empty()) tuple += "-" + parts.vendor;
  if (!parts.system.empty()) tuple += "-" + parts.system;
  return tuple;
}

std::string usual_chost(std::string_view abi, const std::string& chost) {
  Parts parts = take_apart(chost);
  if (abi == "x86") {
    parts.cpu = "i686";
  } else if (abi == "x32") {
    parts.cpu = "x86_64";
    parts.system += "x32";
  } else {
    return {};
  }
  return put_together(parts);
}

} // namespace

std::string with_vendor_of(std::string_view tuple, std::string_view other) {
  Parts parts = take_apart(tuple);
  parts.vendor = take_apart(other).vendor;
  return put_together(parts);
}

std::vector<std::string> abis(const Lookup& lookup) {
  std::vector<std::string> names = words(lookup("MULTILIB_ABIS").value_or(""));
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const std::string& name : words(lookup("DEFAULT_ABI").value_or(""))) add(name);
  add("default");
  return names;
}

std::string chost_of_abi(const std::string& abi, const std::string& chost, const Lookup& lookup) {
  if (abi == "default" || abi == trim(lookup("DEFAULT_ABI").value_or(""))) return chost;
  const std::string own = lookup("CHOST_" + abi).value_or("");
  return own.empty() ? usual_chost(abi, chost) : with_vendor_of(own, chost);
}

} // namespace crossrc::rules
