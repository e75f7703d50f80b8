//! The terminal: taken, drawn on, and always given back — after a panic, a signal, or a trip to the shell.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute, queue, style};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;

use super::theme::Depth;
use crate::error::{Error, ErrorKind, Result};

/// The screen is ours and raw mode is on.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours; dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where standard input or output is none.
    pub fn take(depth: Depth) -> Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(Error::new(ErrorKind::Usage, "the workbench needs a terminal")
                .hint("in scripts use the commands: goldsmith queue, show, decide, export (see goldsmith --help)"));
        }
        hook_panics();
        // Whether there is colour was decided once, by us; crossterm would look at NO_COLOR again.
        style::force_color_output(depth != Depth::Mono);
        let backend = CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, io::stdout()));
        let terminal = Terminal::new(backend).map_err(|error| wrong(&error))?;
        // Made first, so that a failure half-way gives the terminal back.
        let screen = Self { terminal };
        enter()?;
        Ok(screen)
    }

    /// Columns and rows.
    pub fn size(&self) -> Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height)).map_err(|error| wrong(&error))
    }

    /// Draws a frame, all of it at once where the terminal can.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> Result<()> {
        let all = || {
            queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
            self.terminal.draw(view)?;
            execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
        };
        all().map_err(|error: io::Error| wrong(&error))
    }

    /// Forgets what is on the screen, so that the next frame is drawn whole.
    ///
    /// Not with the terminal's own `clear`: that one asks where the cursor is, and the answer would go to the thread
    /// that waits for keys. A resize to the same size clears as well, and asks nothing.
    pub fn clear(&mut self) -> Result<()> {
        let (columns, rows) = self.size()?;
        self.terminal.resize(Rect::new(0, 0, columns, rows)).map_err(|error| wrong(&error))
    }

    /// Gives the terminal back, stops the process as a shell expects, and takes it again when it goes on.
    pub fn suspend(&mut self) -> Result<()> {
        give_back();
        emulate_default_handler(SIGTSTP).map_err(|error| wrong(&error))?;
        self.resume()
    }

    /// Takes the terminal again, whatever state a shell left it in.
    pub fn resume(&mut self) -> Result<()> {
        enter()?;
        self.clear()
    }
}

/// Raw mode and the alternate screen.
fn enter() -> Result<()> {
    let all = || {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
    };
    all().map_err(|error| wrong(&error))
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back; a second time does nothing. What cannot be written to a closed terminal is nobody's loss.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(out, EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}

/// A panic gives the terminal back before it is printed, whichever thread it happens in.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
    });
}

fn wrong(error: &io::Error) -> Error {
    Error::user(format!("the terminal does not answer: {error}"))
}
