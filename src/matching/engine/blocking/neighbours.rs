//! Neighbours: the candidates of single records, in a table that holds what was compared before and what is now.
//!
//! Who shares a key with whom is a matter of the two records alone, but for two things. A block that too many share is
//! not compared, so one record more or less decides over all others in it. And rare words bring a record to the few
//! that share the most, so a new one may take another's place. Whoever stays and has other candidates for such a
//! reason is *unsettled*.

use std::collections::HashMap;

use super::super::increment::Row;
use super::super::parallel;
use super::super::table::Table;
use super::super::tokens::Tokens;
use super::rare::Holders;
use super::{Key, LARGEST, hashes};

/// The candidates of any record, before an increment and after it.
pub struct Neighbours<'t> {
    rows: &'t [Row],
    blocks: Vec<Blocks>,
    rare: Vec<Rare>,
}

/// Who shares a key.
struct Blocks {
    /// Hash and record, sorted.
    sorted: Vec<(u64, u32)>,
    /// For each record the hash of its key; 0: it has none.
    hashes: Vec<u64>,
    /// For each block that is not as it was, how many come into it and how many go.
    moved: HashMap<u64, (usize, usize)>,
}

/// Who shares rare words.
struct Rare {
    /// Pairs as they are now, in both directions, sorted.
    now: Vec<(u32, u32)>,
    /// Those of before, as far as one of the two goes: from that one, sorted.
    before: Vec<(u32, u32)>,
    unsettled: Vec<u32>,
}

impl<'t> Neighbours<'t> {
    /// By these keys; `tokens` of the columns whose rare words are among them.
    pub fn of(table: &Table, tokens: &[Option<Tokens>], keys: &[Key], rows: &'t [Row]) -> Self {
        let plain: Vec<&Key> = keys.iter().filter(|key| key.rare_words().is_none()).collect();
        let blocks = parallel::map(&plain, 1, |key| Blocks::new(hashes(table, key).collect(), rows));
        let columns = keys.iter().filter_map(Key::rare_words);
        let rare = columns.filter_map(|column| {
            let tokens = tokens.get(column)?.as_ref()?;
            let holders = |counts: fn(Row) -> bool| Holders::of(table, column, tokens, |record| counts(rows[record]));
            Some(Rare::new(&holders(Row::was), &holders(Row::is), rows))
        });
        let rare = rare.collect();
        Self { rows, blocks, rare }
    }

    /// Records that stay, and are not candidates of the same records that stay as before.
    pub fn unsettled(&self) -> Vec<u32> {
        let mut found: Vec<u32> = self.rare.iter().flat_map(|rare| rare.unsettled.iter().copied()).collect();
        for blocks in &self.blocks {
            for (&hash, &(come, go)) in &blocks.moved {
                let block = blocks.block(hash);
                if (block.len() - come > LARGEST) != (block.len() - go > LARGEST) {
                    found.extend(
                        block.iter().map(|(_, record)| *record).filter(|r| self.rows[*r as usize] == Row::Stays),
                    );
                }
            }
        }
        found
    }

    /// The candidates of a record: as they are now, or of one that goes, as they were. Some come more than once.
    pub fn candidates(&self, record: u32, found: &mut Vec<u32>) {
        let goes = self.rows[record as usize] == Row::Goes;
        let counts: fn(Row) -> bool = if goes { Row::was } else { Row::is };
        for blocks in &self.blocks {
            let hash = blocks.hashes[record as usize];
            if hash == 0 {
                continue;
            }
            let block = blocks.block(hash);
            let (come, go) = blocks.moved.get(&hash).copied().unwrap_or_default();
            if block.len() - if goes { come } else { go } <= LARGEST {
                let others = block.iter().map(|(_, other)| *other);
                found.extend(others.filter(|other| *other != record && counts(self.rows[*other as usize])));
            }
        }
        for rare in &self.rare {
            let pairs = if goes { &rare.before } else { &rare.now };
            let from = pairs.partition_point(|(one, _)| *one < record);
            found.extend(pairs[from..].iter().take_while(|(one, _)| *one == record).map(|(_, other)| *other));
        }
    }
}

impl Blocks {
    fn new(mut sorted: Vec<(u64, u32)>, rows: &[Row]) -> Self {
        sorted.sort_unstable();
        let mut hashes = vec![0; rows.len()];
        let mut moved: HashMap<u64, (usize, usize)> = HashMap::new();
        for &(hash, record) in &sorted {
            hashes[record as usize] = hash;
            match rows[record as usize] {
                Row::Stays => {}
                Row::Comes => moved.entry(hash).or_default().0 += 1,
                Row::Goes => moved.entry(hash).or_default().1 += 1,
            }
        }
        Self { sorted, hashes, moved }
    }

    fn block(&self, hash: u64) -> &[(u64, u32)] {
        let from = self.sorted.partition_point(|(own, _)| *own < hash);
        let to = from + self.sorted[from..].partition_point(|(own, _)| *own == hash);
        &self.sorted[from..to]
    }
}

impl Rare {
    fn new(was: &Holders, is: &Holders, rows: &[Row]) -> Self {
        let mut shared = HashMap::new();
        let (mut now, mut before, mut unsettled) = (Vec::new(), Vec::new(), Vec::new());
        for record in (0..rows.len() as u32).filter(|record| rows[*record as usize].is()) {
            for other in is.partners(record, &mut shared) {
                now.extend([(record, other), (other, record)]);
            }
        }
        let moves = |record: &u32| rows[*record as usize] != Row::Stays;
        let all = (0..rows.len() as u32).filter(moves);
        let mut affected: Vec<u32> = all.flat_map(|record| was.sharing(record).chain(is.sharing(record))).collect();
        affected.extend((0..rows.len() as u32).filter(|record| rows[*record as usize] == Row::Goes));
        affected.sort_unstable();
        affected.dedup();
        for record in affected.into_iter().filter(|record| rows[*record as usize].was()) {
            let mut then: Vec<u32> = was.partners(record, &mut shared).collect();
            if rows[record as usize] == Row::Goes {
                before.extend(then.into_iter().map(|other| (record, other)));
                continue;
            }
            before
                .extend(then.iter().filter(|other| rows[**other as usize] == Row::Goes).map(|other| (*other, record)));
            let mut partners: Vec<u32> = is.partners(record, &mut shared).collect();
            for list in [&mut then, &mut partners] {
                list.retain(|other| !moves(other));
                list.sort_unstable();
            }
            if then != partners {
                unsettled.push(record);
                // Those in both have not changed for it; to look at them again does no harm.
                unsettled.extend(then.into_iter().chain(partners));
            }
        }
        now.sort_unstable();
        now.dedup();
        before.sort_unstable();
        before.dedup();
        Self { now, before, unsettled }
    }
}
