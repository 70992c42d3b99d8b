//! How many bytes packed data unpacks to, found without keeping them: the interpreter unpacks without bound, so what it is about
//! to unpack is measured before.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::dict::keys::{BITS_PER_COMPONENT, COLORS, COLUMNS, DECODE_PARMS, DP};
use hayro_interpret::hayro_syntax::object::{Array, Dict, FromBytes, Object, Stream};
use std::borrow::Cow;
use std::io::Read;

/// No deflate data unpacks to more times its length.
const DEFLATE: usize = 1032;

/// Bytes that the stream unpacks to, or `None` if they are more than `most`, or if it would take more memory on the way. Streams of
/// pictures give 0: they are not unpacked.
pub(super) fn measure(stream: &Stream<'_>, most: usize) -> Option<usize> {
    let filters = stream.filters();
    measure_as(stream, stream.raw_data(), &filters, most)
}

/// A bound on the bytes that the stream unpacks to, told by its length alone; `None` where that tells nothing.
pub(super) fn bound(stream: &Stream<'_>) -> Option<usize> {
    let length = stream.raw_data().len();
    match stream.filters().as_slice() {
        [] => Some(length),
        [Filter::FlateDecode] if rows_fit(stream.dict(), length) => Some(length.saturating_mul(DEFLATE)),
        _ => None,
    }
}

/// The same for data that may run on beyond the stream.
pub(super) fn measure_as(
    stream: &Stream<'_>,
    mut data: Cow<'_, [u8]>,
    filters: &[Filter],
    most: usize,
) -> Option<usize> {
    if filters.iter().any(|filter| is_picture(*filter)) {
        return Some(0);
    }
    if !rows_fit(stream.dict(), most) {
        return None;
    }
    let mut size = data.len();
    for (index, filter) in filters.iter().enumerate() {
        size = match filter {
            Filter::FlateDecode => flate(&data, most),
            Filter::LzwDecode => lzw(&data, most),
            Filter::RunLengthDecode => run_length(&data, most),
            // `z` is four bytes.
            Filter::Ascii85Decode => data.len().saturating_mul(4),
            _ => data.len(),
        };
        if size > most {
            return None;
        }
        if index + 1 < filters.len() {
            data = Cow::Owned(unpacked(*filter, &data)?);
        }
    }
    Some(size)
}

fn is_picture(filter: Filter) -> bool {
    matches!(
        filter,
        Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode
    )
}

/// Whether a row of what a predictor works on has its place in memory: its length is said by the file alone.
fn rows_fit(dict: &Dict<'_>, most: usize) -> bool {
    let fits = |params: &Dict<'_>| {
        let number = |key| params.get::<f64>(key).unwrap_or(1.0).max(1.0);
        let bits = params.get::<f64>(BITS_PER_COMPONENT).unwrap_or(8.0).max(1.0);
        number(COLUMNS) * number(COLORS) * bits / 8.0 <= most as f64
    };
    [DP, DECODE_PARMS].iter().all(|key| {
        let one = dict.get::<Dict<'_>>(key).is_none_or(|params| fits(&params));
        let several = dict.get::<Array<'_>>(key);
        one && several
            .iter()
            .flat_map(|array| array.iter::<Object<'_>>())
            .filter_map(Object::into_dict)
            .all(|params| fits(&params))
    })
}

/// What one filter makes of data, without predictors; they are only used with the last filter.
fn unpacked(filter: Filter, data: &[u8]) -> Option<Vec<u8>> {
    let name = match filter {
        Filter::FlateDecode => "FlateDecode",
        Filter::LzwDecode => "LZWDecode",
        Filter::RunLengthDecode => "RunLengthDecode",
        Filter::Ascii85Decode => "ASCII85Decode",
        Filter::AsciiHexDecode => "ASCIIHexDecode",
        _ => return Some(data.to_vec()),
    };
    let mut bytes = format!("<</Filter/{name}/Length {}>>stream\n", data.len()).into_bytes();
    bytes.extend(data);
    bytes.extend(b"\nendstream");
    let stream = Stream::from_bytes(&bytes)?;
    Some(stream.decoded_data().ok()?.into_owned())
}

/// Stops beyond `most`, like the others.
fn flate(data: &[u8], most: usize) -> usize {
    // With and without the header of zlib, as the interpreter tries them. Damaged data it takes as far as they make sense.
    drained(ZlibDecoder::new(data), most)
        .or_else(|| drained(DeflateDecoder::new(data), most))
        .unwrap_or_else(|| data.len().saturating_mul(DEFLATE))
}

/// How much a reader gives; `None` if it fails.
fn drained(mut reader: impl Read, most: usize) -> Option<usize> {
    let mut buffer = [0; 1 << 15];
    let mut size = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Some(size),
            Ok(read) => size += read,
            Err(_) => return None,
        }
        if size > most {
            return Some(size);
        }
    }
}

fn run_length(data: &[u8], most: usize) -> usize {
    let (mut at, mut size) = (0, 0);
    while let Some(&length) = data.get(at) {
        let length = usize::from(length);
        match length {
            128 => break,
            0..=127 => (at, size) = (at + length + 2, size + length + 1),
            _ => (at, size) = (at + 2, size + 257 - length),
        }
        if size > most {
            break;
        }
    }
    size
}

fn lzw(data: &[u8], most: usize) -> usize {
    // Codes change their width one entry early or not: the larger sum counts.
    [true, false]
        .into_iter()
        .map(|early| lzw_as(data, early, most))
        .max()
        .unwrap_or(0)
}

fn lzw_as(data: &[u8], early: bool, most: usize) -> usize {
    const CLEAR: usize = 256;
    const END: usize = 257;
    // Lengths of the texts that codes above `END` stand for.
    let mut entries: Vec<usize> = Vec::new();
    let length = |entries: &[usize], code: usize| if code < CLEAR { 1 } else { entries[code - END - 1] };
    let mut last: Option<usize> = None;
    let (mut bits, mut held, mut size) = (0u32, 0u32, 0usize);
    for &byte in data {
        (bits, held) = (bits << 8 | u32::from(byte), held + 8);
        let known = entries.len() + END + 1;
        let width = match known + usize::from(early) {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        match code {
            CLEAR => {
                entries.clear();
                last = None;
                continue;
            }
            END => break,
            code if code > known || code == known && last.is_none() => break,
            code => {
                let grown = last.map(|last| length(&entries, last) + 1);
                size += if code < known {
                    length(&entries, code)
                } else {
                    grown.unwrap_or(0)
                };
                if let Some(grown) = grown
                    && known < 4096
                {
                    entries.push(grown);
                } else if code == known {
                    break;
                }
                last = Some(code);
            }
        }
        if size > most {
            break;
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that the interpreter makes of a stream, beside what was measured.
    fn both(filters: &str, data: &[u8], most: usize) -> (Option<usize>, usize) {
        let mut bytes = format!("<</Length {} {filters}>>stream\n", data.len()).into_bytes();
        bytes.extend(data);
        bytes.extend(b"\nendstream");
        let stream = Stream::from_bytes(&bytes).expect("a stream");
        let real = stream.decoded_data().map_or(0, |data| data.len());
        (measure(&stream, most), real)
    }

    #[track_caller]
    fn same(filters: &str, data: &[u8]) {
        let (measured, real) = both(filters, data, 1 << 24);
        assert_eq!(measured, Some(real), "{filters}");
    }

    /// Packs with codes of nine bits only: a clear code before they would grow.
    fn lzw_packed(data: &[u8]) -> Vec<u8> {
        let mut codes = Vec::new();
        for chunk in data.chunks(200) {
            codes.push(256u32);
            codes.extend(chunk.iter().map(|&byte| u32::from(byte)));
        }
        codes.push(257);
        let mut bits: Vec<bool> = codes
            .iter()
            .flat_map(|code| (0..9).rev().map(move |bit| code >> bit & 1 == 1))
            .collect();
        bits.resize(bits.len().next_multiple_of(8), false);
        bits.chunks(8)
            .map(|byte| byte.iter().fold(0, |byte, &bit| byte << 1 | u8::from(bit)))
            .collect()
    }

    #[test]
    fn sizes_are_those_of_the_interpreter() {
        let text = b"to and fro ".repeat(1000);
        let mut zlib = flate2::read::ZlibEncoder::new(&text[..], flate2::Compression::best());
        let mut packed = Vec::new();
        zlib.read_to_end(&mut packed).unwrap();
        same("", &text);
        same("/Filter/FlateDecode", &packed);
        same("/Filter/FlateDecode", &packed[2..]);
        same("/Filter/DCTDecode", &packed);
        same("/Filter/RunLengthDecode", b"\x05abcdef\xf0x\x81y\x80");
        same("/Filter/LZWDecode", &lzw_packed(&text));
        // One code twice as long as the last, again and again.
        let codes = [0x80, 0x18, 0x60, 0x50, 0x38, 0x24, 0x16];
        let (measured, real) = both("/Filter/LZWDecode", &codes, 1 << 20);
        assert!(measured.unwrap() >= real);
        let hex: Vec<u8> = packed
            .iter()
            .flat_map(|byte| format!("{byte:02x}").into_bytes())
            .collect();
        same("/Filter[/ASCIIHexDecode/FlateDecode]", &hex);
        let mut twice = Vec::new();
        flate2::read::ZlibEncoder::new(&packed[..], flate2::Compression::best())
            .read_to_end(&mut twice)
            .unwrap();
        same("/Filter[/FlateDecode/FlateDecode]", &twice);
        // Damaged data are not more than measured.
        for at in [3, 20, packed.len() / 2] {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x55;
            let (measured, real) = both("/Filter/FlateDecode", &damaged, 1 << 24);
            assert!(measured.unwrap() >= real);
        }
    }

    #[test]
    fn too_much_is_nothing() {
        let mut packed = Vec::new();
        flate2::read::ZlibEncoder::new(std::io::repeat(0).take(1 << 20), flate2::Compression::best())
            .read_to_end(&mut packed)
            .unwrap();
        assert_eq!(both("/Filter/FlateDecode", &packed, 1 << 20).0, Some(1 << 20));
        assert_eq!(both("/Filter/FlateDecode", &packed, (1 << 20) - 1).0, None);
        let rows = "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 900000000>>";
        assert_eq!(both(rows, &packed, 1 << 24).0, None);
        assert_eq!(both("/DecodeParms[null<</Colors 30000000>>]", b"x", 1 << 24).0, None);
    }
}
