#include "isa/cpu_flags.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace crossrc::isa {
namespace {

// All of cpu_flags_x86.desc but padlock, of which no compiler knows.
constexpr auto k_names = std::to_array<std::string_view>({
    "3dnow",
    "3dnowext",
    "aes",
    "avx",
    "avx2",
    "avx512_4fmaps",
    "avx512_4vnniw",
    "avx512_bf16",
    "avx512_bitalg",
    "avx512_fp16",
    "avx512_vbmi2",
    "avx512_vnni",
    "avx512_vp2intersect",
    "avx512_vpopcntdq",
    "avx512bw",
    "avx512cd",
    "avx512dq",
    "avx512er",
    "avx512f",
    "avx512ifma",
    "avx512pf",
    "avx512vbmi",
    "avx512vl",
    "avx_vnni",
    "bmi1",
    "bmi2",
    "f16c",
    "fma3",
    "fma4",
    "mmx",
    "mmxext",
    "pclmul",
    "popcnt",
    "rdrand",
    "sha",
    "sse",
    "sse2",
    "sse3",
    "sse4_1",
    "sse4_2",
    "sse4a",
    "ssse3",
    "vpclmulqdq",
    "xop",
});

struct Renamed {
  std::string_view name;
  std::string_view option;
};

constexpr auto k_renamed = std::to_array<Renamed>({
    {"3dnowext", "3dnowa"},
    {"bmi1", "bmi"},
    {"fma3", "fma"},
    {"mmxext", "sse"}, // what AMD added to MMX became a part of SSE
    {"rdrand", "rdrnd"},
});

/// What the compilers write apart the names do otherwise, or not at all: sse4.1, avx512bf16.
std::string plain(std::string_view name) {
  std::string result(name);
  std::erase_if(result, [](char c) { return c == '.' || c == '_'; });
  return result;
}

std::string option_of(std::string_view name) {
  const auto renamed = std::find_if(k_renamed.begin(), k_renamed.end(),
                                    [&](const Renamed& row) { return row.name == name; });
  return "-m" + plain(renamed == k_renamed.end() ? name : renamed->option);
}

} // namespace

std::vector<std::string> cpu_flags_x86(const std::vector<std::string>& enabled) {
  std::vector<std::string> result;
  for (const std::string_view name : k_names) {
    const std::string option = option_of(name);
    if (std::any_of(enabled.begin(), enabled.end(),
                    [&](const std::string& flag) { return plain(flag) == option; }))
      result.emplace_back(name);
  }
  return result;
}

} // namespace crossrc::isa
