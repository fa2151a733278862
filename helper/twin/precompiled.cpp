#include "twin/precompiled.hpp"

#include "twin/compilation.hpp"

#include <vector>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

std::vector<fs::path> places_of_headers(const CompilerCall& call) {
  std::vector<fs::path> places = {""};
  for (const Argument& argument : call.arguments) {
    const std::string& option = argument.words.front();
    if (option.starts_with("-I") || option == "-iquote" || option == "-isystem")
      places.emplace_back(argument.value);
  }
  return places;
}

/// What it was made of, before command `number`; of a directory, which has one for each set of
/// flags, what the first was.
fs::path header_of(const Producers& producers, Number number, const fs::path& precompiled) {
  std::vector<fs::path> files = {precompiled};
  std::error_code error; // it is none
  for (const auto& entry : fs::directory_iterator(precompiled, error)) files.push_back(entry);
  for (const fs::path& file : files) {
    const auto origin = producers.origin_of(file, number);
    if (!origin || producers.at(origin->number).tool != journal::Tool::compiler) continue;
    const journal::Command& maker = producers.at(origin->number);
    const CompilerCall call = call_of(maker);
    const Argument* header = source_of(call, *origin);
    if (header != nullptr) return producers.now_at(maker.directory / header->value, origin->number);
  }
  return {};
}

} // namespace

fs::path header_behind(const Producers& producers, Number number, const CompilerCall& call,
                       const fs::path& directory, const std::string& name) {
  const fs::path& then = producers.at(number).directory;
  for (const fs::path& place : places_of_headers(call)) {
    if (fs::exists(directory / place / name)) return {};
    fs::path header =
        header_of(producers, number, (then / place / (name + ".gch")).lexically_normal());
    if (!header.empty()) return header;
  }
  return {};
}

} // namespace crossrc::twin
