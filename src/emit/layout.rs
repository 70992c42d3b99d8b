//! How JSON is laid out: a line for each key down to the records, and one line for each list inside them.

use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Lists this deep and everything inside them stand on one line: root, tables, table, records, record, list.
const LIST: usize = 6;
/// The same of objects, such as those in an object of the record.
const OBJECT: usize = 7;

/// Writes `value` with a line break at the end: indented by two blanks, what is deep in records on one line.
pub(super) fn write(value: &impl Serialize) -> Vec<u8> {
    write_flat(value, LIST, OBJECT)
}

/// The same with lists and objects on one line from these depths on; the root has depth 1.
pub(super) fn write_flat(value: &impl Serialize, lists: usize, objects: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let layout = Layout {
        lists,
        objects,
        ..Layout::default()
    };
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout);
    value
        .serialize(&mut serializer)
        .expect("keys are strings and memory can be written");
    bytes.push(b'\n');
    bytes
}

#[derive(Debug, Default)]
struct Layout {
    /// Depth from which lists stand on one line.
    lists: usize,
    /// The same of objects.
    objects: usize,
    /// Lists and objects that are open.
    depth: usize,
    /// Of them, those that stand on one line.
    flat: usize,
    /// Something stands in the innermost one.
    filled: bool,
}

impl Layout {
    fn open<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8], flat: bool) -> io::Result<()> {
        self.depth += 1;
        if flat || self.flat > 0 {
            self.flat += 1;
        }
        self.filled = false;
        out.write_all(bracket)
    }

    fn close<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.flat > 0 {
            self.flat -= 1;
        } else if self.filled {
            self.line(out)?;
        }
        self.filled = true;
        out.write_all(bracket)
    }

    /// Before each thing in a list or an object.
    fn next<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        match (first, self.flat > 0) {
            (true, true) => Ok(()),
            (false, true) => out.write_all(b", "),
            (true, false) => self.line(out),
            (false, false) => {
                out.write_all(b",")?;
                self.line(out)
            }
        }
    }

    fn line<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }
}

impl Formatter for Layout {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        let flat = self.depth + 1 >= self.lists;
        self.open(out, b"[", flat)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        let flat = self.depth + 1 >= self.objects;
        self.open(out, b"{", flat)
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use serde_json::json;

    #[test]
    fn lists_in_records_stand_on_one_line() {
        let value =
            json!({"a": [{"b": [{"c": [1, {"d": 2, "e": []}], "f": {}, "g": {"h": [3], "j": {"k": 4}}}]}], "i": []});
        let text = String::from_utf8(write(&value)).unwrap();
        let expected = r#"{
  "a": [
    {
      "b": [
        {
          "c": [1, {"d": 2, "e": []}],
          "f": {},
          "g": {
            "h": [3],
            "j": {"k": 4}
          }
        }
      ]
    }
  ],
  "i": []
}
"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
