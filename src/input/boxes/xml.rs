//! XML and XHTML as a stream of elements and text, from sources that may be damaged or hostile.
//!
//! Nothing a document declares is believed: no entity but those of XML and HTML is known, the DTD is passed over, and elements
//! stand in each other only so deep. HTML's elements without an end tag need none.

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Elements inside each other; known formats need a dozen.
const DEPTH: usize = 100;

/// Elements that end where they begin in HTML.
const VOID: [&str; 7] = ["area", "br", "col", "hr", "img", "link", "meta"];

/// Numbers beyond this are no places on a page.
const FAR: f32 = 1e6;

/// Why the rest of a source cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// 1-based line.
    pub(super) line: usize,
    pub(super) reason: String,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Start(Element<'a>),
    /// The element that was begun last and is open ends.
    End,
    Text(Cow<'a, str>),
    /// The end of the source.
    Done,
}

/// Reads a source to its end.
pub(super) struct Xml<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    /// Names of the open elements, and where they begin.
    open: Vec<(String, usize)>,
    /// The last element was one of [`VOID`].
    ended: bool,
}

impl<'a> Xml<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Done here, because HTML differs.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            source,
            reader,
            open: Vec::new(),
            ended: false,
        }
    }

    /// The next element, end or text.
    pub(super) fn node(&mut self) -> Result<Node<'a>, Damage> {
        if std::mem::take(&mut self.ended) {
            return Ok(Node::End);
        }
        loop {
            let at = self.position();
            let event = self.reader.read_event().map_err(|error| {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                self.damage(at, plain(&error))
            })?;
            match event {
                Event::Start(start) => return self.start(start, at),
                Event::End(end) => {
                    let name = end.name().0;
                    if is_void(name) {
                        continue;
                    }
                    return match self.open.pop() {
                        Some((open, _)) if open.eq_ignore_ascii_case(name) => Ok(Node::End),
                        Some((open, from)) => {
                            let line = self.line(from);
                            let name = shown(name);
                            Err(self.damage(at, format!("</{name}> does not end <{open}> of line {line}")))
                        }
                        None => Err(self.damage(at, format!("</{}> ends nothing", shown(name)))),
                    };
                }
                Event::Text(text) => return Ok(Node::Text(text.into_inner())),
                Event::CData(text) => return Ok(Node::Text(text.into_inner())),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(|_| self.unknown(at, &reference))?;
                    return match (character, resolve_html5_entity(&reference)) {
                        (Some(c), _) => Ok(Node::Text(c.to_string().into())),
                        (None, Some(text)) => Ok(Node::Text(text.into())),
                        (None, None) => Err(self.unknown(at, &reference)),
                    };
                }
                Event::Eof => {
                    return match self.open.last() {
                        None => Ok(Node::Done),
                        Some((name, from)) => {
                            let line = self.line(*from);
                            Err(self.damage(at, format!("the file ends inside <{name}> of line {line}")))
                        }
                    };
                }
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn start(&mut self, start: BytesStart<'a>, at: usize) -> Result<Node<'a>, Damage> {
        let name = start.name().0;
        if is_void(name) {
            self.ended = true;
        } else if self.open.len() == DEPTH {
            return Err(self.damage(at, format!("more than {DEPTH} elements stand inside each other")));
        } else {
            self.open.push((shown(name), at));
        }
        Ok(Node::Start(Element { start, at }))
    }

    /// Where in the source reading is.
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The 1-based line of a byte.
    fn line(&self, at: usize) -> usize {
        let before = &self.source.as_bytes()[..at.min(self.source.len())];
        before.iter().filter(|&&b| b == b'\n').count() + 1
    }

    /// Damage at a byte.
    pub(super) fn damage(&self, at: usize, reason: String) -> Damage {
        Damage {
            line: self.line(at),
            reason,
        }
    }

    fn unknown(&self, at: usize, entity: &str) -> Damage {
        let entity = shown(entity);
        self.damage(
            at,
            format!("&{entity}; is no character of XML or HTML, and entities that a file defines are not read"),
        )
    }

    /// An attribute as text.
    pub(super) fn text(&self, element: &Element<'_>, name: &str) -> Result<Option<String>, Damage> {
        let damage = |reason: String| self.damage(element.at, format!("<{}>: {reason}", shown(element.start.name().0)));
        let mut attributes = element.start.html_attributes();
        // Whether an attribute is there twice takes long to find out where there are many; the first one counts.
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|_| damage("its attributes are not name=\"value\"".to_owned()))?;
            if attribute.key.local_name().as_ref() == name {
                return match unescape_with(&attribute.value, resolve_html5_entity) {
                    Ok(value) => Ok(Some(value.into_owned())),
                    Err(_) => Err(damage(format!(
                        "{name} holds an & that begins no character of XML or HTML"
                    ))),
                };
            }
        }
        Ok(None)
    }

    /// An attribute as a number.
    pub(super) fn number(&self, element: &Element<'_>, name: &str) -> Result<Option<f32>, Damage> {
        let Some(text) = self.text(element, name)? else {
            return Ok(None);
        };
        match number(&text) {
            Some(number) => Ok(Some(number)),
            None => Err(self.damage(element.at, not_a_place(name, &text))),
        }
    }
}

/// An element with its attributes.
#[derive(Debug)]
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    /// Byte where it begins.
    pub(super) at: usize,
}

impl Element<'_> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }
}

/// A number that can be a place or a size on a page.
pub(super) fn number(text: &str) -> Option<f32> {
    let number: f32 = text.trim().parse().ok()?;
    (number.abs() <= FAR).then_some(number)
}

/// What is said of a number that is none.
pub(super) fn not_a_place(name: &str, text: &str) -> String {
    format!("{name} is {:?}, which is no place on a page", shown(text))
}

fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// The beginning of a text, fit for a message.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// What is wrong, in plain words.
fn plain(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(_) => "the file ends inside a tag or a comment".to_owned(),
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            "an & stands for itself; it has to be &amp;".to_owned()
        }
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of a source, or what is wrong with it.
    fn read(source: &str) -> Result<String, String> {
        let mut xml = Xml::new(source);
        let mut out = String::new();
        loop {
            match xml
                .node()
                .map_err(|damage| format!("{}: {}", damage.line, damage.reason))?
            {
                Node::Start(element) => {
                    let value = xml
                        .text(&element, "a")
                        .map_err(|damage| format!("{}: {}", damage.line, damage.reason))?;
                    out += &format!(
                        "<{}{}>",
                        element.name(),
                        value.map_or(String::new(), |v| format!(" {v}"))
                    );
                }
                Node::End => out.push('/'),
                Node::Text(text) => out += &text,
                Node::Done => return Ok(out),
            }
        }
    }

    #[test]
    fn elements_and_text() {
        let source = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'no'>]><p:x a='1 &lt; 2'><!-- & --><y a=\"&eacute;\"/>a&nbsp;b&#x41;&amp;lt;<![CDATA[<&]]></p:x>\n";
        assert_eq!(read(source).unwrap(), "<x 1 < 2><y é>/a\u{a0}bA&lt;<&/\n");
    }

    #[test]
    fn html_without_end_tags() {
        assert_eq!(
            read("<HTML><meta charset=utf-8><br>a<br/>b<img src='x'></img></html>").unwrap(),
            "<HTML><meta>/<br>/a<br>/b<img>//"
        );
    }

    #[test]
    fn damage_has_a_line() {
        for (source, line, reason) in [
            ("<x>\n<y>\n</x>", 3, "</x> does not end <y> of line 2"),
            ("<x>\n<y>\n", 3, "ends inside <y> of line 2"),
            ("<x>\n</x>\n</x>", 3, "</x> ends nothing"),
            ("<x>\n<y", 2, "ends inside a tag"),
            ("<x>\n<y a='", 2, "ends inside a tag"),
            ("<x>\n<!-- ", 2, "ends inside a tag or a comment"),
            ("<x>\n\na & b</x>", 3, "has to be &amp;"),
            ("<x>\n&mine;</x>", 2, "&mine; is no character"),
            ("<x>\n&#xffffffff;</x>", 2, "&#xffffffff; is no character"),
            ("<x>\n<y a='&mine;'/></x>", 2, "<y>: a holds an &"),
            ("<x>\n<y b= ></y></x>", 2, "<y>: its attributes"),
        ] {
            let error = read(source).unwrap_err();
            assert!(
                error.starts_with(&format!("{line}: ")) && error.contains(reason),
                "{source:?}: {error}"
            );
        }
    }

    #[test]
    fn hostile_sources_end_soon() {
        let bomb = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>\n<l>&b;</l>";
        assert!(read(bomb).unwrap_err().starts_with("2: &b; is no character"));
        let deep = "<d>".repeat(200_000);
        assert!(read(&deep).unwrap_err().contains("more than 100 elements"));
        let wide = format!("<x {}></x>", "b='1' ".repeat(200_000));
        assert_eq!(read(&wide).unwrap(), "<x>/");
    }

    #[test]
    fn numbers_are_places() {
        assert_eq!(number(" 12.5 "), Some(12.5));
        for wrong in ["", "x", "NaN", "inf", "1e30", "1,5"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
