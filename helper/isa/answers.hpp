// Compilers' answers about flags, asked for once.
#pragma once

#include "base/cache.hpp"
#include "isa/needs.hpp"

#include <functional>
#include <map>

namespace crossrc::isa {

/// Says what needs() says. A compiler is asked once; where the answer is kept (base/cache.hpp) it
/// is not asked again before something changes that its answer depends on (circumstances.hpp).
class Answers {
public:
  using Ask = std::function<Needs(const std::string&, const std::vector<std::string>&)>;

  /// `ask` is for tests.
  explicit Answers(std::filesystem::path directory = {}, Ask ask = needs)
      : cache_(std::move(directory)), ask_(std::move(ask)) {}

  /// As needs(), whose errors are not kept.
  const Needs& needs_of(const std::string& compiler, const std::vector<std::string>& flags);

private:
  [[nodiscard]] Needs look_up(const std::string& compiler,
                              const std::vector<std::string>& flags) const;

  Cache cache_;
  Ask ask_;
  std::map<std::pair<std::string, std::vector<std::string>>, Needs> known_;
};

} // namespace crossrc::isa
