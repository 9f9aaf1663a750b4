//! Companies as the portal lists them: found by a part of their name, with what became of their connections.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::{Store, StoreError};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CompanyLine {
    /// UUID.
    pub id: String,
    /// As the operator named it.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Connections that deliver.
    pub linked: i64,
    /// Connections whose key Maxio refuses.
    pub deauthorized: i64,
    /// Connections that wait for the merchant.
    pub pending: i64,
}

impl Store {
    /// A page of companies whose name contains `text` (in any case) or whose id it is, newest first, and how many
    /// there are. Everything contains the empty text.
    pub async fn find_companies(
        &self,
        text: &str,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<CompanyLine>, i64), StoreError> {
        let pattern = format!("%{}%", literally(text));
        let (total,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM companies \
             WHERE deleted_at IS NULL AND (LOWER(name) LIKE LOWER($1) ESCAPE '!' OR id = $2)",
        )
        .bind(&pattern)
        .bind(text)
        .fetch_one(&self.pool)
        .await?;
        let lines = sqlx::query_as(
            "SELECT id, name, created_at, \
             (SELECT COUNT(*) FROM connections WHERE company_id = companies.id AND status = 'Linked') AS linked, \
             (SELECT COUNT(*) FROM connections WHERE company_id = companies.id AND status = 'Deauthorized') \
             AS deauthorized, \
             (SELECT COUNT(*) FROM connections WHERE company_id = companies.id AND status = 'PendingAuth') \
             AS pending \
             FROM companies WHERE deleted_at IS NULL AND (LOWER(name) LIKE LOWER($1) ESCAPE '!' OR id = $2) \
             ORDER BY created_at DESC, id LIMIT $3 OFFSET $4",
        )
        .bind(&pattern)
        .bind(text)
        .bind(limit)
        .bind(offset)
        .fetch_all(&self.pool)
        .await?;
        Ok((lines, total))
    }

    /// The names of these companies by id, as long as they are kept: of deleted ones too. For a page of a list.
    pub async fn names_of(
        &self,
        companies: impl IntoIterator<Item = &str>,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut ids: Vec<&str> = companies.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places = (1..=ids.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
        let query =
            sqlx::query_as(AssertSqlSafe(format!("SELECT id, name FROM companies WHERE id IN ({places})")));
        let names: Vec<(String, String)> =
            ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(&self.pool).await?;
        Ok(names.into_iter().collect())
    }
}

/// What means something to LIKE means itself.
fn literally(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(character);
    }
    out
}
