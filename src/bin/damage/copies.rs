//! Damaged copies of a file, the same on every run and machine.

/// Numbers from a seed (xorshift).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Any state but 0 will do, and near seeds shall not begin alike.
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }
}

/// The kinds of damage, in turn.
pub(crate) const KINDS: [&str; 5] = ["5 bits", "40 bits", "300 bits", "cut", "200 bytes moved"];

/// The copy of this number, damaged as `KINDS[number % 5]` says.
pub(crate) fn copy(bytes: &[u8], number: usize) -> Vec<u8> {
    let mut random = Random::new(number as u64 + 1);
    let mut copy = bytes.to_vec();
    if copy.is_empty() {
        return copy;
    }
    match number % KINDS.len() {
        3 => copy.truncate(random.below(bytes.len())),
        4 => {
            let length = bytes.len().min(200);
            let (from, to) = (
                random.below(bytes.len() - length + 1),
                random.below(bytes.len() - length + 1),
            );
            copy.copy_within(from..from + length, to);
        }
        kind => {
            for _ in 0..[5, 40, 300][kind] {
                let at = random.below(copy.len());
                copy[at] ^= 1 << random.below(8);
            }
        }
    }
    copy
}
