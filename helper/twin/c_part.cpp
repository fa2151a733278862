#include "twin/c_part.hpp"

#include "base/file.hpp"

namespace fs = std::filesystem;

namespace crossrc::twin {

std::vector<std::string> machine_options(const isa::ElfFile& program) {
  if (program.mode() == isa::Mode::bits32) return {"-m32"};
  return {};
}

Part plan_c_part(Site& site, const fs::path& output, const std::string& source,
                 const std::vector<std::string>& options, const std::vector<std::string>& machine) {
  const fs::path file = output.parent_path() / "source.c";
  fs::create_directories(output.parent_path());
  replace_file(file, source);
  std::vector<Try> tries;
  for (const char* compiler : {"gcc", "cc", "clang"}) {
    std::vector<std::string> words = {site.toolchain.program_for(compiler, Attempt::builder)};
    words.insert(words.end(), machine.begin(), machine.end());
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(),
                 {"-O1", "-fno-stack-protector", "-fno-lto", "-w", "-o", output, file});
    tries.push_back({std::move(words)});
  }
  return site.plan.add({output, site.directory, std::move(tries), {}}, 0);
}

} // namespace crossrc::twin
