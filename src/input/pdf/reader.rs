//! Reading in a thread of its own: whatever a damaged or hostile PDF makes of the interpreter, the caller goes on.

use super::super::{InputError, Options};
use super::glyphs::{Collector, Drawn, Stop};
use super::guard;
use super::weight::{Scale, TooMuch};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// What the interpreter may take at most beyond the time of a page, which is no more than that again: it looks at the clock only
/// when something is drawn.
const GRACE: Duration = Duration::from_secs(10);

/// Pages that may wait to be taken.
const AHEAD: usize = 2;

/// Bytes of unpacked pages after which the PDF is opened again, which lets go of them: so many at least, and so many for each page, as
/// opening takes time for each.
const KEPT: usize = 4 << 20;
const KEPT_PER_PAGE: usize = 4 << 10;

/// Of the reading thread, in bytes: forms in forms go deep.
const STACK: usize = 32 << 20;

/// A page as far as it was drawn.
pub(super) struct Sheet {
    pub(super) drawn: Drawn,
    /// Why it was not drawn to its end.
    pub(super) stop: Option<Stop>,
}

enum Step {
    /// The number of pages.
    Opened(Result<u32, InputError>),
    Page(Box<Sheet>),
}

/// The pages of a PDF, in their order and one at a time.
pub(super) struct Reader {
    steps: Receiver<Step>,
    given_up: Arc<AtomicBool>,
    patience: Duration,
    /// Number of pages, those left out included.
    pub(super) pages: u32,
}

impl Reader {
    /// Opens a PDF and begins to read the pages that are wanted.
    ///
    /// # Errors
    /// When it cannot be opened, or not within the bounds of the options.
    pub(super) fn open(bytes: &[u8], options: &Options) -> Result<Self, InputError> {
        let (sender, steps) = sync_channel(AHEAD);
        let given_up = Arc::new(AtomicBool::new(false));
        let work = Work {
            bytes: Arc::new(bytes.to_vec()),
            options: options.clone(),
            given_up: Arc::clone(&given_up),
            sender,
        };
        std::thread::Builder::new()
            .name("pdf".to_owned())
            .stack_size(STACK)
            .spawn(move || work.run())
            .map_err(|_| InputError::Thread)?;
        let mut reader = Self {
            steps,
            given_up,
            patience: options.page_time.saturating_add(options.page_time.min(GRACE)),
            pages: 0,
        };
        match reader.steps.recv_timeout(reader.patience) {
            Ok(Step::Opened(pages)) => reader.pages = pages?,
            Err(RecvTimeoutError::Timeout) => return Err(InputError::Slow(reader.patience.as_secs())),
            _ => return Err(InputError::DamagedPdf),
        }
        Ok(reader)
    }

    /// The next wanted page; `None` if it takes so long that neither it nor the pages after it will come.
    pub(super) fn next(&self) -> Option<Sheet> {
        match self.steps.recv_timeout(self.patience) {
            Ok(Step::Page(sheet)) => Some(*sheet),
            _ => None,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

/// What the reading thread has.
struct Work {
    bytes: Arc<Vec<u8>>,
    options: Options,
    given_up: Arc<AtomicBool>,
    sender: SyncSender<Step>,
}

impl Work {
    fn run(&self) {
        let checked = self.shielded(|| guard::check(&self.bytes, self.options.unpacked));
        let mut pdf = match checked.and_then(|()| self.pdf()) {
            Ok(pdf) => pdf,
            Err(error) => {
                let _ = self.sender.send(Step::Opened(Err(error)));
                return;
            }
        };
        let pages = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
        if self.sender.send(Step::Opened(Ok(pages))).is_err() {
            return;
        }
        let mut next = 0;
        while let Some(from) = self.pages(&pdf, next) {
            next = from;
            match self.pdf() {
                Ok(again) => pdf = again,
                Err(_) => return,
            }
        }
    }

    /// A fault below is damage.
    fn shielded<T>(&self, work: impl FnOnce() -> Result<T, InputError>) -> Result<T, InputError> {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(InputError::DamagedPdf))
    }

    fn pdf(&self) -> Result<Pdf, InputError> {
        self.shielded(|| Pdf::new_with_password(Arc::clone(&self.bytes), &self.options.password).map_err(refusal))
    }

    /// Reads pages from an index on. Gives the index of the page to go on with after opening the PDF again: a fault leaves it in
    /// disorder, and what it has unpacked it keeps.
    fn pages(&self, pdf: &Pdf, from: usize) -> Option<usize> {
        let cache = InterpreterCache::new();
        let settings = InterpreterSettings::default();
        let most = self.options.unpacked;
        let mut scale = Scale::new(pdf.xref(), most);
        let kept = KEPT.max(KEPT_PER_PAGE.saturating_mul(pdf.pages().len()));
        let mut held = 0;
        // What the first page unpacks, the others share in part: its fonts.
        let mut first = 0;
        for (index, page) in pdf.pages().iter().enumerate().skip(from) {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            if !self.options.pages.contains(number) {
                continue;
            }
            let weight = catch_unwind(AssertUnwindSafe(|| scale.weigh(page)));
            let sheet = match weight {
                Ok(Ok(size)) if held > 0 && (held + size > most || held - first > kept) => return Some(index),
                Ok(Ok(size)) => {
                    if held == 0 {
                        first = size;
                    }
                    held += size;
                    self.draw(page, pdf, &cache, &settings)
                }
                Ok(Err(too_much)) => Sheet {
                    drawn: Drawn::default(),
                    stop: Some(match too_much {
                        TooMuch::Bytes => Stop::Unpacked(most),
                        TooMuch::Text => Stop::Text,
                        TooMuch::Objects => Stop::Objects,
                    }),
                },
                Err(_) => Sheet {
                    drawn: Drawn::default(),
                    stop: Some(Stop::Damaged),
                },
            };
            let fault = sheet.stop == Some(Stop::Damaged);
            if self.sender.send(Step::Page(Box::new(sheet))).is_err() {
                return None;
            }
            if fault {
                return Some(index + 1);
            }
        }
        None
    }

    fn draw<'a>(
        &self,
        page: &Page<'a>,
        pdf: &'a Pdf,
        cache: &InterpreterCache<'a>,
        settings: &InterpreterSettings,
    ) -> Sheet {
        let transform = page.initial_transform(true).to_kurbo();
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let mut collector = Collector::new(width, height, &self.options, &self.given_up);
        // A page that is no page must not take the others with it: neither by a fault below nor by drawing for ever.
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let area = Rect::new(0.0, 0.0, width, height);
            let mut context = Context::new(transform, area, cache, pdf.xref(), settings.clone());
            interpret_page(page, &mut context, &mut collector);
        }));
        let stop = collector.stopped.take().or(ended.is_err().then_some(Stop::Damaged));
        Sheet {
            drawn: collector.finish(),
            stop,
        }
    }
}

fn refusal(error: LoadPdfError) -> InputError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => InputError::Password,
        LoadPdfError::Decryption(_) => InputError::Encryption,
        LoadPdfError::Invalid => InputError::DamagedPdf,
    }
}
