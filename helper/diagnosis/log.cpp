#include "diagnosis/log.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <array>
#include <zlib.h>

namespace crossrc::diagnosis {
namespace {

constexpr size_t k_longest_line = 2000;
constexpr char k_escape = '\x1b';
constexpr size_t k_most_unpacked = size_t{256} << 20U;

/// Up to its final letter: ESC [ parameters letter.
size_t end_of_escape(std::string_view text, size_t start) {
  size_t end = start + 1;
  if (end < text.size() && text[end] == '[') ++end;
  while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
  return std::min(end + 1, text.size());
}

std::string without_escapes(std::string_view line) {
  std::string result;
  for (size_t i = 0; i < line.size();) {
    if (line[i] == k_escape) {
      i = end_of_escape(line, i);
    } else {
      result += line[i++];
    }
  }
  return harmless(trim(result), k_longest_line);
}

/// ` * ERROR: app-test/probe-1::gentoo failed (compile phase):`
std::string phase_of(std::string_view line) {
  constexpr std::string_view k_after = " phase)";
  if (!line.starts_with("* ERROR: ")) return {};
  const size_t start = line.find(" failed (");
  const size_t end = line.rfind(k_after);
  if (start == std::string_view::npos || end == std::string_view::npos || end < start) return {};
  return std::string(line.substr(start + 9, end - start - 9));
}

bool begins_phase(std::string_view line) {
  return line.starts_with(">>> ");
}

} // namespace

FailedPhase failed_phase(std::string_view log) {
  FailedPhase phase;
  for (const std::string_view raw : split(log, '\n')) {
    std::string line = without_escapes(raw);
    phase.name = phase_of(line);
    if (!phase.name.empty()) break;
    if (begins_phase(line)) phase.lines.clear();
    phase.lines.push_back(std::move(line));
  }
  return phase;
}

std::string unpack_log(std::string_view content, size_t limit) {
  if (!content.starts_with("\x1f\x8b")) {
    return std::string(content.substr(content.size() - std::min(content.size(), limit)));
  }
  z_stream stream{};
  constexpr int k_gzip = 16 + MAX_WBITS;
  if (::inflateInit2(&stream, k_gzip) != Z_OK) return {};
  std::string input(content);
  stream.next_in = reinterpret_cast<Bytef*>(input.data()); // NOLINT: zlib's own type for bytes
  stream.avail_in = static_cast<uInt>(input.size());
  std::string text;
  std::array<char, 65536> block{};
  int status = Z_OK;
  while (status == Z_OK && stream.total_out < k_most_unpacked) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data()); // NOLINT
    stream.avail_out = block.size();
    status = ::inflate(&stream, Z_SYNC_FLUSH);
    text.append(block.data(), block.size() - stream.avail_out);
    if (text.size() > 2 * limit) text.erase(0, text.size() - limit);
    if (status == Z_STREAM_END && stream.avail_in > 0) status = ::inflateReset(&stream);
  }
  ::inflateEnd(&stream);
  return text.substr(text.size() - std::min(text.size(), limit));
}

} // namespace crossrc::diagnosis
