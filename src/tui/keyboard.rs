//! The thread that waits for keys, and how it is kept from the terminal while another program reads there.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event;

use super::ground::{Ear, Heard};

/// How long the thread waits for a key before it looks whether it shall rest.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long after the question the terminal's answer is waited for before we leave.
const ANSWER: Duration = Duration::from_millis(90);
/// How often it is looked for.
const GLANCE: Duration = Duration::from_millis(2);

/// What the two threads know of each other.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // Each is true or false for itself.
struct Gate {
    /// Nothing is to be read.
    closed: bool,
    /// Nothing is being read.
    resting: bool,
    /// Nothing will be read any more.
    over: bool,
    /// The terminal has still to answer what was asked of it.
    expects: bool,
}

/// The thread that waits for keys.
#[derive(Clone, Default)]
pub struct Keyboard {
    gate: Arc<(Mutex<Gate>, Condvar)>,
}

impl Keyboard {
    /// Starts to read. `send` takes what comes, `None` once the input has ended, and says whether to go on. `asked`: the
    /// terminal was asked for its background.
    pub fn listen(asked: bool, mut send: impl FnMut(Option<Heard>) -> bool + Send + 'static) -> Self {
        let keyboard = Self::default();
        keyboard.lock().expects = asked;
        let own = keyboard.clone();
        thread::spawn(move || {
            let mut ear = Ear::new(asked);
            loop {
                if !own.passes_the_gate() {
                    return;
                }
                let event = match event::poll(PATIENCE) {
                    Ok(false) => continue,
                    Ok(true) => event::read().ok(),
                    Err(_) => None,
                };
                let goes_on = if let Some(event) = event {
                    ear.hear(event).into_iter().all(|heard| send(Some(heard)))
                } else {
                    send(None);
                    false
                };
                own.lock().expects = ear.waits();
                if !goes_on {
                    // Whoever wants it to rest need not wait for it any more.
                    own.lock().resting = true;
                    own.gate.1.notify_all();
                    return;
                }
            }
        });
        keyboard
    }

    /// Does something while nothing is read here.
    pub fn rest<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        let mut gate = self.lock();
        gate.closed = true;
        while !gate.resting {
            gate = self.gate.1.wait(gate).unwrap_or_else(PoisonError::into_inner);
        }
        drop(gate);
        let done = meanwhile();
        self.lock().closed = false;
        self.gate.1.notify_all();
        done
    }

    /// Waits for the answer to what the terminal was asked at a time, if that was just now: one that comes after we left
    /// would be typed into the shell.
    pub fn hear_out(&self, asked: Instant) {
        while self.lock().expects && asked.elapsed() < ANSWER {
            thread::sleep(GLANCE);
        }
    }

    /// Ends the thread: what is typed from now on is for others.
    pub fn stop(self) {
        self.lock().over = true;
        self.rest(|| ());
    }

    /// Waits while the gate is closed; `false`: it stays closed.
    fn passes_the_gate(&self) -> bool {
        let mut gate = self.lock();
        while gate.closed || gate.over {
            gate.resting = true;
            self.gate.1.notify_all();
            if gate.over {
                return false;
            }
            gate = self.gate.1.wait(gate).unwrap_or_else(PoisonError::into_inner);
        }
        gate.resting = false;
        true
    }

    fn lock(&self) -> MutexGuard<'_, Gate> {
        self.gate.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
