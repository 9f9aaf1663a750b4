//! Parts of lists.

use futures_util::{Stream, TryStreamExt};

use super::StoreError;

/// How a list is ordered; ids decide between equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Oldest first.
    Created,
    /// Newest first.
    CreatedDescending,
    /// By name, as the database compares text.
    Name,
    /// The other way round.
    NameDescending,
}

impl Order {
    /// The other way round.
    pub const fn reversed(self) -> Self {
        match self {
            Self::Created => Self::CreatedDescending,
            Self::CreatedDescending => Self::Created,
            Self::Name => Self::NameDescending,
            Self::NameDescending => Self::Name,
        }
    }

    /// For `ORDER BY`, in tables that have the column.
    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Created => "created_at, id",
            Self::CreatedDescending => "created_at DESC, id",
            Self::Name => "name, id",
            Self::NameDescending => "name DESC, id",
        }
    }
}

/// The part of what passes, and how much passes. Everything is read, and no more than the part is held: what can be
/// asked for (a tag's value) is more than both databases can compare alike.
pub(super) async fn part<T>(
    mut all: impl Stream<Item = Result<T, StoreError>> + Unpin,
    passes: impl Fn(&T) -> bool,
    limit: i64,
    offset: i64,
) -> Result<(Vec<T>, i64), StoreError> {
    let (mut part, mut count) = (Vec::new(), 0);
    while let Some(one) = all.try_next().await? {
        if passes(&one) {
            if (offset..offset + limit).contains(&count) {
                part.push(one);
            }
            count += 1;
        }
    }
    Ok((part, count))
}
