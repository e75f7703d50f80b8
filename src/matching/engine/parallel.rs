//! Work on all cores. What comes out is in the order of what went in, however many there are.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

/// Shares of the work that a thread takes, one after the other.
const SHARES: usize = 8;

/// How many columns of a table are worth a thread: of one with few records, all of them are not.
pub fn columns_worth_it(records: usize) -> usize {
    const FEW: usize = 10_000;
    if records < FEW { usize::MAX } else { 1 }
}

/// `f` of every item. A share of fewer than `least` items is not worth a thread.
pub fn map<T: Sync, R: Send>(items: &[T], least: usize, f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_in(items, least, || (), |(), item| f(item))
}

/// The same, where each thread has room to work in: memory that is used again need not be fetched again.
pub fn map_in<T: Sync, R: Send, Room>(
    items: &[T],
    least: usize,
    room: impl Fn() -> Room + Sync,
    f: impl Fn(&mut Room, &T) -> R + Sync,
) -> Vec<R> {
    let most = items.len() / least.max(1);
    // Even to ask how many cores there are takes longer than a pair of records.
    let threads = if most < 2 { 1 } else { thread::available_parallelism().map_or(1, NonZero::get).min(most) };
    if threads == 1 {
        let mut room = room();
        return items.iter().map(|item| f(&mut room, item)).collect();
    }
    // Each thread takes the next share when it is done with one: shares do not take equally long.
    let share = (items.len() / (threads * SHARES)).max(least).max(1);
    let (f, room, next) = (&f, &room, &AtomicUsize::new(0));
    let work = move || {
        let (mut room, mut done) = (room(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(items) = items.chunks(share).nth(number) else { return done };
            done.push((number, items.iter().map(|item| f(&mut room, item)).collect::<Vec<R>>()));
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        // A thread that panicked has its panic go on here.
        let join = |thread: ScopedJoinHandle<'_, _>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        let mut done: Vec<(usize, Vec<R>)> = threads.into_iter().flat_map(join).collect();
        done.sort_unstable_by_key(|(number, _)| *number);
        let mut all = Vec::with_capacity(items.len());
        all.extend(done.into_iter().flat_map(|(_, results)| results));
        all
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_stays() {
        let numbers: Vec<u32> = (0..1000).collect();
        assert_eq!(super::map(&numbers, 10, |x| x * 2), numbers.iter().map(|x| x * 2).collect::<Vec<_>>());
        assert!(super::map(&[] as &[u32], 10, |x| *x).is_empty());
    }
}
