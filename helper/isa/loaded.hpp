#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::isa {

/// What decides, beside the program itself, which libraries ld.so(8) loads for it.
struct Loading {
  std::filesystem::path directory; ///< where it is started, absolute
  std::string library_path;        ///< LD_LIBRARY_PATH
  std::string preload;             ///< LD_PRELOAD

  friend bool operator==(const Loading&, const Loading&) = default;
};

/// The libraries below `trees` that ld.so(8) will load for `program`, by LD_PRELOAD, DT_NEEDED,
/// DT_RPATH and DT_RUNPATH with `$ORIGIN`, and LD_LIBRARY_PATH; theirs too. Those elsewhere, which
/// are the builder's, are left out, and so is what it opens later by dlopen(3).
std::vector<std::filesystem::path> libraries_of(const std::filesystem::path& program,
                                                const Loading& loading,
                                                const std::vector<std::filesystem::path>& trees);

/// The directories below `root` where its loader finds libraries without being told (ld.so(8)),
/// with a colon before each.
std::string default_library_path(const std::filesystem::path& root);

/// The thread-local storage (PT_TLS) of all that the builder's loader loads with `program`, in
/// bytes. What it has itself is not counted.
size_t thread_storage_of_libraries(const std::filesystem::path& program, const Loading& loading);

/// True for a program that may load more while it runs (dlopen(3)): itself, or by a library that is
/// not one of the C and C++ compilers' own.
bool may_open_libraries(const std::filesystem::path& program);

} // namespace crossrc::isa
