//! Logarithm and exponential that give the same bits on every machine.
//!
//! The platform's own differ in the last place from system to system, which could turn a tie and so change a table.

/// Natural logarithm of a positive, finite number; 0 and below give -87 (the logarithm of the smallest normal f32).
///
/// Range reduction to [sqrt(1/2), sqrt(2)) and the odd series of `2 atanh((m-1)/(m+1))`; error below 1e-6.
pub(super) fn ln(x: f32) -> f32 {
    if x.is_nan() || x < f32::MIN_POSITIVE {
        return -87.0;
    }
    let bits = x.to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if mantissa > std::f32::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    let series = 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q / 9.0))));
    exponent as f32 * std::f32::consts::LN_2 + series
}

/// `e` to the power of `x`, clamped to the finite range of f32.
///
/// `2^k * e^r` with `|r| <= ln(2)/2` and the Taylor series to the sixth power; relative error below 1e-6.
pub(super) fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let k = (x * std::f32::consts::LOG2_E).round();
    let r = x - k * std::f32::consts::LN_2;
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    series * f32::from_bits(((k as i32 + 127).clamp(1, 254) as u32) << 23)
}

/// `ln(1 + e^x)`: the cost of the less likely side of a decision with log-odds `-x`.
pub(super) fn softplus(x: f32) -> f32 {
    if x > 20.0 {
        x
    } else if x < -20.0 {
        0.0
    } else {
        ln(1.0 + exp(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_known_values() {
        for (x, y) in [(1.0, 0.0), (3.0, 1.098_612_3), (7.0, 1.945_910_1), (0.001, -6.907_755)] {
            assert!((ln(x) - y).abs() < 2e-6, "ln({x}) = {}", ln(x));
            assert!((exp(y) / x - 1.0).abs() < 3e-6, "exp({y}) = {}", exp(y));
        }
        assert!((softplus(0.0) - std::f32::consts::LN_2).abs() < 2e-6);
        assert_eq!(ln(0.0), -87.0);
    }
}
