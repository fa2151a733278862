// A directory in which tests write files and run commands: compilers, ar, ln.
#pragma once

#include "base/file.hpp"
#include "base/process.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

namespace crossrc::test {

namespace fs = std::filesystem;

class Workshop {
public:
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

  fs::path write(const std::string& name, std::string_view text) const {
    fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    replace_file(file, text);
    return file;
  }

  /// Runs a shell's command here; it must succeed.
  std::string sh(const std::string& command) const {
    const RunResult result = run({"sh", "-c", command}, {path_, {}});
    BOOST_REQUIRE_MESSAGE(result.status == 0, command << ": " << result.output);
    return result.output;
  }

private:
  TemporaryDirectory directory_{fs::temp_directory_path()};
  fs::path path_ = fs::canonical(directory_.path());
};

/// Assembly of a function `name` that is one FMA4 instruction.
inline std::string foreign_function(const std::string& name) {
  return ".globl " + name + "\n" + name + ":\n  vfmaddps %xmm3, %xmm2, %xmm1, %xmm0\n  ret\n" +
         ".section .note.GNU-stack,\"\",@progbits\n";
}

} // namespace crossrc::test
