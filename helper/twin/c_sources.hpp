// What is compiled for each machine that twins are for (-m32): parts of twins, in C.
#pragma once

namespace crossrc::twin {

/// The audit library's source in C, but for two arrays of characters that go before it:
/// `directory`, where twins are, and `trees`, strings one after the other, the last of them empty.
/// It needs no libc: the loader would load a second one for it. With -DIN_A_PROGRAM it is a part of
/// a program instead, whose dlmopen(3) takes twins.
extern const char* const k_audit_source;

/// A part that answers for the program whose twin it is in: what asks for /proc/self/exe gets the
/// name in the link `origin` beside the twin. With -DSTATICALLY the linker wraps realpath.
extern const char* const k_own_path_source;

} // namespace crossrc::twin
