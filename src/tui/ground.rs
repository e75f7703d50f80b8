//! What lies behind the text, as the terminal itself says it.
//!
//! The question (OSC 11) goes out once, before the first frame, and nobody waits: the answer comes in among the keys,
//! early, late or never, and is picked out from there. Whatever turns out to be no answer is typed text, and passed on.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::theme::Ground;

/// What is your background colour?
pub const QUESTION: &str = "\u{1b}]11;?\u{1b}\\";
/// How an answer begins, behind the two bytes that open it.
const OPENING: &str = "11;rgb";
/// Longer is no answer.
const LONGEST: usize = 40;

/// What comes from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A key, the mouse, another size.
    Event(Event),
    /// The answer.
    Ground(Ground),
}

/// Listens for the answer.
#[derive(Debug, Default)]
pub struct Ear {
    /// The question was asked.
    asked: bool,
    /// It was answered. A second answer, to a question of an earlier screen, is still none that anybody typed.
    answered: bool,
    /// The last key was Escape: it, too, may have opened an answer that came in two pieces.
    escaped: bool,
    /// What may be the answer: its text so far, and the keys that it came as.
    held: Option<(String, Vec<Event>)>,
}

impl Ear {
    /// Listens where the question was asked.
    pub fn new(asked: bool) -> Self {
        Self { asked, ..Self::default() }
    }

    /// Takes what came; gives what there is to do about it.
    pub fn hear(&mut self, event: Event) -> Vec<Heard> {
        let key = match &event {
            Event::Key(key) if self.asked && key.kind != KeyEventKind::Release => *key,
            _ => return vec![Heard::Event(event)],
        };
        let Some((text, keys)) = &mut self.held else {
            let opens = key.code == KeyCode::Char(']') && (key.modifiers == KeyModifiers::ALT || self.escaped);
            self.escaped = key.code == KeyCode::Esc;
            if !opens {
                return vec![Heard::Event(event)];
            }
            self.held = Some((String::new(), vec![event]));
            return Vec::new();
        };
        if is_end(key) {
            let found = colour(text);
            let keys = std::mem::take(keys);
            self.held = None;
            return match found {
                Some(ground) => {
                    self.answered = true;
                    vec![Heard::Ground(ground)]
                }
                None => keys.into_iter().chain([event]).map(Heard::Event).collect(),
            };
        }
        keys.push(event);
        if let KeyCode::Char(letter) = key.code {
            text.push(letter);
            let own = text.len().min(OPENING.len());
            if text.get(..own) == OPENING.get(..own) && text.len() <= LONGEST {
                return Vec::new();
            }
        }
        let keys = std::mem::take(keys);
        // The beginning of an answer whose end was lost is nothing that anybody typed.
        let lost = text.starts_with(OPENING);
        self.held = None;
        if lost { Vec::new() } else { keys.into_iter().map(Heard::Event).collect() }
    }

    /// Whether an answer is still to come.
    pub fn waits(&self) -> bool {
        self.asked && !self.answered
    }
}

/// The bell, or the string terminator: both end an answer.
fn is_end(key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Char('\\') => key.modifiers == KeyModifiers::ALT,
        KeyCode::Char('g') => key.modifiers == KeyModifiers::CONTROL,
        _ => false,
    }
}

/// Light or dark, of `11;rgb:ffff/ffff/dcdc` or `11;rgba:…`.
fn colour(text: &str) -> Option<Ground> {
    let (_, parts) = text.strip_prefix(OPENING)?.split_once(':')?;
    let share = |part: &str| {
        let most = 16_f64.powi(i32::try_from(part.len()).ok().filter(|digits| (1..=4).contains(digits))?) - 1.0;
        u32::from_str_radix(part, 16).ok().map(|value| f64::from(value) / most)
    };
    let mut shares = parts.split('/').map(share);
    let (red, green, blue) = (shares.next()??, shares.next()??, shares.next()??);
    // How bright an eye finds it (Rec. 709).
    let bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if bright > 0.5 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers))
    }

    fn typed(text: &str) -> Vec<Event> {
        let modifiers = |letter: char| if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        text.chars().map(|letter| key(letter, modifiers(letter))).collect()
    }

    fn answer(text: &str, end: Event) -> Vec<Event> {
        [vec![key(']', KeyModifiers::ALT)], typed(text), vec![end]].concat()
    }

    fn heard(ear: &mut Ear, events: Vec<Event>) -> Vec<Heard> {
        events.into_iter().flat_map(|event| ear.hear(event)).collect()
    }

    fn keys(events: Vec<Event>) -> Vec<Heard> {
        events.into_iter().map(Heard::Event).collect()
    }

    const ST: fn() -> Event = || key('\\', KeyModifiers::ALT);
    const BEL: fn() -> Event = || key('g', KeyModifiers::CONTROL);

    #[test]
    fn an_answer_is_heard_among_keys_and_nothing_of_it_is_typed() {
        for (text, end, ground) in [
            ("11;rgb:ffff/FFFF/dcdc", ST(), Ground::Light),
            ("11;rgb:1e1e/1e1e/2e2e", BEL(), Ground::Dark),
            ("11;rgba:ff/ff/ff/80", ST(), Ground::Light),
            ("11;rgb:0/0/0", BEL(), Ground::Dark),
        ] {
            let mut ear = Ear::new(true);
            assert_eq!(heard(&mut ear, typed("yn")), keys(typed("yn")));
            assert_eq!(heard(&mut ear, answer(text, end)), [Heard::Ground(ground)], "{text}");
            assert!(!ear.waits());
            assert_eq!(heard(&mut ear, typed("u")), keys(typed("u")));
        }
    }

    #[test]
    fn what_is_no_answer_is_typed() {
        let mut ear = Ear::new(true);
        let other = answer("4;1;rgb", ST());
        assert_eq!(heard(&mut ear, other.clone()), keys(other));
        let mut half = vec![key(']', KeyModifiers::ALT)];
        half.extend(typed("11yy"));
        assert_eq!(heard(&mut ear, half.clone()), keys(half));
        let unanswered = answer("11;rgb:ffff/ffff/ffff", ST());
        assert_eq!(heard(&mut Ear::new(false), unanswered.clone()), keys(unanswered));
        assert!(ear.waits());
    }

    #[test]
    fn an_answer_in_two_pieces_is_one() {
        let mut ear = Ear::new(true);
        let escape = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        let mut events = vec![escape.clone(), key(']', KeyModifiers::NONE)];
        events.extend(typed("11;rgb:0000/0000/0000"));
        events.push(BEL());
        assert_eq!(heard(&mut ear, events), [Heard::Event(escape), Heard::Ground(Ground::Dark)]);
    }
}
