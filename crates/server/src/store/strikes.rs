//! What has failed, for whomever it is counted.

use super::{Store, StoreError, new_id, now};

/// Counts against a limit until it is taken back.
#[derive(Debug)]
pub struct Strike(String);

impl Store {
    /// Counts a strike, unless the subject has `limit` within `window` milliseconds: then the answer is how many
    /// milliseconds remain until one falls out of the window. It counts before anything is tried, so that many at the
    /// same moment, at whichever process, cannot all slip through.
    pub async fn strike(
        &self,
        subject: &str,
        limit: i64,
        window: i64,
    ) -> Result<Result<Strike, i64>, StoreError> {
        let (id, now) = (new_id(), now());
        // A flood is answered by reading alone.
        if let Some(oldest) = self.nth_newest_strike(subject, limit, now - window, "").await? {
            return Ok(Err(oldest + window - now));
        }
        let made = sqlx::query(
            "INSERT INTO strikes (id, subject, made_at) SELECT $1, $2, CAST($3 AS BIGINT) \
             WHERE (SELECT COUNT(*) FROM strikes WHERE subject = $2 AND made_at > $4) < $5",
        )
        .bind(&id)
        .bind(subject)
        .bind(now)
        .bind(now - window)
        .bind(limit)
        .execute(&self.pool)
        .await?
        .rows_affected();
        // PostgreSQL does not show one another those that are made at the same moment: look again.
        let oldest = self.nth_newest_strike(subject, limit, now - window, &id).await?;
        let strike = Strike(id);
        if made == 1 && oldest.is_none() {
            return Ok(Ok(strike));
        }
        // Nothing was tried: somebody who goes on knocking does not keep the door shut.
        self.take_back(&strike).await?;
        Ok(Err(oldest.map_or(1000, |oldest| oldest + window - now)))
    }

    /// When the strike was made whose leaving makes room, if there is no room.
    async fn nth_newest_strike(
        &self,
        subject: &str,
        limit: i64,
        after: i64,
        but: &str,
    ) -> Result<Option<i64>, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT made_at FROM strikes WHERE subject = $1 AND made_at > $2 AND id <> $3 \
             ORDER BY made_at DESC LIMIT 1 OFFSET $4",
        )
        .bind(subject)
        .bind(after)
        .bind(but)
        .bind(limit - 1)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(made_at,)| made_at))
    }

    /// What was tried succeeded, or failed by no fault of who tried it.
    pub async fn take_back(&self, Strike(id): &Strike) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM strikes WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }
}
