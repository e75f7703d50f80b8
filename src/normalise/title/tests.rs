use proptest::prelude::*;

use super::*;

#[test]
fn codes_have_one_spelling() {
    for (value, form) in [
        ("Sony PSLX-350H Belt Drive Turntable", "sony pslx350h belt drive turntable"),
        ("sony pslx350h", "sony pslx350h"),
        ("Panasonic KX-TG6700B", "panasonic kxtg6700b"),
        ("WD-40", "wd40"),
        ("Canon DSC-W120/B", "canon dscw120b"),
        ("ISBN 978-0-13-468599-1", "isbn 9780134685991"),
        ("ISBN 0-8044-2957-X", "isbn 080442957x"),
        ("A_4711", "a4711"),
        ("GTX-350-H", "gtx350h"),
        ("NB-5L", "nb5l"),
    ] {
        assert_eq!(comparable(value), form, "{value}");
    }
}

#[test]
fn hyphens_that_join_no_code_divide() {
    for (value, form) in [
        ("All-in-One Printer", "all in one printer"),
        ("24-Port Switch", "24port switch"),
        ("2-Pack", "2pk"),
        ("2001-2002", "2001 2002"),
        ("mp3-player", "mp3 player"),
        ("Type-2 Diabetes", "type 2 diabetes"),
        ("USB-2.0", "usb 2"),
        ("TV/DVD combo", "tv dvd combo"),
        ("DVD-16GB", "dvd 16gb"),
    ] {
        assert_eq!(comparable(value), form, "{value}");
    }
}

#[test]
fn measures_have_one_spelling() {
    for value in
        ["17 in", "17\"", "17-inch", "17 Inches", "17in.", "17''", "17 in. wide", "17\u{201d}", "17.0 inch", "17-in"]
    {
        assert!(comparable(value).starts_with("17in"), "{value}: {}", comparable(value));
    }
    for (value, form) in [
        ("512 MB", "512mb"),
        ("2.4GHz", "2.4ghz"),
        ("2.40 GHz", "2.4ghz"),
        ("60 Watts", "60w"),
        ("12 fl. oz.", "12oz"),
        ("12 fluid ounces", "12oz"),
        (".5 oz", "0.5oz"),
        ("1,000 GB", "1000gb"),
        ("6 ft. cable", "6ft cable"),
        ("6' cable", "6 cable"),
        ("64-bit", "64bit"),
        ("3.2 megapixel", "3.2mp"),
        ("2 in 1", "2 in 1"),
        ("a 5 m", "a 5 m"),
        ("5m", "5m"),
    ] {
        assert_eq!(comparable(value), form, "{value}");
    }
}

#[test]
fn versions_and_editions() {
    for (value, form) in [
        ("Photoshop Version 5.0", "photoshop 5"),
        ("Photoshop v5.0", "photoshop 5"),
        ("Photoshop ver. 5", "photoshop 5"),
        ("Photoshop 5", "photoshop 5"),
        ("Firefox 2.0.1", "firefox 2.0.1"),
        ("Age of Empires III", "age of empires 3"),
        ("Database Systems, Second Edition", "database systems 2nd edition"),
        ("Database Systems (2nd ed.)", "database systems 2nd edition"),
        ("Vol. 3", "volume 3"),
        ("Children's Games & Toys", "childrens games and toys"),
        ("Case w/ Strap", "case with strap"),
        ("Case w/o Strap", "case without strap"),
        ("Razr V3", "razr v3"),
    ] {
        assert_eq!(comparable(value), form, "{value}");
    }
}

#[test]
fn what_is_a_code() {
    for word in ["pslx350h", "wd40", "9780134685991", "kxtg6700b", "x100", "12345", "a4711"] {
        assert!(is_code(word), "{word}");
    }
    for word in ["17in", "512mb", "2nd", "1990s", "10x", "mp3", "1080p", "2007", "turntable", "2.4ghz", "v3", "", "5"] {
        assert!(!is_code(word), "{word}");
    }
    let form = comparable("Sony PSLX-350H Turntable 17-Inch 4711-AB 2007");
    assert_eq!(codes(&form).collect::<Vec<_>>(), ["pslx350h", "4711ab"]);
    assert_eq!(measures(&form).collect::<Vec<_>>(), ["17in"]);
}

proptest! {
    #[test]
    fn a_form_is_its_own_form(value in "\\PC{0,30}") {
        let once = comparable(&value);
        prop_assert_eq!(comparable(&once), once);
    }

    #[test]
    fn a_form_of_titles_is_its_own_form(value in "([A-Z]{1,5}|[0-9]{1,5}|v|version|in|inch|gb|\"|'|iii|fl|oz|w|ed|2nd|[-/_.,& ]){0,14}") {
        let once = comparable(&value);
        prop_assert_eq!(comparable(&once), once);
    }
}
