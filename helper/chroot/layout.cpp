#include "chroot/layout.hpp"

#include "base/file.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::chroot {
namespace {

constexpr int k_links = 40; // as many as the kernel follows (path_resolution(7))

class Options {
public:
  Options(fs::path root, std::vector<Share> shares)
      : root_(std::move(root)), shares_(std::move(shares)) {
    std::error_code error;
    std::erase_if(shares_, [&](const Share& share) { return !fs::exists(share.path, error); });
    std::ranges::sort(shares_, {}, &Share::path); // a directory comes before what is in it
    for (const Share& share : shares_) points_.push_back(resolve_inside(root_, share.path));
  }

  void add(std::initializer_list<std::string> words) { options_.insert(options_.end(), words); }

  void put_together(const fs::path& directory) {
    add({"--dir", directory});
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(outside(directory), error)) {
      const fs::path inside = directory / entry.path().filename();
      if (entry.is_symlink(error)) {
        add({"--symlink", fs::read_symlink(entry.path(), error), inside});
      } else if (entry.is_directory(error) && lacks_a_place_below(inside)) {
        put_together(inside);
      } else {
        add({"--ro-bind", entry.path(), inside});
      }
    }
  }

  void add_shares() {
    for (size_t i = 0; i < shares_.size(); ++i) {
      add({shares_[i].writable ? "--bind" : "--ro-bind", shares_[i].path, points_[i]});
    }
  }

  std::vector<std::string> take() { return std::move(options_); }

private:
  [[nodiscard]] fs::path outside(const fs::path& inside) const {
    return root_ / inside.relative_path();
  }

  [[nodiscard]] bool lacks_a_place_below(const fs::path& directory) const {
    return std::ranges::any_of(points_, [&](const fs::path& point) {
      std::error_code error;
      return is_below(point, directory) && !fs::exists(outside(point), error);
    });
  }

  fs::path root_;
  std::vector<Share> shares_;
  std::vector<fs::path> points_; ///< where they go
  std::vector<std::string> options_;
};

} // namespace

fs::path resolve_inside(const fs::path& root, const fs::path& path) {
  fs::path resolved = "/";
  std::vector<fs::path> rest;
  const auto push = [&](const fs::path& more) {
    const std::vector<fs::path> parts(more.begin(), more.end());
    rest.insert(rest.end(), parts.rbegin(), parts.rend());
  };
  push(path.relative_path());
  int links = 0;
  while (!rest.empty()) {
    const fs::path next = std::move(rest.back());
    rest.pop_back();
    if (next.empty() || next == ".") continue;
    const fs::path candidate = (resolved / next).lexically_normal();
    std::error_code error;
    const fs::path target = fs::read_symlink(root / candidate.relative_path(), error);
    if (error || ++links > k_links) {
      resolved = candidate;
      continue;
    }
    if (target.is_absolute()) resolved = "/";
    push(target.relative_path());
  }
  return resolved;
}

std::vector<std::string> read_only_layout(const fs::path& root, std::vector<Share> shares) {
  Options options(root, std::move(shares));
  options.put_together("/");
  options.add_shares();
  return options.take();
}

std::vector<std::string> writable_layout(const fs::path& root, std::vector<Share> shares) {
  Options options(root, std::move(shares));
  options.add({"--bind", root, "/"});
  options.add_shares();
  return options.take();
}

} // namespace crossrc::chroot
