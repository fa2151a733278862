// A value that stays shared over fork(2).
#pragma once

#include "base/error.hpp"

#include <memory>
#include <new>
#include <sys/mman.h>

namespace crossrc {

/// What both sides do with `Value` must be good for that: atomics, or one side that writes.
template <class Value> class Shared {
public:
  /// Throws SystemError.
  Shared()
      : value_(static_cast<Value*>(::mmap(nullptr, sizeof(Value), PROT_READ | PROT_WRITE,
                                          MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    if (value_.get() == MAP_FAILED) {
      static_cast<void>(value_.release());
      throw SystemError("mmap", "");
    }
    new (value_.get()) Value;
  }
  Value& operator*() const { return *value_; }
  Value* operator->() const { return value_.get(); }
  [[nodiscard]] Value* get() const { return value_.get(); }

private:
  struct Unmap {
    void operator()(Value* value) const { ::munmap(value, sizeof(Value)); }
  };
  std::unique_ptr<Value, Unmap> value_;
};

} // namespace crossrc
