//! FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.

/// Hash of no bytes.
pub const OFFSET_BASIS: u64 = 14_695_981_039_346_656_037;
/// What each step multiplies with.
pub const PRIME: u64 = 1_099_511_628_211;

/// Continues `hash` over `bytes`; start with `OFFSET_BASIS`.
#[must_use]
pub fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        assert_eq!(fnv1a(OFFSET_BASIS, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(OFFSET_BASIS, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(OFFSET_BASIS, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
