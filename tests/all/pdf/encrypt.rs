//! Encryption of the PDFs of tests: the standard security handler with a 40-bit RC4 key, the only one that is short to write.

use super::file::File;

/// Fills passwords up to 32 bytes.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

const ID: &[u8; 16] = b"rowstitch's test";

/// Encrypts the streams of a file; `password` opens it.
pub(crate) fn encrypt(file: &mut File, password: &str) {
    let permissions = -44i32;
    let user = padded(password);
    let owner = rc4(&md5(&user)[..5], &user);
    let mut seed = user.to_vec();
    seed.extend(&owner);
    seed.extend(permissions.to_le_bytes());
    seed.extend(ID);
    let key = md5(&seed)[..5].to_vec();
    file.trailer = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{}> /U <{}> /P {permissions} >> /ID [<{id}> <{id}>]",
        hex(&owner),
        hex(&rc4(&key, &PADDING)),
        id = hex(ID),
    );
    file.cipher = Some(Box::new(move |number, bytes| {
        let mut seed = key.clone();
        seed.extend(&(number as u32).to_le_bytes()[..3]);
        seed.extend([0, 0]);
        rc4(&md5(&seed)[..10], bytes)
    }));
}

fn padded(password: &str) -> [u8; 32] {
    let mut bytes = password.bytes().chain(PADDING);
    std::array::from_fn(|_| bytes.next().expect("the padding is long enough"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let mut next = || {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(usize::from(i), usize::from(j));
        state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
    };
    bytes.iter().map(|byte| byte ^ next()).collect()
}

fn md5(bytes: &[u8]) -> [u8; 16] {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64 * 8).to_le_bytes());
    let mut sum: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        let word = |index: usize| u32::from_le_bytes(block[4 * index..][..4].try_into().expect("four bytes"));
        let [mut a, mut b, mut c, mut d] = sum;
        for step in 0..64 {
            let (mix, index) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), 5 * step + 1),
                2 => (b ^ c ^ d, 3 * step + 5),
                _ => (c ^ (b | !d), 7 * step),
            };
            let constant = ((step as f64 + 1.0).sin().abs() * 4_294_967_296.0) as u32;
            let turned = a
                .wrapping_add(mix)
                .wrapping_add(constant)
                .wrapping_add(word(index % 16))
                .rotate_left(SHIFTS[step / 16][step % 4]);
            (a, d, c, b) = (d, c, b, b.wrapping_add(turned));
        }
        for (sum, part) in sum.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
    }
    let mut out = [0; 16];
    for (bytes, part) in out.chunks_exact_mut(4).zip(sum) {
        bytes.copy_from_slice(&part.to_le_bytes());
    }
    out
}

#[test]
fn known_sums() {
    assert_eq!(hex(&md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(hex(&md5(b"message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
    assert_eq!(hex(&rc4(b"Key", b"Plaintext")), "bbf316e8d940af0ad3");
}
