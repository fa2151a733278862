#include "doctor/trial.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/real_compiler.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

constexpr std::array<const char*, 5> k_tools{"gcc", "g++", "ar", "ld", "pkg-config"};

// Each needs its language's library, and the C++ one the run-time support of exceptions too.
constexpr const char* k_c = "#include <stdio.h>\n"
                            "int main(int argc, char** argv) {\n"
                            "  return argc > 0 ? printf(\"%s\\n\", argv[0]) < 0 : 1;\n"
                            "}\n";
constexpr const char* k_cxx = "#include <string>\n"
                              "#include <vector>\n"
                              "int main(int argc, char** argv) {\n"
                              "  const std::vector<std::string> words(argv, argv + argc);\n"
                              "  try {\n"
                              "    return words.at(0).empty() ? 1 : 0;\n"
                              "  } catch (...) {\n"
                              "    return 1;\n"
                              "  }\n"
                              "}\n";

Tool look_at(const std::string& name, const std::string& search_path) {
  const auto program = find_program(name, search_path);
  if (!program) return {name, "is not in PATH"};
  const RunResult result = isa::run_compiler({program->string(), "--version"});
  if (result.status == 0) return {name, ""};
  return {name, fmt::format("does not run (status {})", result.status)};
}

/// The line that says what went wrong: compilers and linkers name themselves and the place before.
std::string first_complaint(const RunResult& result) {
  const auto lines = split(result.output, '\n');
  const auto is_error = [](std::string_view line) {
    return line.find("error") != std::string_view::npos ||
           line.find("cannot") != std::string_view::npos;
  };
  const auto found = std::find_if(lines.begin(), lines.end(), is_error);
  std::string text(trim(found != lines.end() ? *found : lines.front()));
  return text.empty() ? fmt::format("status {}", result.status) : text;
}

Trial try_in(const fs::path& directory, const std::string& compiler, Language language,
             const std::vector<std::string>& flags) {
  const std::string source = language == Language::c ? "trial.c" : "trial.cpp";
  replace_file(directory / source, language == Language::c ? k_c : k_cxx);
  std::vector<std::string> command = words(compiler);
  command.insert(command.end(), flags.begin(), flags.end());
  Trial trial{join(command, " "), ""};
  command.insert(command.end(), {source, "-o", "trial"});
  const RunResult result = isa::run_compiler(command, {directory, std::nullopt});
  if (result.status != 0) trial.error = first_complaint(result);
  return trial;
}

} // namespace

std::vector<Tool> find_tools(const std::string& tuple, const std::string& search_path) {
  std::vector<Tool> tools;
  tools.reserve(k_tools.size());
  for (const char* tool : k_tools) tools.push_back(look_at(tuple + "-" + tool, search_path));
  return tools;
}

Trial try_linking(const std::string& compiler, Language language,
                  const std::vector<std::string>& flags) {
  const TemporaryDirectory directory(fs::temp_directory_path());
  return try_in(directory.path(), compiler, language, flags);
}

Trial try_running(const std::string& compiler, const std::vector<std::string>& flags) {
  const TemporaryDirectory directory(fs::temp_directory_path());
  Trial trial = try_in(directory.path(), compiler, Language::c, flags);
  if (!trial.error.empty()) return trial;
  const RunResult result = run({(directory.path() / "trial").string()});
  if (result.status != 0) {
    trial.error = fmt::format("what it links does not run (status {})", result.status);
  }
  return trial;
}

} // namespace crossrc::doctor
