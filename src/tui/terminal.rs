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

use super::copy;
use super::ground;
use super::theme::Depth;
use crate::error::{Error, ErrorKind, Result};

/// The screen is ours and raw mode is on.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Another program has the terminal for a while.
static LENT: AtomicBool = AtomicBool::new(false);

/// The mouse is wanted.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Buttons, wheel, and movement while a button is held, at columns beyond 223 too; not every movement, which would flood
/// a slow line.
const MOUSE_ON: &str = "\u{1b}[?1002h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1002l";

/// Whether another program has the terminal now.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// The terminal while it is ours; dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where standard input or output is none.
    pub fn take(depth: Depth, mouse: bool) -> Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(Error::new(ErrorKind::Usage, "the workbench needs a terminal")
                .hint("in scripts use the commands: goldsmith queue, show, decide, export (see goldsmith --help)"));
        }
        hook_panics();
        MOUSE.store(mouse, Ordering::SeqCst);
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

    /// Asks the terminal what lies behind the text; the answer comes in as if it were typed.
    pub fn ask_ground(&mut self) -> Result<()> {
        execute!(self.terminal.backend_mut(), style::Print(ground::QUESTION)).map_err(|error| wrong(&error))
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

    /// Hands text to the terminal's clipboard.
    pub fn copy(&mut self, text: &str) -> Result<()> {
        let sequence = copy::sequence(text);
        execute!(self.terminal.backend_mut(), style::Print(sequence)).map_err(|error| wrong(&error))
    }

    /// Gives the terminal to another program, and takes it again when that has ended.
    pub fn lend<T>(&mut self, meanwhile: impl FnOnce() -> T) -> Result<T> {
        give_back();
        LENT.store(true, Ordering::SeqCst);
        let done = meanwhile();
        LENT.store(false, Ordering::SeqCst);
        self.resume()?;
        Ok(done)
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
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), style::Print(MOUSE_ON)) } else { Ok(()) }
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
        if MOUSE.load(Ordering::SeqCst) {
            let _ = execute!(out, style::Print(MOUSE_OFF));
        }
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Tells this test program, run a second time inside a terminal, that it is the one to panic.
    const PART: &str = "GOLDSMITH_TEST_PANICS_HERE";

    #[test]
    fn a_panic_gives_the_terminal_back() {
        if std::env::var_os(PART).is_some() {
            let _screen = Screen::take(Depth::Mono, true).unwrap();
            // In a thread of its own: unwinding does not drop the screen, so that only the hook can give it back.
            let _ = std::thread::spawn(|| panic!("what went wrong")).join();
            std::process::exit(7);
        }
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let modes = || format!("{:?}", pair.master.get_termios().unwrap().local_flags);
        let before = modes();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "tui::terminal::tests::a_panic_gives_the_terminal_back", "--nocapture"]);
        command.env(PART, "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let output = std::thread::spawn(move || {
            let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                all.extend_from_slice(&buffer[..n]);
            }
            String::from_utf8_lossy(&all).into_owned()
        });
        assert_eq!(child.wait().unwrap().exit_code(), 7);
        assert_eq!(modes(), before, "line editing and echo are back");
        drop(pair.slave);
        let said = output.join().unwrap();
        let at = |text: &str| said.rfind(text).unwrap_or_else(|| panic!("no {text:?} in {said:?}"));
        assert!(at("\u{1b}[?1049h") < at("\u{1b}[?1049l") && at("\u{1b}[?1049l") < at("what went wrong"));
        assert!(at("\u{1b}[?25h") < at("what went wrong"), "the cursor is shown before the panic is printed");
    }
}
