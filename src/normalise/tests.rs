//! What holds of every kind and every way of normalising.

use proptest::prelude::*;

use super::*;
use crate::config::Steps;

fn form(kind: AttributeKind, value: &str) -> String {
    comparable(kind, Normalising::default(), value)
}

#[test]
fn placeholders_are_missing() {
    for value in ["", " ", "-", "--", "n/a", "N.A.", "NULL", "?", "(none)"] {
        for (kind, _) in AttributeKind::WORDS {
            if kind != AttributeKind::Country {
                assert_eq!(form(kind, value), "", "{kind:?} of {value:?}");
            }
        }
    }
    assert_eq!(form(AttributeKind::Country, "NA"), "na");
    assert_eq!(form(AttributeKind::Organisation, "Unknown Ltd."), "");
    assert_eq!(form(AttributeKind::PersonName, "Mr. Test"), "");
    let kept = Normalising::Steps(Steps::DEFAULT.with(Step::Placeholders, false));
    assert_eq!(comparable(AttributeKind::PersonName, kept, "Mr. Test"), "test");
}

#[test]
fn search_text_is_plain_words() {
    assert_eq!(search_text(["Müller & Söhne", "", "o.muller@x.example"]), "muller sohne o muller x example");
}

#[test]
fn as_it_is_changes_nothing_that_is_seen() {
    let form = comparable(AttributeKind::Organisation, Normalising::AsItIs, " The\tAcme\u{200b} Ltd.\n");
    assert_eq!(form, "The Acme Ltd.");
}

#[test]
fn hostile_values_have_forms() {
    let marks = "e".to_owned() + &"\u{301}".repeat(2_000);
    let long = "Müller & Co., 12-34/56 ".repeat(300);
    let digits = "9".repeat(5_000);
    let right_to_left = "\u{202e}محمد\u{202c} \u{5d0}\u{5d1} <\u{1b}[31m@x.example>";
    for value in [
        marks.as_str(),
        &long,
        &digits,
        right_to_left,
        "\0\u{7f}\u{9b}",
        "\u{10ffff}",
        "((((",
        ",,,,",
        "@@@",
        "+++",
        "////",
        "xn--mller-kva www",
        "utm_a=b@xn--mller-kvacomxn--mller-kvaxn--mller-kvab",
    ] {
        for (kind, _) in AttributeKind::WORDS {
            for (how, _) in Normalising::WORDS {
                check(kind, how, value);
            }
        }
    }
}

fn check(kind: AttributeKind, how: Normalising, value: &str) {
    let once = comparable(kind, how, value);
    let start: String = value.chars().take(60).collect();
    assert!(!once.chars().any(char::is_control), "{kind:?} {how:?} of {start:?}: {once:?}");
    assert_eq!(once.trim(), once, "{kind:?} {how:?} of {start:?}");
    assert!(!once.contains("  "), "{kind:?} {how:?} of {start:?}: {once:?}");
    let twice = comparable(kind, how, &once);
    assert_eq!(twice, once, "{kind:?} {how:?} of {start:?}");
    let padded = comparable(kind, how, &format!(" {value} "));
    assert_eq!(padded, once, "{kind:?} {how:?} of {start:?}, padded");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_form_is_its_own_form(value in "\\PC{0,30}", kind in 0..AttributeKind::WORDS.len(), how in 0..3_usize) {
        check(AttributeKind::WORDS[kind].0, Normalising::WORDS[how].0, &value);
    }

    #[test]
    fn a_form_of_names_is_its_own_form(
        value in "((dr|sr|jr|ii|van|de|la|al|mc|md|moeller|michael|anna|o|x|inc|ltd|gmbh|co|kg|the|and|y|intl|unknown|test|a|s|[,.&\"()])[ ]?){0,7}",
        how in 0..3_usize,
    ) {
        for kind in [AttributeKind::PersonName, AttributeKind::Organisation, AttributeKind::Text] {
            check(kind, Normalising::WORDS[how].0, &value);
        }
    }

    #[test]
    fn a_form_of_places_is_its_own_form(
        value in "((n|s|e|w|no|apt|unit|ste|st|saint|po|box|one|first|hauptstrasse|weg|gasse|a|b|12|4|5th|main|street|[#/,.-])[ ]?){0,8}",
        how in 0..3_usize,
    ) {
        for kind in [AttributeKind::Address, AttributeKind::City, AttributeKind::PostalCode, AttributeKind::Country] {
            check(kind, Normalising::WORDS[how].0, &value);
        }
    }

    #[test]
    fn a_form_of_contacts_is_its_own_form(
        value in "(anna|b|[+]|@|gmail|googlemail|com|xn--mller-kva|www|https://|index[.]html|x=1|utm_a=b|[-. /?&#;:<>()]|00|44|20|[(]0[)]|ext|[0-9]{1,4}){0,9}",
        how in 0..3_usize,
    ) {
        for kind in [AttributeKind::Email, AttributeKind::Phone, AttributeKind::Url, AttributeKind::Identifier] {
            check(kind, Normalising::WORDS[how].0, &value);
        }
    }

    #[test]
    fn a_form_of_figures_is_its_own_form(
        value in "([0-9]{1,4}|[-./,: ]|mar|march|sept|T|Z|th|e|EUR|[$]|k){0,8}",
        how in 0..3_usize,
    ) {
        for kind in [AttributeKind::Date, AttributeKind::Number, AttributeKind::Money, AttributeKind::Identifier] {
            check(kind, Normalising::WORDS[how].0, &value);
        }
    }

    #[test]
    fn every_day_has_one_form(day in 1..=28_u8, month in 1..=12_u8, year in 1930..=2029_u16) {
        let date = format!("{year}{month:02}{day:02}");
        for value in [
            format!("{year}-{month:02}-{day:02}"),
            format!("{day}.{month}.{year}"),
            format!("{day:02}/{month:02}/{:02}", year % 100),
            format!("{day:02}{month:02}{year}"),
        ] {
            let read = comparable(AttributeKind::Date, Normalising::Steps(Steps::DEFAULT.with(Step::Placeholders, false)), &value);
            // Eight digits may also be read with the year first: 20.01.2001, 2001-20-01 is none, 2012-12-12 is.
            let packed = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert!(read == date || packed && read == value, "{value}: {read}");
        }
    }
}
