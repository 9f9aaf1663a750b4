//! How often a company may try, and what became of a request that comes again.

use sqlx::{Any, Transaction};

use super::{Store, StoreError, connections::hold_company, new_id, now};

/// An attempt that counts against the company's limit until it is forgiven.
#[derive(Debug)]
pub struct Attempt(String);

/// What a request with an idempotency key meets.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the first, or the earlier one died: go on, and settle this claim.
    Won(String),
    /// The same request succeeded before.
    Answered {
        /// HTTP status.
        status: u16,
        /// JSON.
        answer: String,
    },
    /// The same request is being worked on.
    InFlight,
    /// The key came with another body.
    OtherBody,
}

impl Store {
    /// Counts an attempt, unless the company has made `limit` within `window` milliseconds: then the answer is how
    /// many milliseconds remain until one falls out of the window. The company is held meanwhile, so that attempts made
    /// at the same moment, by whichever process, cannot all slip through.
    pub async fn begin_attempt(
        &self,
        company: &str,
        limit: i64,
        window: i64,
    ) -> Result<Result<Attempt, i64>, StoreError> {
        let (id, now) = (new_id(), now());
        let mut transaction = self.begin().await?;
        hold_company(&mut transaction, company).await?;
        let made = sqlx::query(
            "INSERT INTO attempts (id, company_id, made_at) SELECT $1, $2, CAST($3 AS BIGINT) \
             WHERE (SELECT COUNT(*) FROM attempts WHERE company_id = $2 AND made_at > $4) < $5",
        )
        .bind(&id)
        .bind(company)
        .bind(now)
        .bind(now - window)
        .bind(limit)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        if made == 1 {
            return Ok(Ok(Attempt(id)));
        }
        // The limit-th newest is the one whose leaving makes room.
        let oldest: Option<(i64,)> = sqlx::query_as(
            "SELECT made_at FROM attempts WHERE company_id = $1 AND made_at > $2 \
             ORDER BY made_at DESC LIMIT 1 OFFSET $3",
        )
        .bind(company)
        .bind(now - window)
        .bind(limit - 1)
        .fetch_optional(&self.pool)
        .await?;
        Ok(Err(oldest.map_or(1000, |(made_at,)| made_at + window - now)))
    }

    /// Takes an attempt back that succeeded, or failed by no fault of the merchant.
    pub async fn forgive_attempt(&self, attempt: &Attempt) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM attempts WHERE id = $1").bind(&attempt.0).execute(&self.pool).await?;
        Ok(())
    }

    /// Claims an idempotency key of a company for a body. A claim older than `patience` milliseconds without an
    /// answer belongs to a process that died.
    pub async fn claim(
        &self,
        company: &str,
        key: &str,
        fingerprint: &str,
        patience: i64,
    ) -> Result<Claim, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Row {
            fingerprint: String,
            claim: String,
            claimed_at: i64,
            status: Option<i64>,
            answer: Option<String>,
        }
        let (claim, now) = (new_id(), now());
        let first = sqlx::query(
            "INSERT INTO idempotency (company_id, key, fingerprint, claim, claimed_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
        )
        .bind(company)
        .bind(key)
        .bind(fingerprint)
        .bind(&claim)
        .bind(now)
        .execute(&self.pool)
        .await?;
        if first.rows_affected() == 1 {
            return Ok(Claim::Won(claim));
        }
        let earlier: Option<Row> = sqlx::query_as(
            "SELECT fingerprint, claim, claimed_at, status, answer FROM idempotency WHERE company_id = $1 AND key = $2",
        )
        .bind(company)
        .bind(key)
        .fetch_optional(&self.pool)
        .await?;
        // Released between the two statements: the caller asks again.
        let Some(earlier) = earlier else { return Ok(Claim::InFlight) };
        if earlier.fingerprint != fingerprint {
            return Ok(Claim::OtherBody);
        }
        if let (Some(status), Some(answer)) = (earlier.status, earlier.answer) {
            let status = u16::try_from(status).map_err(|_| StoreError::Unreadable("status"))?;
            return Ok(Claim::Answered { status, answer });
        }
        if earlier.claimed_at > now - patience {
            return Ok(Claim::InFlight);
        }
        let taken = sqlx::query(
            "UPDATE idempotency SET claim = $1, claimed_at = $2 \
             WHERE company_id = $3 AND key = $4 AND claim = $5 AND status IS NULL",
        )
        .bind(&claim)
        .bind(now)
        .bind(company)
        .bind(key)
        .bind(&earlier.claim)
        .execute(&self.pool)
        .await?;
        Ok(if taken.rows_affected() == 1 { Claim::Won(claim) } else { Claim::InFlight })
    }

    /// Gives a claim up: the next request with its key starts afresh.
    pub async fn release_claim(&self, claim: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotency WHERE claim = $1 AND status IS NULL")
            .bind(claim)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Keeps the answer that the claim led to. `false` if the claim is somebody else's by now.
pub(super) async fn settle_claim(
    transaction: &mut Transaction<'_, Any>,
    claim: &str,
    status: u16,
    answer: &str,
) -> Result<bool, StoreError> {
    let settled = sqlx::query("UPDATE idempotency SET status = $1, answer = $2 WHERE claim = $3")
        .bind(i64::from(status))
        .bind(answer)
        .bind(claim)
        .execute(&mut **transaction)
        .await?;
    Ok(settled.rows_affected() == 1)
}
