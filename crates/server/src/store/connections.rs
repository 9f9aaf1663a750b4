//! Connections between companies and their Maxio sites, and the consents behind them.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use maxio_link_wire::{
    Connection, ConnectionInfo, ConnectionStatus, DataConnectionError, Environment, ErrorCode,
};
use sqlx::{Any, AssertSqlSafe, Transaction};

use super::{
    Event, Integration, Order, Site, Store, StoreError, attempts::settle_claim, iso, listing, new_id, now,
    webhooks::announce,
};
use crate::{auth::secret, crypto::CryptoError};

/// Below the number of places that either database has in one statement.
const COMPANIES_AT_ONCE: usize = 500;

/// What a [`Row`] is read from.
macro_rules! columns {
    () => {
        "id, status, site_id, site_name, subdomain, environment, test, created_at, last_read_at, refused_since, \
         refused_code"
    };
}

/// A connection as it is kept, without the API key.
#[derive(Clone, Debug)]
pub struct StoredConnection {
    /// UUID.
    pub id: String,
    /// How far it has come.
    pub status: ConnectionStatus,
    /// The site, once a key was checked.
    pub site: Option<LinkedSite>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When data was last read through it, in milliseconds since 1970.
    pub last_read_at: Option<i64>,
    /// What Maxio said of its key since it last accepted it.
    pub refusal: Option<Refusal>,
}

/// Maxio refuses a key that it accepted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Milliseconds since 1970.
    pub since: i64,
    /// What it said last.
    pub code: ErrorCode,
}

/// A site that Maxio has confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedSite {
    /// Its address.
    pub site: Site,
    /// Maxio's number.
    pub number: Option<String>,
    /// The merchant's name for it.
    pub name: Option<String>,
    /// Whether it is a test site.
    pub test: Option<bool>,
}

/// A consent as it will be kept.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// SHA-256 of the text, as the client said.
    pub version: String,
    /// The text.
    pub body: String,
    /// BCP 47.
    pub locale: String,
    /// ISO 8601, as the client said.
    pub accepted_at: String,
    /// Whether the text is this server's own.
    pub verified: bool,
}

/// What became of a checked key.
#[derive(Clone, Debug)]
pub enum Upserted {
    /// A new connection.
    Created(StoredConnection),
    /// The connection of this site has the new key, or that of an attempt that began later.
    Renewed(StoredConnection),
    /// The connection to renew belongs to another site, or another connection has this one.
    SiteTaken,
    /// The connection was unlinked or deleted in the meantime: its key is not kept.
    Withdrawn,
    /// The company was deleted in the meantime.
    CompanyGone,
    /// Another process has taken the idempotency key over, and answers instead: nothing was changed.
    Overtaken,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    status: String,
    site_id: Option<String>,
    site_name: Option<String>,
    subdomain: Option<String>,
    environment: Option<String>,
    test: Option<i64>,
    created_at: i64,
    last_read_at: Option<i64>,
    refused_since: Option<i64>,
    refused_code: Option<i64>,
}

impl TryFrom<Row> for StoredConnection {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let site = match (row.subdomain, row.environment) {
            (Some(subdomain), Some(environment)) => Some(LinkedSite {
                site: Site {
                    subdomain,
                    environment: Environment::parse(&environment)
                        .ok_or(StoreError::Unreadable("environment"))?,
                },
                number: row.site_id,
                name: row.site_name,
                test: row.test.map(|flag| flag != 0),
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            status: ConnectionStatus::parse(&row.status).ok_or(StoreError::Unreadable("status"))?,
            site,
            created_at: row.created_at,
            last_read_at: row.last_read_at,
            refusal: row.refused_since.zip(row.refused_code).and_then(|(since, code)| {
                let code = ErrorCode::from_number(u64::try_from(code).ok()?)?;
                Some(Refusal { since, code })
            }),
        })
    }
}

impl Refusal {
    /// For the operator.
    pub const fn says(self) -> &'static str {
        match self.code {
            ErrorCode::AdminPermissionRequired => {
                "Maxio no longer lets this key read: it lost its admin permissions."
            }
            ErrorCode::AccountBlocked => "This Maxio account is cancelled, or its trial has ended.",
            _ => "Maxio refuses this key: it was deleted or replaced there.",
        }
    }
}

impl StoredConnection {
    /// As the API shows it.
    pub fn on_wire(self, integration: &Integration, link_url: String) -> Result<Connection, StoreError> {
        Ok(Connection {
            id: self.id,
            integration_id: integration.id.clone(),
            integration_key: integration.platform_key.clone(),
            source_id: integration.source_id.clone(),
            platform_name: integration.name.clone(),
            link_url,
            status: self.status,
            last_sync: self.last_read_at.map(iso).transpose()?,
            created: iso(self.created_at)?,
            source_type: "Commerce".into(),
            data_connection_errors: self
                .refusal
                .map(|refusal| {
                    Ok::<_, StoreError>(DataConnectionError {
                        status_code: refusal.code.status().to_string(),
                        status_text: refusal.code.number().to_string(),
                        error_message: refusal.says().into(),
                        errored_on_utc: iso(refusal.since)?,
                    })
                })
                .transpose()?
                .into_iter()
                .collect(),
            connection_info: self.site.map(|linked| ConnectionInfo {
                site_id: linked.number,
                site_name: linked.name,
                subdomain: Some(linked.site.subdomain),
                environment: Some(linked.site.environment.as_str().to_owned()),
                test: linked.test.map(|test| test.to_string()),
            }),
        })
    }
}

/// A connection and its integration, as they are in this transaction.
pub(super) async fn within(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    id: &str,
) -> Result<Option<(StoredConnection, Integration)>, StoreError> {
    let Some(connection) = find(transaction, company, id).await? else { return Ok(None) };
    let integration: Option<Integration> = sqlx::query_as(
        "SELECT i.id, i.platform_key, i.source_id, i.name, i.enabled FROM integrations i \
         JOIN connections c ON c.integration_id = i.id WHERE c.company_id = $1 AND c.id = $2",
    )
    .bind(company)
    .bind(id)
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(integration.map(|integration| (connection, integration)))
}

impl Store {
    /// One connection of a company.
    pub async fn connection(&self, company: &str, id: &str) -> Result<Option<StoredConnection>, StoreError> {
        sqlx::query_as::<_, Row>(concat!(
            "SELECT ",
            columns!(),
            " FROM connections WHERE company_id = $1 AND id = $2 AND deleted_at IS NULL"
        ))
        .bind(company)
        .bind(id)
        .fetch_optional(&self.pool)
        .await?
        .map(StoredConnection::try_from)
        .transpose()
    }

    /// A page of a company's connections, newest first, and how many there are.
    pub async fn connections(
        &self,
        company: &str,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<StoredConnection>, i64), StoreError> {
        self.find_connections(company, |_| true, None, limit, offset).await
    }

    /// A page of a company's connections that pass, newest first unless another order is asked for, and how many pass.
    /// (A company has few connections: all are read.)
    pub async fn find_connections(
        &self,
        company: &str,
        passes: impl Fn(&StoredConnection) -> bool + Send,
        order: Option<Order>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<StoredConnection>, i64), StoreError> {
        let statement = format!(
            concat!(
                "SELECT ",
                columns!(),
                " FROM connections WHERE company_id = $1 AND deleted_at IS NULL ORDER BY {}"
            ),
            order.unwrap_or(Order::CreatedDescending).sql()
        );
        let rows = sqlx::query_as::<_, Row>(AssertSqlSafe(statement)).bind(company).fetch(&self.pool);
        listing::part(rows.map(|row| StoredConnection::try_from(row?)), passes, limit, offset).await
    }

    /// The connections of several companies, newest first, by company id.
    pub async fn connections_of(
        &self,
        companies: &[&str],
    ) -> Result<BTreeMap<String, Vec<StoredConnection>>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Owned {
            company_id: String,
            #[sqlx(flatten)]
            row: Row,
        }
        let mut found: BTreeMap<String, Vec<StoredConnection>> = BTreeMap::new();
        for some in companies.chunks(COMPANIES_AT_ONCE) {
            let places = (1..=some.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
            let statement = format!(
                "SELECT company_id, {} FROM connections WHERE deleted_at IS NULL AND company_id IN ({places}) \
                 ORDER BY created_at DESC, id",
                columns!()
            );
            let query = sqlx::query_as::<_, Owned>(AssertSqlSafe(statement));
            let query = some.iter().fold(query, |query, company| query.bind(*company));
            for Owned { company_id, row } in query.fetch_all(&self.pool).await? {
                found.entry(company_id).or_default().push(row.try_into()?);
            }
        }
        Ok(found)
    }

    /// The connection that was linked last, of those linked or renewed since this session of the hosted page began.
    pub async fn linked_since_session(
        &self,
        company: &str,
        session: &str,
    ) -> Result<Option<StoredConnection>, StoreError> {
        sqlx::query_as::<_, Row>(concat!(
            "SELECT ",
            columns!(),
            " FROM connections WHERE company_id = $1 AND status = 'Linked' \
             AND updated_at > (SELECT created_at FROM sessions WHERE hash = $2 AND company_id = $1) \
             ORDER BY updated_at DESC, id LIMIT 1"
        ))
        .bind(company)
        .bind(secret::hash(session))
        .fetch_optional(&self.pool)
        .await?
        .map(StoredConnection::try_from)
        .transpose()
    }

    /// The encrypted API key of a connection, if it has one.
    pub async fn sealed_key(&self, company: &str, id: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(Option<String>,)> =
            sqlx::query_as("SELECT sealed_key FROM connections WHERE company_id = $1 AND id = $2")
                .bind(company)
                .bind(id)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.and_then(|(sealed,)| sealed))
    }

    /// A connection to be authorised later.
    pub async fn create_pending(
        &self,
        company: &str,
        integration: &str,
        consent: Option<&NewConsent>,
        settle: Option<Settle<'_>>,
    ) -> Result<Upserted, StoreError> {
        let mut transaction = self.begin().await?;
        if !hold_company(&mut transaction, company).await? {
            return Ok(Upserted::CompanyGone);
        }
        let now = now();
        let made = StoredConnection {
            id: new_id(),
            status: ConnectionStatus::PendingAuth,
            site: None,
            created_at: now,
            last_read_at: None,
            refusal: None,
        };
        sqlx::query(
            "INSERT INTO connections (id, company_id, integration_id, status, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(&made.id)
        .bind(company)
        .bind(integration)
        .bind(made.status.as_str())
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        record_consent(&mut transaction, &made.id, consent).await?;
        announce(&mut transaction, Event::Created, company, &made.id).await?;
        conclude(transaction, settle, Upserted::Created(made)).await
    }

    /// Keeps a checked key: in the connection that is being renewed, in the one that this company has with this site
    /// already, in one that was prepared for it, or in a new one. A key that a later attempt brought stays: the check of an earlier one, given up by
    /// the merchant, may merely have been slow. `key.seal` encrypts it for the connection id that it is given.
    pub async fn keep_key(&self, key: StoreKey<'_>) -> Result<Upserted, StoreError> {
        let StoreKey { company, integration, renew, site, consent, attempted_at, seal, settle } = key;
        let mut transaction = self.begin().await?;
        if !hold_company(&mut transaction, company).await? {
            return Ok(Upserted::CompanyGone);
        }
        let same_site: Option<(String,)> = sqlx::query_as(
            "SELECT id FROM connections \
             WHERE company_id = $1 AND integration_id = $2 AND environment = $3 AND subdomain = $4",
        )
        .bind(company)
        .bind(integration)
        .bind(site.site.environment.as_str())
        .bind(&site.site.subdomain)
        .fetch_optional(&mut *transaction)
        .await?;
        let same_site = same_site.map(|(id,)| id);
        let existing = match (renew, same_site) {
            (Some(renew), Some(other)) if renew != other => return Ok(Upserted::SiteTaken),
            (Some(renew), None) if has_site(&mut transaction, company, renew).await? => {
                return Ok(Upserted::SiteTaken);
            }
            (Some(renew), _) => Some(renew.to_owned()),
            (None, Some(same_site)) => Some(same_site),
            (None, None) => oldest_pending(&mut transaction, company, integration).await?,
        };
        if let Some(id) = &existing
            && withdrawn_since(&mut transaction, id, attempted_at).await?
        {
            return Ok(Upserted::Withdrawn);
        }
        if let Some(id) = &existing
            && let Some(row) = linked_by_later_attempt(&mut transaction, id, attempted_at).await?
        {
            return conclude(transaction, settle, Upserted::Renewed(row.try_into()?)).await;
        }
        let now = now();
        let created = existing.is_none();
        let had_key = match &existing {
            Some(id) => had_key(&mut transaction, id).await?,
            None => false,
        };
        let id = existing.unwrap_or_else(new_id);
        if created {
            sqlx::query(
                "INSERT INTO connections (id, company_id, integration_id, status, created_at, updated_at) \
                 VALUES ($1, $2, $3, 'PendingAuth', $4, $4)",
            )
            .bind(&id)
            .bind(company)
            .bind(integration)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "UPDATE connections SET status = $1, site_id = $2, site_name = $3, subdomain = $4, environment = $5, \
             test = $6, sealed_key = $7, attempted_at = $8, updated_at = $9, checked_at = $9, refused_since = NULL, \
             refused_code = NULL WHERE id = $10 AND company_id = $11",
        )
        .bind(ConnectionStatus::Linked.as_str())
        .bind(&site.number)
        .bind(&site.name)
        .bind(&site.site.subdomain)
        .bind(site.site.environment.as_str())
        .bind(site.test.map(i64::from))
        .bind(seal(&id)?)
        .bind(attempted_at)
        .bind(now)
        .bind(&id)
        .bind(company)
        .execute(&mut *transaction)
        .await?;
        record_consent(&mut transaction, &id, consent).await?;
        if created {
            announce(&mut transaction, Event::Created, company, &id).await?;
        }
        let event = if had_key { Event::Reconnected } else { Event::Connected };
        announce(&mut transaction, event, company, &id).await?;
        let row = sqlx::query_as::<_, Row>(concat!("SELECT ", columns!(), " FROM connections WHERE id = $1"))
            .bind(&id)
            .fetch_one(&mut *transaction)
            .await?;
        let connection = StoredConnection::try_from(row)?;
        let kept = if created { Upserted::Created(connection) } else { Upserted::Renewed(connection) };
        conclude(transaction, settle, kept).await
    }
}

/// What [`Store::keep_key`] needs.
pub struct StoreKey<'a> {
    /// Whose.
    pub company: &'a str,
    /// Of which integration.
    pub integration: &'a str,
    /// The connection to renew.
    pub renew: Option<&'a str>,
    /// As Maxio confirmed it.
    pub site: &'a LinkedSite,
    /// The merchant's consent.
    pub consent: Option<&'a NewConsent>,
    /// When the attempt began, in milliseconds since 1970.
    pub attempted_at: i64,
    /// Encrypts the key for a connection id.
    pub seal: &'a (dyn Fn(&str) -> Result<String, CryptoError> + Send + Sync),
    /// The idempotency key that this is done under.
    pub settle: Option<Settle<'a>>,
}

/// Notes the answer under its idempotency key in the transaction of the change: a process that dies has done both, and
/// a retry gets the answer, or neither, and a retry does it.
#[derive(Clone, Copy)]
pub struct Settle<'a> {
    /// From [`Store::claim`].
    pub claim: &'a str,
    /// See `AnswerOf`.
    pub answer: &'a AnswerOf<'a>,
}

/// Status and JSON that answer a connection; `true`: it was made, and not renewed.
pub type AnswerOf<'a> =
    dyn Fn(&StoredConnection, bool) -> Result<(u16, String), StoreError> + Send + Sync + 'a;

async fn conclude(
    mut transaction: Transaction<'_, Any>,
    settle: Option<Settle<'_>>,
    kept: Upserted,
) -> Result<Upserted, StoreError> {
    if let Some(Settle { claim, answer }) = settle
        && let Upserted::Created(connection) | Upserted::Renewed(connection) = &kept
    {
        let (status, json) = answer(connection, matches!(kept, Upserted::Created(_)))?;
        if !settle_claim(&mut transaction, claim, status, &json).await? {
            return Ok(Upserted::Overtaken);
        }
    }
    transaction.commit().await?;
    Ok(kept)
}

/// Writes first, so that everything read afterwards in this transaction stays true until it ends, in both databases:
/// links of one company are made one after the other. `false` if the company is gone.
pub(super) async fn hold_company(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
) -> Result<bool, StoreError> {
    let held = sqlx::query("UPDATE companies SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NULL")
        .bind(company)
        .execute(&mut **transaction)
        .await?;
    Ok(held.rows_affected() == 1)
}

/// One connection of a company, within a transaction.
pub(super) async fn find(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    id: &str,
) -> Result<Option<StoredConnection>, StoreError> {
    sqlx::query_as::<_, Row>(concat!(
        "SELECT ",
        columns!(),
        " FROM connections WHERE company_id = $1 AND id = $2 AND deleted_at IS NULL"
    ))
    .bind(company)
    .bind(id)
    .fetch_optional(&mut **transaction)
    .await?
    .map(StoredConnection::try_from)
    .transpose()
}

/// All connections of a company, within a transaction.
pub(super) async fn all_of(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
) -> Result<Vec<StoredConnection>, StoreError> {
    sqlx::query_as::<_, Row>(concat!(
        "SELECT ",
        columns!(),
        " FROM connections WHERE company_id = $1 AND deleted_at IS NULL \
         ORDER BY created_at, id"
    ))
    .bind(company)
    .fetch_all(&mut **transaction)
    .await?
    .into_iter()
    .map(StoredConnection::try_from)
    .collect()
}

/// Whether the connection lost its key after the attempt began.
async fn withdrawn_since(
    transaction: &mut Transaction<'_, Any>,
    connection: &str,
    attempted_at: i64,
) -> Result<bool, StoreError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM connections WHERE id = $1 AND withdrawn_at > $2")
            .bind(connection)
            .bind(attempted_at)
            .fetch_one(&mut **transaction)
            .await?;
    Ok(count > 0)
}

async fn has_site(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    connection: &str,
) -> Result<bool, StoreError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM connections WHERE id = $1 AND company_id = $2 AND subdomain IS NOT NULL",
    )
    .bind(connection)
    .bind(company)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(count > 0)
}

/// A connection that the partner made to be authorised, and whose id the partner waits for.
async fn oldest_pending(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    integration: &str,
) -> Result<Option<String>, StoreError> {
    let pending: Option<(String,)> = sqlx::query_as(
        "SELECT id FROM connections WHERE company_id = $1 AND integration_id = $2 AND status = 'PendingAuth' \
         AND subdomain IS NULL AND deleted_at IS NULL ORDER BY created_at, id LIMIT 1",
    )
    .bind(company)
    .bind(integration)
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(pending.map(|(id,)| id))
}

/// Whether a key was ever kept for it, erased or not.
async fn had_key(transaction: &mut Transaction<'_, Any>, connection: &str) -> Result<bool, StoreError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM connections WHERE id = $1 AND attempted_at IS NOT NULL")
            .bind(connection)
            .fetch_one(&mut **transaction)
            .await?;
    Ok(count > 0)
}

async fn linked_by_later_attempt(
    transaction: &mut Transaction<'_, Any>,
    connection: &str,
    attempted_at: i64,
) -> Result<Option<Row>, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        " FROM connections WHERE id = $1 AND status = 'Linked' AND attempted_at > $2"
    ))
    .bind(connection)
    .bind(attempted_at)
    .fetch_optional(&mut **transaction)
    .await?)
}

async fn record_consent(
    transaction: &mut Transaction<'_, Any>,
    connection: &str,
    consent: Option<&NewConsent>,
) -> Result<(), StoreError> {
    let Some(consent) = consent else { return Ok(()) };
    sqlx::query(
        "INSERT INTO consents (id, connection_id, version, body, locale, accepted_at, verified, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new_id())
    .bind(connection)
    .bind(&consent.version)
    .bind(&consent.body)
    .bind(&consent.locale)
    .bind(&consent.accepted_at)
    .bind(i64::from(consent.verified))
    .bind(now())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
