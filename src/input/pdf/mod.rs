//! PDF to [`Document`]: the drawn glyphs of every page as words and lines, and the drawn lines beside them.
//!
//! Everything that knows hayro is in this folder. What a reader of the printed page does not see (text painted twice, clipped
//! or invisible text) is kept apart from the words of the page and reported, never dropped silently.

mod glyphs;
mod overprint;
mod rules;
mod spacing;
mod text;
mod words;

use super::{InputError, Options};
use crate::document::Document;
use crate::finding::{Finding, Level};
use glyphs::{Collector, Drawn};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the pages of a PDF.
///
/// # Errors
/// When the bytes are no PDF that can be read, need another password than the one in `options`, or hold no text.
pub(super) fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Document, InputError> {
    let pdf = Pdf::new_with_password(bytes.to_vec(), &options.password).map_err(refusal)?;
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut document = text::Builder::new(name);
    let pages = pdf.pages();
    for (index, page) in pages.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if !options.pages.contains(number) {
            document.skip();
            continue;
        }
        let (drawn, stopped) = draw(page, &pdf, &cache, &settings, options);
        if let Some(why) = stopped {
            document.find(cut_short(number, &why));
        }
        document.page(number, drawn);
    }
    document.finish()
}

/// What a page draws, and why it was not drawn to its end.
fn draw<'a>(
    page: &Page<'a>,
    pdf: &'a Pdf,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    options: &Options,
) -> (Drawn, Option<String>) {
    let transform = page.initial_transform(true).to_kurbo();
    let (width, height) = page.render_dimensions();
    let mut collector = Collector::new(f64::from(width), f64::from(height), options);
    // A page that is no page must not take the others with it: neither by a fault below nor by drawing for ever.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let area = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(transform, area, cache, pdf.xref(), settings.clone());
        interpret_page(page, &mut context, &mut collector);
    }));
    let stopped = collector.stopped.take();
    let stopped = stopped.or_else(|| ended.err().map(|_| "it is damaged".to_owned()));
    (collector.finish(), stopped)
}

fn cut_short(page: u32, why: &str) -> Finding {
    Finding {
        level: Level::Error,
        code: "page-cut-short",
        message: format!(
            "page {page} was read only in part: {why}; repair the file, for instance with `qpdf` or `mutool clean`, and look at the page"
        ),
        page: Some(page),
        line: None,
    }
}

fn refusal(error: LoadPdfError) -> InputError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => InputError::Password,
        LoadPdfError::Decryption(_) => InputError::Encryption,
        LoadPdfError::Invalid => InputError::DamagedPdf,
    }
}
