#include "binpkg/manifest.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace crossrc::binpkg {
namespace {

constexpr size_t k_first_hash = 3; // DATA, the name and the size are before it

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

Manifest::Manifest(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    Words parts = words(line);
    if (parts.empty()) continue;
    if (parts.size() < k_first_hash || parts.size() % 2 == 0 || parts[0] != "DATA" ||
        !is_number(parts[2]))
      throw Error(fmt::format("expected \"DATA name size HASH hash...\", found \"{}\"", line));
    if (has(parts[1])) throw Error(fmt::format("\"{}\" is there twice", parts[1]));
    lines_.push_back(std::move(parts));
  }
}

bool Manifest::has(std::string_view name) const {
  return number_of(name) < lines_.size();
}

std::vector<std::string> Manifest::names() const {
  std::vector<std::string> names;
  for (const Words& line : lines_) names.push_back(line[1]);
  return names;
}

size_t Manifest::number_of(std::string_view name) const {
  const auto found = std::find_if(lines_.begin(), lines_.end(),
                                  [&](const Words& line) { return line[1] == name; });
  return static_cast<size_t>(found - lines_.begin());
}

size_t Manifest::existing(std::string_view name) const {
  if (!has(name)) throw Error(fmt::format("\"{}\" is not in the Manifest", name));
  return number_of(name);
}

void Manifest::check(std::string_view name, MemberDigest& digest) const {
  const Words& expected = lines_[existing(name)];
  const std::string blake2b = digest.blake2b_.hex();
  const std::string sha512 = digest.sha512_.hex();
  if (expected[2] != std::to_string(digest.size_))
    throw Error(
        fmt::format("\"{}\" has {} bytes, the Manifest says {}", name, digest.size_, expected[2]));
  bool known = false;
  for (size_t i = k_first_hash; i + 1 < expected.size(); i += 2) {
    if (expected[i] != "BLAKE2B" && expected[i] != "SHA512") continue;
    known = true;
    if (lower(expected[i + 1]) != (expected[i] == "BLAKE2B" ? blake2b : sha512))
      throw Error(
          fmt::format("the {} of \"{}\" is not the one in the Manifest", expected[i], name));
  }
  if (!known) throw Error(fmt::format("the Manifest has no known digest of \"{}\"", name));
}

void Manifest::set(std::string_view name, MemberDigest& digest) {
  Words& changed = lines_[existing(name)];
  changed[2] = std::to_string(digest.size_);
  const std::string blake2b = digest.blake2b_.hex();
  const std::string sha512 = digest.sha512_.hex();
  for (size_t i = k_first_hash; i + 1 < changed.size(); i += 2) {
    if (changed[i] != "BLAKE2B" && changed[i] != "SHA512")
      throw Error(fmt::format("the Manifest has a digest that is not known here, {}", changed[i]));
    changed[i + 1] = changed[i] == "BLAKE2B" ? blake2b : sha512;
  }
}

std::string Manifest::text() const {
  std::string text;
  for (const Words& line : lines_) text += join(line, " ") += '\n';
  return text;
}

} // namespace crossrc::binpkg
