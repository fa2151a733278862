#include "commands/commands.hpp"

#include <array>

namespace crossrc::commands {

// void declare_NAME(CLI::App& app, int& status);  defined in commands/NAME.cpp
void declare_binpkg(CLI::App& app, int& status);
void declare_check(CLI::App& app, int& status);
void declare_chroot(CLI::App& app, int& status);
void declare_doctor(CLI::App& app, int& status);
void declare_explain(CLI::App& app, int& status);
void declare_file(CLI::App& app, int& status);
void declare_init(CLI::App& app, int& status);
void declare_isa(CLI::App& app, int& status);
void declare_learn(CLI::App& app, int& status);
void declare_log(CLI::App& app, int& status);
void declare_phase(CLI::App& app, int& status);
void declare_plan(CLI::App& app, int& status);
void declare_record(CLI::App& app, int& status);
void declare_rerun(CLI::App& app, int& status);
void declare_root(CLI::App& app, int& status);
void declare_run(CLI::App& app, int& status);
void declare_strip(CLI::App& app, int& status);
void declare_toolchain(CLI::App& app, int& status);

namespace {

std::span<const Command> all() {
  static const std::array table{
      Command{"binpkg", "mend binary packages and their index", declare_binpkg},
      Command{"check", "check the rules files", declare_check},
      Command{"chroot", "run a command inside of a root", declare_chroot},
      Command{"doctor", "tell what is right and wrong about both machines", declare_doctor},
      Command{"explain", "show what the rules come to for a package", declare_explain},
      Command{"init", "write the first rules file of a target", declare_init},
      Command{"isa", "tell what the target's flags need and this CPU lacks", declare_isa},
      Command{"learn", "write down the rule for a package that failed", declare_learn},
      Command{"log", "show what builds came to", declare_log},
      Command{"phase", "apply the plan where a phase begins or ends", declare_phase, true},
      Command{"plan", "resolve the rules for the package that is being built", declare_plan, true},
      Command{"root", "bind the target's root to its place, or take it away", declare_root},
      Command{"run", "run a command and rerun its programs that trap", declare_run},
      Command{"toolchain", "mend what the toolchain lacks for the target", declare_toolchain},
      Command{"file", "read or write a file where others can put links", declare_file, true},
      Command{"record", "put a build that has ended into the history", declare_record, true},
      Command{"rerun", "run a twin in place of the program that trapped", declare_rerun, true},
      Command{"strip", "take --sysroot out of what gets installed", declare_strip, true},
  };
  return table;
}

} // namespace
} // namespace crossrc::commands

int main(int argc, char** argv) {
  return crossrc::commands::dispatch(crossrc::commands::all(), argc, argv);
}
