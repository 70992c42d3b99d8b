//! What a page draws: glyphs with their places, and drawn lines, collected while the page's content is interpreted.
//!
//! All lengths are in points; x grows to the right and y downwards from the top left corner of the page as shown (its crop box,
//! turned by its `/Rotate`).

use super::super::Options;
use super::{rules, words};
use crate::audit;
use crate::page::{Area, Rule};
use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Why a reader of the page does not see a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hidden {
    /// Outside of the clipping path or of the page.
    Clipped,
    /// Drawn with the invisible text mode, as text recognition does under a scan.
    Invisible,
}

/// What a glyph stands for: a character below [`SEVERAL`], else [`SEVERAL`] and an index into [`Drawn::several`]. Nearly all
/// glyphs are one character, and a page has thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Text(u32);

/// Beyond all characters.
const SEVERAL: u32 = 0x11_0000;

/// One drawn glyph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// U+FFFD where the font does not say.
    pub(super) text: Text,
    /// Where its baseline begins.
    pub(super) from: Point,
    /// Where its baseline ends.
    pub(super) to: Point,
    /// Font size in points.
    pub(super) size: f32,
    /// Quarter turns of its baseline, see [`words::direction`].
    pub(super) way: u8,
    /// Its font is bold by its name or weight.
    pub(super) bold: bool,
    pub(super) hidden: Option<Hidden>,
}

/// All that a page drew.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) width: f64,
    pub(super) height: f64,
    /// In the order of drawing.
    pub(super) glyphs: Vec<Glyph>,
    /// Texts of glyphs that stand for several characters, each once.
    several: Vec<Box<str>>,
    pub(super) rules: Vec<Rule>,
    /// Filled rectangles that are no lines.
    pub(super) fills: Vec<Area>,
    /// Pictures were drawn.
    pub(super) images: usize,
    /// Glyphs whose font does not say what they mean.
    pub(super) unknown: usize,
    /// More lines and areas were drawn than are kept.
    pub(super) crowded: bool,
}

/// Why a page was not drawn to its end, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The interpreter failed.
    Damaged,
    /// It took more than these seconds.
    Time(u64),
    /// It drew more than this many glyphs.
    Glyphs(usize),
    /// It would have unpacked more than these bytes.
    Unpacked(usize),
    /// One operator shows too much text.
    Text,
    /// It leads to too many objects.
    Objects,
}

impl Text {
    /// Of one character.
    pub(super) fn of(c: char) -> Self {
        Self(u32::from(c))
    }

    /// A number that only the same text of the same page has.
    pub(super) fn code(self) -> u64 {
        u64::from(self.0)
    }
}

impl Drawn {
    /// Adds what a glyph of this page stands for to a word.
    pub(super) fn add(&self, text: Text, word: &mut String) {
        match char::from_u32(text.0) {
            Some(c) => word.push(c),
            None => word.push_str(self.several(text)),
        }
    }

    /// Whether a glyph stands for white space alone.
    pub(super) fn is_blank(&self, text: Text) -> bool {
        match char::from_u32(text.0) {
            Some(c) => !c.is_ascii_graphic() && audit::is_blank(c),
            None => self.several(text).chars().all(audit::is_blank),
        }
    }

    /// The characters of a glyph that stands for several, else nothing.
    pub(super) fn several(&self, text: Text) -> &str {
        let index = text.0.checked_sub(SEVERAL);
        index
            .and_then(|index| self.several.get(index as usize))
            .map_or("", |text| text)
    }
}

/// What the font of a run of glyphs says of a character code. Fonts look it up by names, and letters come again.
#[derive(Debug, Clone, Copy)]
struct Said {
    /// Which run it is of.
    run: usize,
    code: u32,
    text: Text,
    /// Width of the glyph in units of its own space.
    advance: f64,
}

/// Codes of a run that are known, by their last bits.
const SAID: usize = 64;

/// Collects what is drawn.
pub(super) struct Collector<'o> {
    drawn: Drawn,
    /// The place of each text in [`Drawn::several`].
    several: BTreeMap<Box<str>, u32>,
    said: [Said; SAID],
    runs: usize,
    /// Room for the points of a path.
    points: Vec<Point>,
    clips: Vec<Rect>,
    began: Instant,
    limit: Duration,
    most: usize,
    steps: usize,
    /// Nobody waits for the page any more.
    given_up: &'o AtomicBool,
    /// Why the page was given up.
    pub(super) stopped: Option<Stop>,
}

/// Drawn paths and glyphs between two looks at the clock.
const LOOK: usize = 256;

/// Units of a glyph's own space to one font size.
const EM: f64 = 1000.0;

/// Font weight from which it is bold.
const BOLD: u32 = 600;

impl<'o> Collector<'o> {
    /// For a page of this size in points.
    pub(super) fn new(width: f64, height: f64, options: &Options, given_up: &'o AtomicBool) -> Self {
        Self {
            drawn: Drawn {
                width,
                height,
                ..Drawn::default()
            },
            several: BTreeMap::new(),
            said: [Said {
                run: 0,
                code: 0,
                text: Text::of(char::REPLACEMENT_CHARACTER),
                advance: 0.0,
            }; SAID],
            runs: 0,
            points: Vec::new(),
            clips: Vec::new(),
            began: Instant::now(),
            limit: options.page_time,
            most: options.glyphs,
            steps: 0,
            given_up,
            stopped: None,
        }
    }

    /// What was drawn.
    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }

    /// Ends the interpretation of the page. The interpreter knows no other way out: a device that ignores what is drawn from here
    /// on would have it draw on, and forms that draw each other several times draw for ever. This is no panic: no hook is run and
    /// nothing is printed. The reader of the page catches it.
    fn stop(&mut self, why: Stop) {
        self.stopped = Some(why);
        resume_unwind(Box::new("page given up"));
    }

    fn step(&mut self) {
        self.steps += 1;
        if self.steps.is_multiple_of(LOOK)
            && (self.began.elapsed() > self.limit || self.given_up.load(Ordering::Relaxed))
        {
            self.stop(Stop::Time(self.limit.as_secs()));
        }
    }

    fn clip(&self) -> Rect {
        self.clips
            .last()
            .copied()
            .unwrap_or_else(|| Rect::new(0.0, 0.0, self.drawn.width, self.drawn.height))
    }

    /// What a font says of a glyph. Fonts without a map of their own give codes as control characters: these are no text.
    fn text(&mut self, said: Option<BfString>) -> Text {
        let control = |c: char| c.is_control() && !c.is_whitespace();
        match said {
            Some(BfString::Char(c)) if !control(c) && c != char::REPLACEMENT_CHARACTER => return Text::of(c),
            Some(BfString::String(text)) => {
                let text: Box<str> = text.chars().filter(|&c| !control(c)).collect();
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => return self.text(Some(BfString::Char(c))),
                    (Some(_), Some(_)) if text.chars().any(|c| c != char::REPLACEMENT_CHARACTER) => {
                        let several = &mut self.drawn.several;
                        let index = *self.several.entry(text).or_insert_with_key(|text| {
                            several.push(text.clone());
                            several.len() as u32 - 1
                        });
                        return Text(SEVERAL + index);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Text::of(char::REPLACEMENT_CHARACTER)
    }

    /// What the font says of a glyph of this run.
    fn said(&mut self, glyph: &FontGlyph<'_>) -> Said {
        let (run, code) = (self.runs, glyph.char_code());
        let slot = code as usize % SAID;
        let said = self.said[slot];
        if (said.run, said.code) == (run, code) {
            return said;
        }
        let advance = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(type3) => type3.advance_width(),
        };
        let said = Said {
            run,
            code,
            text: self.text(glyph.as_unicode()),
            advance: f64::from(advance.unwrap_or(500.0)),
        };
        self.said[slot] = said;
        said
    }

    fn glyph(&mut self, glyph: &FontGlyph<'_>, transform: Affine, bold: bool, invisible: bool) {
        let Said { text, advance, .. } = self.said(glyph);
        let [along_x, along_y, up_x, up_y, x, y] = transform.as_coeffs();
        let from = Point::new(x, y);
        let to = Point::new(x + advance * along_x, y + advance * along_y);
        let size = EM * (up_x * up_x + up_y * up_y).sqrt();
        if !(from.is_finite() && to.is_finite() && size.is_finite()) {
            return;
        }
        if text == Text::of(char::REPLACEMENT_CHARACTER) {
            self.drawn.unknown += 1;
        }
        let middle = from.midpoint(to);
        let clip = self.clip().inflate(size, size);
        let hidden = if invisible {
            Some(Hidden::Invisible)
        } else if !clip.contains(middle) {
            Some(Hidden::Clipped)
        } else {
            None
        };
        self.drawn.glyphs.push(Glyph {
            text,
            from,
            to,
            size: size as f32,
            way: words::direction(from, to),
            bold,
            hidden,
        });
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let invisible = matches!(mode, DrawMode::Invisible);
        let bold = run.glyphs().first().is_some_and(|glyph| is_bold(glyph));
        self.runs += 1;
        for glyph in run.glyphs() {
            self.step();
            if self.drawn.glyphs.len() >= self.most {
                self.stop(Stop::Glyphs(self.most));
            }
            self.glyph(glyph, props.transform * glyph.transform(), bold, invisible);
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        let clip = self.clip();
        rules::collect(path, props.transform, mode, clip, &mut self.points, &mut self.drawn);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        let clip = self.clip();
        rules::collect_rect(rect, props.transform, mode, clip, &mut self.drawn);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.step();
        self.clips.push(rect.intersect(self.clip()));
    }

    fn push_clip_path(&mut self, path: &ClipPath) {
        self.step();
        let area = path.path.bounding_box().intersect(self.clip());
        self.clips.push(area);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.step();
        self.drawn.images += 1;
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}
}

/// Whether the glyph's font says it is bold.
fn is_bold(glyph: &FontGlyph<'_>) -> bool {
    let FontGlyph::Outline(outline) = glyph else {
        return false;
    };
    outline.font_data().is_some_and(|font| {
        font.weight.is_some_and(|weight| weight >= BOLD)
            || font
                .postscript_name
                .is_some_and(|name| name.to_lowercase().contains("bold"))
    })
}
