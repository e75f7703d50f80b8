//! Union-find over records.

/// Disjoint sets of numbers, each known by its smallest.
pub struct Union {
    parent: Vec<u32>,
}

impl Union {
    /// Every number alone.
    pub fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    /// The smallest number of the set that a number is in.
    pub fn root(&mut self, mut node: usize) -> usize {
        while self.parent[node] as usize != node {
            self.parent[node] = self.parent[self.parent[node] as usize];
            node = self.parent[node] as usize;
        }
        node
    }

    /// For each number the smallest of its set.
    pub fn roots(mut self) -> Vec<u32> {
        (0..self.parent.len()).map(|node| self.root(node) as u32).collect()
    }

    /// Makes two sets one.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b) as u32;
    }
}
