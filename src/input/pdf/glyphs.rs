//! What a page draws: glyphs with their places, and drawn lines, collected while the page's content is interpreted.
//!
//! All lengths are in points; x grows to the right and y downwards from the top left corner of the page as shown (its crop box,
//! turned by its `/Rotate`).

use super::super::Options;
use super::rules;
use crate::page::{Area, Rule};
use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use std::panic::resume_unwind;
use std::time::{Duration, Instant};

/// Why a reader of the page does not see a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hidden {
    /// Outside of the clipping path or of the page.
    Clipped,
    /// Drawn with the invisible text mode, as text recognition does under a scan.
    Invisible,
    /// The same glyph was drawn at the same place before.
    Overprint,
}

/// One drawn glyph.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its text; U+FFFD where the font does not say.
    pub(super) text: String,
    /// Where its baseline begins.
    pub(super) from: Point,
    /// Where its baseline ends.
    pub(super) to: Point,
    /// Font size in points.
    pub(super) size: f32,
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
    pub(super) rules: Vec<Rule>,
    /// Filled rectangles that are no lines.
    pub(super) fills: Vec<Area>,
    /// Pictures were drawn.
    pub(super) images: usize,
    /// Glyphs whose font does not say what they mean.
    pub(super) unknown: usize,
}

/// Collects what is drawn.
pub(super) struct Collector {
    drawn: Drawn,
    clips: Vec<Rect>,
    began: Instant,
    limit: Duration,
    most: usize,
    steps: usize,
    /// Why the page was given up.
    pub(super) stopped: Option<String>,
}

/// Drawn paths and glyphs between two looks at the clock.
const LOOK: usize = 1024;

/// Units of a glyph's own space to one font size.
const EM: f64 = 1000.0;

/// Font weight from which it is bold.
const BOLD: u32 = 600;

impl Collector {
    /// For a page of this size in points.
    pub(super) fn new(width: f64, height: f64, options: &Options) -> Self {
        Self {
            drawn: Drawn {
                width,
                height,
                ..Drawn::default()
            },
            clips: Vec::new(),
            began: Instant::now(),
            limit: options.page_time,
            most: options.glyphs,
            steps: 0,
            stopped: None,
        }
    }

    /// What was drawn.
    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }

    /// Ends the interpretation of the page; there is no other way out of it. The reader of the page catches this.
    fn stop(&mut self, why: String) {
        self.stopped = Some(why);
        resume_unwind(Box::new("page given up"));
    }

    fn step(&mut self) {
        self.steps += 1;
        if self.steps.is_multiple_of(LOOK) && self.began.elapsed() > self.limit {
            let seconds = self.limit.as_secs();
            self.stop(format!(
                "it takes more than {seconds} seconds (--page-seconds raises the limit)"
            ));
        }
    }

    fn clip(&self) -> Rect {
        self.clips
            .last()
            .copied()
            .unwrap_or_else(|| Rect::new(0.0, 0.0, self.drawn.width, self.drawn.height))
    }

    fn glyph(&mut self, glyph: &FontGlyph<'_>, transform: Affine, bold: bool, invisible: bool) {
        let advance = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(type3) => type3.advance_width(),
        };
        let from = transform * Point::ZERO;
        let to = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let size = (transform * Point::new(0.0, EM) - from).hypot();
        if !(from.is_finite() && to.is_finite() && size.is_finite()) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        // A control character is no text: fonts without a map of their own give their codes as such.
        let known = !text.is_empty()
            && !text
                .chars()
                .all(|c| c.is_control() && !c.is_whitespace() || c == '\u{fffd}');
        let text = if known {
            text.replace(|c: char| c.is_control() && !c.is_whitespace(), "")
        } else {
            self.drawn.unknown += 1;
            '\u{fffd}'.to_string()
        };
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
            bold,
            hidden,
        });
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let invisible = matches!(mode, DrawMode::Invisible);
        let bold = run.glyphs().first().is_some_and(|glyph| is_bold(glyph));
        for glyph in run.glyphs() {
            self.step();
            if self.drawn.glyphs.len() >= self.most {
                let most = self.most;
                self.stop(format!("it draws more than {most} glyphs"));
            }
            self.glyph(glyph, props.transform * glyph.transform(), bold, invisible);
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        let clip = self.clip();
        rules::collect(path, props.transform, mode, clip, &mut self.drawn);
    }

    fn push_clip_path(&mut self, path: &ClipPath) {
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
