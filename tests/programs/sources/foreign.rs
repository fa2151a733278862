/// foreign(x) is x, by way of an FMA4 instruction where the flags allow one. AVX stands for the
/// target's flags: rustc tells a crate nothing of FMA4.
#[inline(never)]
pub fn foreign(value: i32) -> i32 {
    #[cfg(target_feature = "avx")]
    unsafe {
        std::arch::asm!("vfmaddps xmm0, xmm0, xmm0, xmm0", out("xmm0") _)
    };
    value
}
