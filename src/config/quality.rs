//! How the work of stewards is watched: second opinions, the audit of what rules accept, questions asked again.

/// How decisions are checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// What a decision against strong evidence comes to.
    pub second_opinion: SecondOpinion,
    /// Evidence is strong where a probability is above this, or below one minus this; 0.5..=1.
    pub second_opinion_above: f64,
    /// Who may second such a decision; `None`: somebody else under four eyes, anybody under one pair of eyes.
    pub second_opinion_by: Option<SecondedBy>,
    /// Share of the clusters accepted by rule that are drawn for audit, 0..=1; 0: none.
    pub audit: f64,
    /// Share of a steward's own confirmations that they are asked again, 0..=1; 0: none.
    pub ask_again: f64,
    /// A second reviewer does not see who decided, how, or the scores.
    pub blind_second_review: bool,
}

impl Default for Quality {
    fn default() -> Self {
        Self {
            second_opinion: SecondOpinion::After,
            second_opinion_above: 0.99,
            second_opinion_by: None,
            audit: 0.02,
            ask_again: 0.05,
            blind_second_review: false,
        }
    }
}

/// What a decision against strong evidence comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondOpinion {
    /// It binds at once, and somebody is asked to look.
    #[default]
    After,
    /// Somebody is asked to look, and until they agree it binds nothing.
    Wait,
    /// Nobody is asked.
    Off,
}

impl SecondOpinion {
    /// All of them with the words that `goldsmith.toml` uses for them.
    pub const WORDS: [(Self, &'static str); 3] = [(Self::After, "after"), (Self::Wait, "wait"), (Self::Off, "off")];
}

/// Who may second a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondedBy {
    /// Somebody other than its author.
    Other,
    /// Also its author, by looking again later.
    Anyone,
}

impl SecondedBy {
    /// Both with the words that `goldsmith.toml` uses for them.
    pub const WORDS: [(Self, &'static str); 2] = [(Self::Other, "other"), (Self::Anyone, "anyone")];
}
