//! What drawing a page would unpack, measured before it is drawn: its content, and the fonts, forms and other streams that it leads
//! to.

use super::unpack;
use hayro_interpret::hayro_syntax::content::UntypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::{
    ANNOTS, AP, COLORSPACE, CONTENTS, CS, FORM, IMAGE, METADATA, N, PARENT, PIECE_INFO, SUBTYPE, XOBJECT,
};
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::xref::XRef;
use std::collections::BTreeSet;

/// Share of the limit that operators may take: what they draw takes several times as much memory as they do.
const OPERATORS: usize = 4;

/// Operators that take no more bytes cannot show more text at once than [`AT_ONCE`].
const SMALL: usize = AT_ONCE;

/// Most bytes of text that one operator may show: all its glyphs are made before anything looks at them, and a glyph takes up to a
/// kilobyte.
const AT_ONCE: usize = 256 << 10;

/// Most objects that a page may lead to.
const OBJECTS: usize = 1_000_000;

/// Keys that lead away from what is drawn.
const AWAY: [&[u8]; 3] = [PARENT, METADATA, PIECE_INFO];

/// Why a page is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooMuch {
    /// It would unpack more than the limit.
    Bytes,
    /// An operator shows more text than [`AT_ONCE`].
    Text,
    /// It leads to more than [`OBJECTS`] objects.
    Objects,
}

/// What an object is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// Operators of the page itself.
    Content,
    /// Operators or a picture that operators draw by name.
    External,
    /// The names of these.
    Externals,
    Other,
}

/// Measures the pages of an open PDF, shared streams once.
pub(super) struct Scale<'a> {
    xref: &'a XRef,
    most: usize,
    /// Objects of earlier pages.
    known: BTreeSet<(ObjectIdentifier, Role)>,
}

impl<'a> Scale<'a> {
    /// For pages that may unpack `most` bytes each.
    pub(super) fn new(xref: &'a XRef, most: usize) -> Self {
        Self {
            xref,
            most,
            known: BTreeSet::new(),
        }
    }

    /// Bytes that drawing a page unpacks and no earlier page has.
    pub(super) fn weigh(&mut self, page: &Page<'a>) -> Result<usize, TooMuch> {
        // Operators are many and short: what they may unpack to at most is mostly little enough.
        let mut result = self.walk(page, false);
        if result == Err(TooMuch::Bytes) {
            result = self.walk(page, true);
        }
        let shared = result?;
        let operators = page.page_stream().unwrap_or_default();
        if operators.len() > SMALL && shows_too_much(operators) {
            return Err(TooMuch::Text);
        }
        Ok(shared + operators.len())
    }

    /// Bytes of what a page leads to beside its own operators; whether these are measured `exact`ly.
    fn walk(&mut self, page: &Page<'a>, exact: bool) -> Result<usize, TooMuch> {
        let mut walk = Walk {
            scale: self,
            exact,
            shared: 0,
            own: 0,
            new: Vec::new(),
            objects: 0,
            todo: Vec::new(),
        };
        walk.begin(page);
        let result = walk.finish();
        let Walk { shared, new, .. } = walk;
        if result.is_err() {
            // What is too much for this page is for others.
            for object in new {
                self.known.remove(&object);
            }
        }
        result.map(|()| shared)
    }
}

/// Whether an operator shows more text than [`AT_ONCE`].
fn shows_too_much(operators: &[u8]) -> bool {
    let mut operators = UntypedIter::new(operators);
    while let Some(operator) = operators.next() {
        let long = |operand: &Object<'_>| match operand {
            Object::String(text) => text.as_bytes().len() > AT_ONCE,
            Object::Array(texts) => texts.data().len() > AT_ONCE,
            _ => false,
        };
        if operator.operands().any(long) {
            return true;
        }
    }
    false
}

/// The walk over what a page leads to.
struct Walk<'s, 'a> {
    scale: &'s mut Scale<'a>,
    exact: bool,
    /// Bytes of what other pages may use, too.
    shared: usize,
    /// Bytes of the page's own operators.
    own: usize,
    /// Objects that no earlier page led to.
    new: Vec<(ObjectIdentifier, Role)>,
    objects: usize,
    todo: Vec<(MaybeRef<Object<'a>>, Role)>,
}

impl<'a> Walk<'_, 'a> {
    fn begin(&mut self, page: &Page<'a>) {
        let contents = page.raw().get_raw::<Object<'_>>(CONTENTS);
        self.todo.extend(contents.map(|contents| (contents, Role::Content)));
        let resources = page.resources();
        for dict in [
            &resources.ext_g_states,
            &resources.fonts,
            &resources.color_spaces,
            &resources.patterns,
            &resources.shadings,
        ] {
            self.entries(dict, Role::Other);
        }
        self.entries(&resources.x_objects, Role::External);
        // Of a note, its normal look is drawn: one, or one for each state.
        let notes = page.raw().get::<Array<'_>>(ANNOTS);
        for note in notes.iter().flat_map(|notes| notes.iter::<Dict<'_>>()) {
            let look = note
                .get::<Dict<'_>>(AP)
                .and_then(|looks| looks.get_raw::<Object<'_>>(N));
            self.todo.extend(look.map(|look| (look, Role::Externals)));
        }
    }

    fn entries(&mut self, dict: &Dict<'a>, role: Role) {
        for (key, value) in dict.entries() {
            let key = key.as_ref();
            let role = if key == XOBJECT { Role::Externals } else { role };
            if !AWAY.contains(&key) {
                self.todo.push((value, role));
            }
        }
    }

    fn finish(&mut self) -> Result<(), TooMuch> {
        while let Some((object, role)) = self.todo.pop() {
            self.objects += 1;
            if self.objects > OBJECTS {
                return Err(TooMuch::Objects);
            }
            let object = match object {
                MaybeRef::NotRef(object) => object,
                MaybeRef::Ref(place) => {
                    let id = ObjectIdentifier::from(place);
                    // Every page unpacks its own operators.
                    if role != Role::Content {
                        if !self.scale.known.insert((id, role)) {
                            continue;
                        }
                        self.new.push((id, role));
                    }
                    match self.scale.xref.get::<Object<'_>>(id) {
                        Some(object) => object,
                        None => continue,
                    }
                }
            };
            match (object, role) {
                (Object::Dict(dict), Role::Externals) => self.entries(&dict, Role::External),
                (Object::Dict(dict), _) => self.entries(&dict, Role::Other),
                (Object::Array(array), _) => self.todo.extend(array.raw_iter().map(|item| (item, role))),
                (Object::Stream(stream), _) => self.stream(&stream, role)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn stream(&mut self, stream: &Stream<'a>, role: Role) -> Result<(), TooMuch> {
        let dict = stream.dict();
        let kind = dict.get::<Name<'_>>(SUBTYPE);
        let kind = kind.as_deref();
        if role == Role::External && kind == Some(IMAGE) {
            // Pictures are not unpacked, their colours are.
            for key in [COLORSPACE, CS] {
                let colors = dict.get_raw::<Object<'_>>(key);
                self.todo.extend(colors.map(|colors| (colors, Role::Other)));
            }
            return Ok(());
        }
        let most = self.scale.most;
        let operators = role != Role::Other || kind == Some(FORM);
        let bound = if operators { most / OPERATORS } else { most };
        if role == Role::Content {
            let quick = if self.exact { None } else { unpack::bound(stream) };
            let size = quick.or_else(|| unpack::measure(stream, bound)).ok_or(TooMuch::Bytes)?;
            self.own = self.own.saturating_add(size);
        } else {
            let size = unpack::measure(stream, bound).ok_or(TooMuch::Bytes)?;
            self.shared += size;
            if operators && size > SMALL && stream.decoded_data().is_ok_and(|data| shows_too_much(&data)) {
                return Err(TooMuch::Text);
            }
            self.entries(dict, Role::Other);
        }
        if self.own > most / OPERATORS || self.shared + self.own > most {
            return Err(TooMuch::Bytes);
        }
        Ok(())
    }
}
