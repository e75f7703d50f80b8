//! The first entities of every sample, made by hand: each shows one thing that real data does.
//!
//! Values are in the order of [`Origin::header`] without the first and the last column.

use super::origin::Origin::{Crm, Ecommerce, Erp};
use super::origin::{COLUMNS, Origin};
use super::stream::Draft;

/// A record: its source, its values, when it was last changed.
type Row = (Origin, [&'static str; COLUMNS], &'static str);

/// The hand-made entities.
pub fn entities() -> Vec<Vec<Draft>> {
    [SPELLINGS, FAMILIES, SCRIPTS, HOSTILE].into_iter().flatten().map(|rows| rows.iter().map(draft).collect()).collect()
}

fn draft((origin, values, updated_at): &Row) -> Draft {
    Draft { origin: *origin, values: values.map(str::to_owned), updated_at: (*updated_at).to_owned() }
}

/// One company in three spellings; a namesake elsewhere; one that has moved.
#[rustfmt::skip]
const SPELLINGS: &[&[Row]] = &[
    &[
        (Crm, ["Acme Corp.", "Margaret Thornley", "m.thornley@acme.example", "+44 20 7946 0018", "12 Foundry Lane",
            "London", "EC2A 9ZZ", "United Kingdom", "Enterprise"], "2026-09-02T08:15:00Z"),
        (Erp, ["ACME Corporation Ltd.", "THORNLEY, MARGARET", "", "020/7946 0018", "12 FOUNDRY LN",
            "LONDON", "EC2A 9ZZ", "GB", "GB000471100"], "2026-06-30"),
        (Ecommerce, ["acme-corp", "peggy thornley", "m.thornley@acme.example", "", "12 foundry ln, 3rd floor",
            "london", "ec2a9zz", "United Kingdom", "17"], "2026-10-11T21:40:09+01:00"),
    ],
    &[
        (Crm, ["ACME Corporation", "Theodore Redmarsh", "t.redmarsh@acme-boston.example", "+1 339 555 0199",
            "88 Harbour Street", "Boston", "02118", "United States", "Mid-market"], "2026-03-17T14:02:51Z"),
        (Erp, ["Acme Corp. Inc.", "", "invoices@acme-boston.example", "(339) 555-0199", "88 Harbour St.",
            "Boston", "02118", "US", "00-0004712"], "2026-04-01"),
    ],
    &[
        (Crm, ["Hallerbach & Söhne GmbH", "Ulrike Hallerbach", "ulrike.hallerbach@hallerbach-soehne.example",
            "+49 351 4055 901", "Mühlenweg 3", "Dresden", "01099", "Germany", "Small business"],
            "2026-08-20T09:30:00Z"),
        (Erp, ["HALLERBACH UND SOEHNE GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG", "HALLERBACH, U.", "",
            "0351/4055 901", "ALTE GERBERSTR. 17", "LEIPZIG", "04109", "DE", "DE000471300"], "2023-02-11"),
        (Ecommerce, ["Hallerbach + Söhne", "Uli Hallerbach", "uli.hallerbach77@freemail.example", "0351 4055901",
            "Mühlenweg 3", "Dresden", "01099", "de", "4"], "2026-10-02T18:22:40+02:00"),
    ],
];

/// Branches behind one switchboard, a holding and its subsidiary, two companies under one roof.
#[rustfmt::skip]
const FAMILIES: &[&[Row]] = &[
    &[
        (Crm, ["Nordstern Getränke GmbH", "Jana Ahlersbeck", "info@nordstern-getraenke.example", "+49 40 66969 900",
            "Hafenstraße 41", "Hamburg", "20457", "Germany", "Mid-market"], "2026-05-05T07:45:10Z"),
        (Erp, ["NORDSTERN GETRAENKE GMBH", "", "", "040/66969 900", "HAFENSTR. 41", "HAMBURG", "20457", "DE",
            "DE000471400"], "2026-05-02"),
    ],
    &[
        (Crm, ["Nordstern Getränke GmbH, NL Berlin", "Tobias Falkenrieth", "info@nordstern-getraenke.example",
            "+49 40 66969 900", "Ziegeleiweg 8", "Berlin", "10999", "Germany", "Mid-market"], "2026-05-05T07:46:32Z"),
        (Ecommerce, ["nordstern-getraenke", "tobi falkenrieth", "tobias.falkenrieth@nordstern-getraenke.example", "",
            "Ziegeleiweg 8", "berlin", "10999", "de", "9"], "2026-10-20T11:05:00+02:00"),
    ],
    &[
        (Crm, ["Fontclaire Holding SA", "Hélène Fontclaire", "helene.fontclaire@fontclaire.example",
            "+33 1 99 00 47 11", "9 avenue des Écoles", "Paris", "75009", "France", "Enterprise"],
            "2026-01-29T16:00:00Z"),
        (Erp, ["FONTCLAIRE HOLDING S.A.", "FONTCLAIRE, HELENE", "helene.fontclaire@fontclaire.example",
            "01/99 00 47 11", "9 AV. DES ECOLES", "PARIS", "75009", "FR", "FR00000471500"], "2026-02-02"),
    ],
    &[
        (Crm, ["Fontclaire Emballages S.A.R.L.", "Stéphane Rivoisier", "stephane.rivoisier@fontclaire.example",
            "+33 1 99 00 47 11", "9 avenue des Écoles", "Paris", "75009", "France", "Enterprise"],
            "2026-07-14T10:12:13Z"),
        (Ecommerce, ["Fontclaire Emballages", "Stef Rivoisier", "stephane.rivoisier@fontclaire.example",
            "0199004711", "9 av. des Ecoles", "Paris", "75009", "France", "31"], "2026-09-28T08:55:21+02:00"),
    ],
];

/// One company in two scripts.
#[rustfmt::skip]
const SCRIPTS: &[&[Row]] = &[
    &[
        (Crm, ["Elaionas Trofima A.E.", "Aikaterini Mylonakos", "mylonakos@elaionas.example", "+30 2310 586 901",
            "Leoforos Limenos 5", "Thessaloniki", "546 21", "Greece", "Mid-market"], "2026-02-18T12:00:00Z"),
        (Erp, ["ΕΛΑΙΩΝΑΣ ΤΡΟΦΙΜΑ Α.Ε.", "ΜΥΛΩΝΑΚΟΣ, ΑΙΚΑΤΕΡΙΝΗ", "", "2310/586 901", "ΛΕΩΦ. ΛΙΜΕΝΟΣ 5",
            "ΘΕΣΣΑΛΟΝΙΚΗ", "546 21", "GR", "EL000471600"], "2026-03-03"),
    ],
    &[
        (Crm, ["Lipa Stroitelstvo OOD", "Ivaylo Vodenov", "i.vodenov@lipa-stroitelstvo.example", "+359 2 591 0901",
            "ulitsa Topola 12", "Sofia", "1000", "Bulgaria", "Small business"], "2026-04-22T06:30:00Z"),
        (Erp, ["Липа Строителство ООД", "Воденов, Ивайло", "", "02/591 0901", "ул. Топола 12", "София", "1000", "BG",
            "BG000471700"], "2026-04-25"),
        (Ecommerce, ["Липа Строителство", "Ivo Vodenov", "ivo.vodenov12@postbox.example", "", "ul. Topola 12",
            "Sofia", "1000", "bg", "2"], "2026-08-08T19:19:19+02:00"),
    ],
    &[
        (Crm, ["Sakuragawa Seisakusho K.K.", "Kenji Hashizuka", "kenji.hashizuka@sakuragawa.example",
            "+81 6 5595 9001", "Minato-cho 2-7", "Osaka", "530-0001", "Japan", "Enterprise"], "2026-06-01T01:10:00Z"),
        (Erp, ["株式会社桜川製作所", "橋塚 健二", "kenji.hashizuka@sakuragawa.example", "06/5595 9001", "港町2-7", "大阪市", "530-0001",
            "JP", "T0000000471800"], "2026-05-29"),
    ],
    &[
        (Crm, ["Al Nakhlawi Trading LLC", "Mariam Al Nakhlawi", "mariam@alnakhlawi.example", "+971 4 598 9001",
            "18 Al Mina Road", "Dubai", "00000", "United Arab Emirates", "Mid-market"], "2026-07-07T05:00:00Z"),
        (Erp, ["النخلاوي للتجارة ش.ذ.م.م", "مريم النخلاوي", "", "04/598 9001", "شارع الميناء ١٨", "دبي", "00000", "AE",
            "000000000471900"], "2026-07-09"),
    ],
];

/// What breaks programs: quotes, commas, line breaks, formulas, invisible and control characters.
#[rustfmt::skip]
const HOSTILE: &[&[Row]] = &[
    &[
        (Crm, ["Brauerei \"Zum Alten Färber\" e.K.", "Weißgrund, Götz", "goetz@zum-alten-faerber.example",
            "+49 911 8055 901", "Färberplatz 1,\nHinterhaus", "Nürnberg", "90403", "Germany", "Small business"],
            "2026-01-15T13:37:00Z"),
        (Ecommerce, ["brauerei zum alten färber", "götz \"der alte\" weißgrund", "goetz@zum-alten-faerber.example", "",
            "Färberplatz 1, Hinterhaus", "nürnberg", "90403", "de", "52"], "2026-10-30T23:59:59+01:00"),
    ],
    &[
        (Crm, ["Penderby, Stonefield & Oakhaven LLP", "Susannah Penderby", "s.penderby@pso.example",
            "+44 113 496 0901", "4 Chapel Road, Unit 7", "Leeds", "LS1 9ZZ", "United Kingdom", "Small business"],
            "2026-08-11T11:11:11Z"),
        (Erp, ["=Penderby+Stonefield+Oakhaven LLP", "PENDERBY, S.", "", "0113/496 0901", "4 CHAPEL RD UNIT 7", "LEEDS",
            "LS1 9ZZ", "GB", "GB000472000"], "2026-08-01"),
    ],
    &[
        (Ecommerce, ["+1 Marketing", "=HYPERLINK(\"http://plus-one.example\",\"Bob\")", "bob@plus-one.example",
            "17205550188", "5 Market St.", "denver", "80202", "us", "0"], "2026-02-02T02:02:02+01:00"),
    ],
    &[
        (Crm, ["Wick\u{200b}worth Textiles Ltd.", "Edward Wickworth", "e.wickworth@wickworth-textiles.example",
            "+44 161 496 0901", "77 Weaver Street", "Manchester", "M1 9ZZ", "United Kingdom", "Mid-market"],
            "2026-03-30T15:45:00Z"),
        (Erp, ["WICKWORTH TEXTILES LIMITED", "WICKWORTH, EDWARD", "", "0161/496 0901", "77 WEAVER ST.", "MANCHESTER",
            "M1 9ZZ", "GB", "GB000472100"], "2026-03-31"),
    ],
    &[
        (Ecommerce, ["coldwater-labs", "\u{1b}[31mrichard\u{1b}[0m coldwater", "richard@coldwater-labs.example",
            "13145550188", "310 Quarry Ave.", "saint louis", "63101", "us", "8"], "2026-06-16T06:16:06+02:00"),
        (Crm, ["Coldwater Laboratories Inc.", "Richard Coldwater", "richard@coldwater-labs.example", "+1 314 555 0188",
            "310 Quarry Avenue", "Saint Louis", "63101", "United States", "Mid-market"], "2026-06-10T20:00:00Z"),
    ],
];
