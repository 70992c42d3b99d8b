//! What is looked at before a PDF is opened: opening it unpacks its object streams and reads its whole page tree, however much
//! that is.

use super::super::InputError;
use super::unpack;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::dict::keys::{F, FILTER, FIRST, KIDS, LENGTH, N, W};
use hayro_interpret::hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Object, Stream};
use memchr::memmem;
use std::borrow::Cow;

/// Most pages of a PDF; each takes about a kilobyte before anything of it is read.
const PAGES: usize = 250_000;

/// Most bytes between the keyword that begins an object and the object.
const BLANKS: usize = 1 << 12;

/// Looks at every object in the bytes of a PDF.
///
/// # Errors
/// When its object streams unpack to more than `most` bytes, or its page tree names too many pages.
pub(super) fn check(bytes: &[u8], most: usize) -> Result<(), InputError> {
    let mut guard = Guard {
        left: most,
        ..Guard::default()
    };
    for at in memmem::find_iter(bytes, b"obj") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let Some(at) = begin(bytes, at + 3) else { continue };
        let rest = &bytes[at..];
        if rest.starts_with(b"<<") {
            guard.dict(rest).ok_or(InputError::Unpacked(most))?;
        } else if rest.starts_with(b"[")
            && let Some(array) = Array::from_bytes(rest)
        {
            guard.tree.array(&array);
        }
    }
    if guard.tree.pages() > PAGES {
        return Err(InputError::Pages(PAGES));
    }
    Ok(())
}

/// Where an object begins behind white space and comments.
fn begin(bytes: &[u8], mut at: usize) -> Option<usize> {
    let end = bytes.len().min(at + BLANKS);
    let mut comment = false;
    while at < end {
        match bytes[at] {
            b'\n' | b'\r' => comment = false,
            b'%' => comment = true,
            b' ' | b'\t' | b'\0' | b'\x0c' => {}
            _ if comment => {}
            _ => return Some(at),
        }
        at += 1;
    }
    None
}

#[derive(Default)]
struct Guard {
    /// Bytes that further object streams may unpack to.
    left: usize,
    tree: Tree,
}

impl Guard {
    /// Looks at what `rest` begins with, a dictionary with or without a stream; `None` if it unpacks to too much.
    fn dict(&mut self, rest: &[u8]) -> Option<()> {
        let Some(dict) = Dict::from_bytes(rest) else {
            return Some(());
        };
        self.tree.dict(&dict);
        // Finding the end of a stream may take long, and of all streams only these are unpacked to open the file.
        let objects = dict.contains_key(N) && dict.contains_key(FIRST);
        if !objects && !dict.contains_key(W) {
            return Some(());
        }
        let Some(stream) = Stream::from_bytes(rest) else {
            return Some(());
        };
        // Filters named elsewhere in the file cannot be told yet, and no producer writes them so.
        let elsewhere = |key| matches!(dict.get_raw::<Object<'_>>(key), Some(MaybeRef::Ref(_)));
        let within = |key| {
            let array = dict.get::<Array<'_>>(key);
            array.is_some_and(|array| array.raw_iter().any(|item| matches!(item, MaybeRef::Ref(_))))
        };
        if [F, FILTER].iter().any(|key| elsewhere(key) || within(key)) {
            return None;
        }
        let mut data = stream.raw_data();
        if elsewhere(&LENGTH)
            && let Cow::Borrowed(part) = data
        {
            // It may be longer than it seems here.
            let start = (part.as_ptr() as usize).checked_sub(rest.as_ptr() as usize)?;
            data = Cow::Borrowed(rest.get(start..)?);
        }
        let filters = stream.filters();
        let size = unpack::measure_as(&stream, data, &filters, self.left)?;
        self.left -= size.min(self.left);
        if objects && !filters.contains(&Filter::Crypt) {
            self.members(&stream);
        }
        Some(())
    }

    /// Looks at the objects in an object stream; encrypted ones look like nothing.
    fn members(&mut self, stream: &Stream<'_>) {
        let Ok(data) = stream.decoded_data() else { return };
        // Escaped names have a `#`.
        if memmem::find(&data, b"Kids").is_none() && !data.contains(&b'#') {
            return;
        }
        let first = stream.dict().get::<usize>(FIRST).unwrap_or(0);
        let index = String::from_utf8_lossy(&data[..first.min(data.len())]).into_owned();
        let offsets = index.split_ascii_whitespace().skip(1).step_by(2);
        for offset in offsets.map_while(|offset| offset.parse::<usize>().ok()) {
            let member = first.checked_add(offset).and_then(|at| begin(&data, at));
            if let Some(object) = member.and_then(|at| Object::from_bytes(&data[at..])) {
                self.tree.object(&object);
            }
        }
    }
}

/// What nodes of page trees name. Pages should be objects of their own, which are read once; those written into the tree itself
/// are read as often as it leads to them.
#[derive(Default)]
struct Tree {
    /// Kids that are objects of their own.
    own: usize,
    /// Kids written into the list of their parent.
    inline: usize,
    /// Lists of kids that are objects of their own.
    lists: usize,
    /// Most kids that a list that is an object of its own may have written into it.
    longest: usize,
    /// A kid that is written into a list has kids.
    branches: bool,
}

impl Tree {
    fn object(&mut self, object: &Object<'_>) {
        match object {
            Object::Dict(dict) => self.dict(dict),
            Object::Array(array) => self.array(array),
            _ => {}
        }
    }

    fn array(&mut self, array: &Array<'_>) {
        let inline = self.inline(array);
        self.longest = self.longest.max(inline);
    }

    fn dict(&mut self, dict: &Dict<'_>) {
        match dict.get_raw::<Object<'_>>(KIDS) {
            Some(MaybeRef::NotRef(Object::Array(array))) => {
                self.inline += self.inline(&array);
                self.own += array.raw_iter().filter(|kid| kid.as_obj_ref().is_some()).count();
            }
            Some(MaybeRef::Ref(_)) => self.lists += 1,
            _ => {}
        }
    }

    /// Dictionaries in a list.
    fn inline(&mut self, array: &Array<'_>) -> usize {
        let dicts = array.raw_iter().filter_map(|kid| match kid {
            MaybeRef::NotRef(Object::Dict(dict)) => Some(dict),
            _ => None,
        });
        let mut count = 0;
        for dict in dicts {
            count += 1;
            self.branches |= dict.contains_key(KIDS);
        }
        count
    }

    fn pages(&self) -> usize {
        if self.branches && self.lists > 0 {
            return usize::MAX;
        }
        let listed = self.lists.saturating_mul(self.longest);
        self.own.saturating_add(self.inline).saturating_add(listed)
    }
}
