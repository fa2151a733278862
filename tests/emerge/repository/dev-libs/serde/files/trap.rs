// Runs before main. AVX stands for the target's flags, the instruction is one of FMA4.
#[cfg(target_feature = "avx")]
#[used]
#[link_section = ".init_array"]
static TRAP_BEFORE_MAIN: extern "C" fn() = {
    extern "C" fn trap_before_main() {
        unsafe { core::arch::asm!("vfmaddps xmm0, xmm0, xmm0, xmm0", out("xmm0") _) };
    }
    trap_before_main
};
