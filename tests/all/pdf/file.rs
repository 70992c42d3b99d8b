//! PDF files made by code: pages of text and drawn lines as producers write them, for tests and benchmarks.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::fmt::Write as _;
use std::io::Write as _;

/// Number of the object that is the font `/F1`, Helvetica.
pub(crate) const HELVETICA: usize = 3;

/// Height of a line of a cell, in points.
const LINE: f64 = 12.0;

/// Room between a cell's edges and its text, in points.
const PAD: f64 = 4.0;

/// Encrypts the stream of the object of a number.
pub(crate) type Cipher = Box<dyn Fn(usize, &[u8]) -> Vec<u8>>;

/// A PDF file.
pub(crate) struct File {
    objects: Vec<Object>,
    pages: Vec<usize>,
    /// Streams are compressed.
    pub(crate) packed: bool,
    /// Further entries of the trailer.
    pub(crate) trailer: String,
    pub(crate) cipher: Option<Cipher>,
}

/// One object: what is before its stream, and the stream.
struct Object {
    dict: String,
    stream: Option<Vec<u8>>,
}

/// What draws the borders of a table's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    None,
    /// One stroke along each row and each column.
    Strokes,
    /// A thin filled rectangle along each edge of each cell, as word processors write them.
    Bars,
}

/// One page. Places are in points from its top left corner, y downwards, as a reader holds it.
pub(crate) struct Page {
    width: f64,
    height: f64,
    /// Further entries of the page's dictionary.
    pub(crate) entries: String,
    /// Further entries of its resources.
    pub(crate) resources: String,
    /// Quarter turns, counterclockwise, from the reader's page to the paper.
    turns: u8,
    pub(crate) content: Vec<u8>,
}

impl File {
    pub(crate) fn new() -> Self {
        let mut file = Self {
            objects: Vec::new(),
            pages: Vec::new(),
            packed: false,
            trailer: String::new(),
            cipher: None,
        };
        file.add("<< /Type /Catalog /Pages 2 0 R >>");
        file.add("");
        for name in ["Helvetica", "Helvetica-Bold"] {
            file.add(&format!(
                "<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            ));
        }
        file
    }

    /// One page of this content.
    pub(crate) fn of(page: Page) -> Vec<u8> {
        let mut file = Self::new();
        file.page(page);
        file.bytes()
    }

    /// Adds an object; its number.
    pub(crate) fn add(&mut self, dict: &str) -> usize {
        self.objects.push(Object {
            dict: dict.to_owned(),
            stream: None,
        });
        self.objects.len()
    }

    /// Adds a stream with further entries of its dictionary; its number.
    pub(crate) fn stream(&mut self, entries: &str, bytes: &[u8]) -> usize {
        let (filter, bytes) = match self.packed && !entries.contains("/Filter") {
            true => (" /Filter /FlateDecode", packed(bytes)),
            false => ("", bytes.to_vec()),
        };
        self.objects.push(Object {
            dict: format!("<< /Length {}{filter} {entries} >>", bytes.len()),
            stream: Some(bytes),
        });
        self.objects.len()
    }

    pub(crate) fn page(&mut self, page: Page) {
        let content = self.stream("", &page.content);
        let (width, height) = page.paper();
        let number = self.add(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {content} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R {} >> >> {} >>",
            page.resources, page.entries
        ));
        self.pages.push(number);
    }

    /// The file.
    pub(crate) fn bytes(mut self) -> Vec<u8> {
        let kids: String = self.pages.iter().map(|page| format!("{page} 0 R ")).collect();
        self.objects[1].dict = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len());
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n{}", index + 1, object.dict).bytes());
            if let Some(stream) = &object.stream {
                out.extend(b"\nstream\n");
                match &self.cipher {
                    Some(cipher) => out.extend(cipher(index + 1, stream)),
                    None => out.extend(stream),
                }
                out.extend(b"\nendstream");
            }
            out.extend(b"\nendobj\n");
        }
        let xref = out.len();
        let size = places.len() + 1;
        let mut tail = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in places {
            let _ = writeln!(tail, "{place:010} 00000 n ");
        }
        let _ = write!(
            tail,
            "trailer\n<< /Size {size} /Root 1 0 R {} >>\nstartxref\n{xref}\n%%EOF\n",
            self.trailer
        );
        out.extend(tail.bytes());
        out
    }
}

/// Bytes as `/FlateDecode` has them.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

impl Page {
    /// A4, upright.
    pub(crate) fn new() -> Self {
        Self::sized(595.0, 842.0)
    }

    /// Of another size, in points.
    pub(crate) fn sized(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            entries: String::new(),
            resources: String::new(),
            turns: 0,
            content: Vec::new(),
        }
    }

    /// Drawn on paper that was turned clockwise by this many quarters before: `/Rotate` would put it right.
    pub(crate) fn turned(mut self, turns: u8) -> Self {
        self.turns = turns % 4;
        self
    }

    /// Width and height of the paper.
    fn paper(&self) -> (f64, f64) {
        match self.turns % 2 {
            0 => (self.width, self.height),
            _ => (self.height, self.width),
        }
    }

    /// Where a place of the reader's page is on the paper.
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        match self.turns {
            0 => (x, self.height - y),
            1 => (y, x),
            2 => (self.width - x, y),
            _ => (self.height - y, self.width - x),
        }
    }

    /// Adds operators as they are.
    pub(crate) fn draw(&mut self, operators: &str) -> &mut Self {
        self.content.extend(operators.bytes());
        self.content.push(b'\n');
        self
    }

    /// Text of 10 points with its baseline at this place.
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str) -> &mut Self {
        self.styled(x, y, "/F1 10 Tf", text)
    }

    /// Text with operators before it that set its font and the like.
    pub(crate) fn styled(&mut self, x: f64, y: f64, operators: &str, text: &str) -> &mut Self {
        let ways = ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"];
        let ((x, y), way) = (self.at(x, y), ways[usize::from(self.turns)]);
        self.content
            .extend(format!("BT {operators} {way} {x:.2} {y:.2} Tm (").bytes());
        for c in text.chars() {
            if matches!(c, '(' | ')' | '\\') {
                self.content.push(b'\\');
            }
            self.content.push(latin(c));
        }
        self.draw(") Tj ET")
    }

    /// A stroke of half a point.
    pub(crate) fn line(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> &mut Self {
        let ((x0, y0), (x1, y1)) = (self.at(x0, y0), self.at(x1, y1));
        self.draw(&format!("0.5 w {x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S"))
    }

    /// A filled rectangle.
    pub(crate) fn bar(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> &mut Self {
        let ((x0, y0), (x1, y1)) = (self.at(x0, y0), self.at(x1, y1));
        self.draw(&format!("{x0:.2} {y0:.2} {:.2} {:.2} re f", x1 - x0, y1 - y0))
    }

    /// A table with its top left corner at this place; cells may have several lines. Gives its bottom.
    pub(crate) fn table<S: AsRef<str>>(
        &mut self,
        x: f64,
        y: f64,
        widths: &[f64],
        rows: &[Vec<S>],
        border: Border,
    ) -> f64 {
        let mut edges = vec![x];
        for width in widths {
            edges.push(edges[edges.len() - 1] + width);
        }
        let mut tops = vec![y];
        for row in rows {
            let top = tops[tops.len() - 1];
            let lines = row.iter().map(|cell| cell.as_ref().lines().count()).max().unwrap_or(1);
            for (cell, x) in row.iter().zip(&edges) {
                for (index, line) in cell.as_ref().lines().enumerate() {
                    self.text(x + PAD, top + PAD + 8.0 + LINE * index as f64, line);
                }
            }
            tops.push(top + LINE * lines as f64 + 2.0 * PAD);
        }
        let (right, bottom) = (edges[edges.len() - 1], tops[tops.len() - 1]);
        match border {
            Border::None => {}
            Border::Strokes => {
                for &top in &tops {
                    self.line(x, top, right, top);
                }
                for &edge in &edges {
                    self.line(edge, y, edge, bottom);
                }
            }
            Border::Bars => {
                for (top, below) in tops.iter().zip(&tops[1..]) {
                    for (left, beside) in edges.iter().zip(&edges[1..]) {
                        self.bar(left + 0.5, *top, *beside, top + 0.5);
                        self.bar(*left, top + 0.5, left + 0.5, *below);
                    }
                    self.bar(right, *top, right + 0.5, *below);
                }
                self.bar(x, bottom, right, bottom + 0.5);
            }
        }
        bottom
    }
}

/// The byte of a character in WinAnsi, as far as it is Latin-1.
fn latin(c: char) -> u8 {
    u8::try_from(u32::from(c)).unwrap_or(b'?')
}
