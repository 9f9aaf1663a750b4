//! What reading and re-checking tell of linked connections.

use maxio_link_wire::{ConnectionStatus, Environment, ErrorCode};

use super::{DAY, Event, Site, Store, StoreError, connections, now, removal, webhooks::announce};

/// One read in this time is noted, in milliseconds: `lastSync` need not be truer than that.
const READ_NOTED_EVERY: i64 = 60 * 1000;
/// How many refusals it takes, beside their duration: two can be two bad moments of Maxio's.
const REFUSALS: i64 = 3;
/// One refusal in this time counts, in milliseconds: many reads in a bad moment are one refusal.
const REFUSAL_COUNTED_EVERY: i64 = DAY / 4;

/// A connection whose key is to be checked again.
#[derive(Clone, Debug)]
pub struct ToCheck {
    /// Whose.
    pub company: String,
    /// Which.
    pub id: String,
    /// Where.
    pub site: Site,
}

#[derive(sqlx::FromRow)]
struct Row {
    company_id: String,
    id: String,
    subdomain: String,
    environment: String,
    checked_at: i64,
}

impl Store {
    /// Notes that data was read through a connection; `false` if that has just been noted.
    pub async fn note_read(&self, id: &str) -> Result<bool, StoreError> {
        let noted = sqlx::query(
            "UPDATE connections SET last_read_at = $1 WHERE id = $2 AND (last_read_at IS NULL OR last_read_at < $3)",
        )
        .bind(now())
        .bind(id)
        .bind(now() - READ_NOTED_EVERY)
        .execute(&self.pool)
        .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Up to `limit` linked connections that were last checked before `before`, or before `refused_before` if they
    /// were refused then: those for this process alone. Times in milliseconds since 1970.
    pub async fn claim_to_check(
        &self,
        before: i64,
        refused_before: i64,
        limit: i64,
    ) -> Result<Vec<ToCheck>, StoreError> {
        let due: Vec<Row> = sqlx::query_as(
            "SELECT company_id, id, subdomain, environment, COALESCE(checked_at, 0) AS checked_at FROM connections \
             WHERE status = 'Linked' AND deleted_at IS NULL AND subdomain IS NOT NULL AND environment IS NOT NULL \
             AND (COALESCE(checked_at, 0) < $1 OR (refused_since IS NOT NULL AND COALESCE(checked_at, 0) < $2)) \
             ORDER BY checked_at, id LIMIT $3",
        )
        .bind(before)
        .bind(refused_before)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        let mut claimed = Vec::with_capacity(due.len());
        for row in due {
            let won = sqlx::query(
                "UPDATE connections SET checked_at = $1 WHERE id = $2 AND COALESCE(checked_at, 0) = $3",
            )
            .bind(now())
            .bind(&row.id)
            .bind(row.checked_at)
            .execute(&self.pool)
            .await?;
            if won.rows_affected() == 1 {
                let environment =
                    Environment::parse(&row.environment).ok_or(StoreError::Unreadable("environment"))?;
                let site = Site { subdomain: row.subdomain, environment };
                claimed.push(ToCheck { company: row.company_id, id: row.id, site });
            }
        }
        Ok(claimed)
    }

    /// Maxio accepted the key: whatever it said before is forgotten.
    pub async fn note_accepted(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE connections SET refused_since = NULL, refused_code = NULL \
             WHERE id = $1 AND refused_since IS NOT NULL",
        )
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Maxio refused the key that the connection has had since before `asked_at`. If it has done so for longer than
    /// `patience` milliseconds, and several times spread over it, the connection is `Deauthorized`, its key erased and the partner told: then `true`.
    pub async fn note_refused(
        &self,
        company: &str,
        id: &str,
        code: ErrorCode,
        asked_at: i64,
        patience: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !connections::hold_company(&mut transaction, company).await? {
            return Ok(false);
        }
        // A key that came since is another one: what was said of the old one is of no interest.
        sqlx::query(
            "UPDATE connections SET refused_since = COALESCE(refused_since, $1), refused_code = $2, \
             refused_times = CASE WHEN refused_since IS NULL THEN 1 \
               WHEN COALESCE(refused_at, 0) <= $4 THEN refused_times + 1 ELSE refused_times END, \
             refused_at = CASE WHEN refused_since IS NULL OR COALESCE(refused_at, 0) <= $4 THEN $1 \
               ELSE refused_at END \
             WHERE id = $3 AND status = 'Linked' AND updated_at <= $1",
        )
        .bind(asked_at)
        .bind(i64::from(code.number()))
        .bind(id)
        .bind(asked_at - REFUSAL_COUNTED_EVERY)
        .execute(&mut *transaction)
        .await?;
        let given_up = sqlx::query(
            "UPDATE connections SET status = $1 \
             WHERE id = $2 AND status = 'Linked' AND updated_at <= $3 AND refused_since <= $4 \
             AND refused_times >= $5",
        )
        .bind(ConnectionStatus::Deauthorized.as_str())
        .bind(id)
        .bind(asked_at)
        .bind(now() - patience)
        .bind(REFUSALS)
        .execute(&mut *transaction)
        .await?
        .rows_affected()
            == 1;
        if given_up {
            removal::erase_key(&mut transaction, company, id).await?;
            announce(&mut transaction, Event::Disconnected, company, id).await?;
        }
        transaction.commit().await?;
        Ok(given_up)
    }
}
