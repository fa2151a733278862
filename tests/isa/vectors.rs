// What vectors.c is for C: mul_add becomes a fused instruction of the CPU.

// std::hint has one only since Rust 1.66.
fn black_box<T: Copy>(value: T) -> T {
    unsafe { std::ptr::read_volatile(&value) }
}

fn main() {
    let words: Vec<u32> = (0..1000u32).map(|i| black_box(i).wrapping_mul(1664525)).collect();
    let reals: Vec<f64> = words.iter().map(|&word| f64::from(word)).collect();
    let bits: u32 = words
        .iter()
        .map(|word| (word & word.wrapping_add(1)).count_ones() + word.leading_zeros() + word.rotate_left(7))
        .fold(0, u32::wrapping_add);
    let sum = reals.iter().fold(0.0, |sum: f64, &real| sum.mul_add(0.5, real));
    println!("{bits} {}", black_box(sum) > 0.0);
}
