//! `page`, `per_page` and `direction`, as Maxio's lists take them.

use std::collections::HashMap;

const DEFAULT_PER_PAGE: usize = 20;
const MAX_PER_PAGE: usize = 200;

/// Which part of a list is asked for. More than 200 a page becomes 200, nonsense becomes the default.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    page: usize,
    per_page: usize,
    newest_first: bool,
}

/// The order of a list where the request does not say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

impl Paging {
    pub(crate) fn read(query: &HashMap<String, String>, order: Order) -> Self {
        let number = |name: &str| query.get(name).and_then(|text| text.parse().ok()).filter(|n| *n > 0);
        Self {
            page: number("page").unwrap_or(1),
            per_page: number("per_page").unwrap_or(DEFAULT_PER_PAGE).min(MAX_PER_PAGE),
            newest_first: match query.get("direction").map(String::as_str) {
                Some("asc") => false,
                Some("desc") => true,
                _ => order == Order::NewestFirst,
            },
        }
    }

    /// The records of this page; `records` come the oldest first.
    pub(crate) fn cut<T>(&self, records: impl DoubleEndedIterator<Item = T>) -> Vec<T> {
        let skipped = (self.page - 1).saturating_mul(self.per_page);
        if self.newest_first {
            records.rev().skip(skipped).take(self.per_page).collect()
        } else {
            records.skip(skipped).take(self.per_page).collect()
        }
    }
}
