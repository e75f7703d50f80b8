//! Work on all cores. What comes out is in the order of what went in, however many there are.

use std::num::NonZero;
use std::thread;

/// `f` of every item. A share of fewer than `least` items is not worth a thread.
pub fn map<T: Sync, R: Send>(items: &[T], least: usize, f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len() / least.max(1)).max(1);
    if threads == 1 {
        return items.iter().map(f).collect();
    }
    let share = items.len().div_ceil(threads);
    let f = &f;
    thread::scope(|scope| {
        let shares: Vec<_> =
            items.chunks(share).map(|items| scope.spawn(move || items.iter().map(f).collect::<Vec<R>>())).collect();
        let join = |share: thread::ScopedJoinHandle<'_, Vec<R>>| {
            // A thread that panicked has its panic go on here.
            share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        shares.into_iter().flat_map(join).collect()
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
