//! The audit log: which operator, partner or merchant did what, and when.
//!
//! A line is written after the act, and by the one who answers for it: a route, a page of the portal or a command. A
//! subject is named by its address in the API ([`Subject`]), so that a line can be understood, and found, without the
//! row that it was about.

use std::fmt;

use sqlx::{Any, Executor};

use super::{DAY, Store, StoreError, connections::hold_company, new_id, now};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    /// Someone signed in to the portal, by name.
    Operator(&'a str),
    /// The partner's own server, with an API key.
    Partner,
    /// The merchant, on the hosted page or in Link.
    Merchant,
    /// Whoever ran a command beside the database.
    CommandLine,
    /// This server by itself, by a schedule.
    Server,
}

impl fmt::Display for Actor<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(name) => write!(out, "operator {name}"),
            Self::Partner => out.write_str("partner"),
            Self::Merchant => out.write_str("merchant"),
            Self::CommandLine => out.write_str("command line"),
            Self::Server => out.write_str("server"),
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what happened to its subject")]
pub enum Action {
    IntegrationEnabled,
    IntegrationDisabled,
    SettingsChanged,
    CompanyCreated,
    CompanyChanged,
    CompanyDeleted,
    LinkIssued,
    ColleagueLinkIssued,
    ConnectionLinked,
    ConnectionUnlinked,
    ConnectionDeleted,
    ConnectionDeauthorized,
    DataRead,
    ApiKeyCreated,
    ApiKeyRevoked,
    MasterKeyRotated,
    WebhookCreated,
    WebhookChanged,
    WebhookDeleted,
    DeliveryResent,
    UserCreated,
    UserDeleted,
    PasswordSet,
    SignedIn,
    SignedOut,
    SignInRefused,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 26] = [
        Self::IntegrationEnabled,
        Self::IntegrationDisabled,
        Self::SettingsChanged,
        Self::CompanyCreated,
        Self::CompanyChanged,
        Self::CompanyDeleted,
        Self::LinkIssued,
        Self::ColleagueLinkIssued,
        Self::ConnectionLinked,
        Self::ConnectionUnlinked,
        Self::ConnectionDeleted,
        Self::ConnectionDeauthorized,
        Self::DataRead,
        Self::ApiKeyCreated,
        Self::ApiKeyRevoked,
        Self::MasterKeyRotated,
        Self::WebhookCreated,
        Self::WebhookChanged,
        Self::WebhookDeleted,
        Self::DeliveryResent,
        Self::UserCreated,
        Self::UserDeleted,
        Self::PasswordSet,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignInRefused,
    ];

    /// The action with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// The name that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IntegrationEnabled => "integration.enabled",
            Self::IntegrationDisabled => "integration.disabled",
            Self::SettingsChanged => "settings.changed",
            Self::CompanyCreated => "company.created",
            Self::CompanyChanged => "company.changed",
            Self::CompanyDeleted => "company.deleted",
            Self::LinkIssued => "link.issued",
            Self::ColleagueLinkIssued => "link.issued_for_colleague",
            Self::ConnectionLinked => "connection.linked",
            Self::ConnectionUnlinked => "connection.unlinked",
            Self::ConnectionDeleted => "connection.deleted",
            Self::ConnectionDeauthorized => "connection.deauthorized",
            Self::DataRead => "data.read",
            Self::ApiKeyCreated => "api_key.created",
            Self::ApiKeyRevoked => "api_key.revoked",
            Self::MasterKeyRotated => "master_key.rotated",
            Self::WebhookCreated => "webhook.created",
            Self::WebhookChanged => "webhook.changed",
            Self::WebhookDeleted => "webhook.deleted",
            Self::DeliveryResent => "delivery.resent",
            Self::UserCreated => "user.created",
            Self::UserDeleted => "user.deleted",
            Self::PasswordSet => "user.password_set",
            Self::SignedIn => "user.signed_in",
            Self::SignedOut => "user.signed_out",
            Self::SignInRefused => "user.sign_in_refused",
        }
    }
}

/// What it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "ids and names as the API has them")]
pub enum Subject<'a> {
    Server,
    Settings,
    Integration { platform_key: &'a str },
    Company(&'a str),
    Connection { company: &'a str, connection: &'a str },
    ApiKey { name: &'a str },
    Webhook(&'a str),
    User { name: &'a str },
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server => out.write_str("server"),
            Self::Settings => out.write_str("settings"),
            Self::Integration { platform_key } => write!(out, "integrations/{platform_key}"),
            Self::Company(company) => write!(out, "companies/{company}"),
            Self::Connection { company, connection } => {
                write!(out, "companies/{company}/connections/{connection}")
            }
            Self::ApiKey { name } => write!(out, "apiKeys/{name}"),
            Self::Webhook(id) => write!(out, "webhooks/{id}"),
            Self::User { name } => write!(out, "users/{name}"),
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub made_at: i64,
    /// An [`Actor`] in words.
    pub actor: String,
    /// The name of an [`Action`].
    pub action: String,
    /// A [`Subject`] as an address.
    pub subject: String,
}

impl Store {
    /// Notes that it was done.
    pub async fn record(
        &self,
        actor: Actor<'_>,
        action: Action,
        subject: Subject<'_>,
    ) -> Result<(), StoreError> {
        insert(&self.pool, actor, action, &subject.to_string()).await
    }

    /// Notes something that a company may have done `limit` times a day, before it is done. Beyond that nothing is
    /// noted, and the answer is how many milliseconds remain until it may be done again.
    pub async fn record_at_most(
        &self,
        limit: i64,
        actor: Actor<'_>,
        action: Action,
        company: &str,
    ) -> Result<Result<(), i64>, StoreError> {
        let (now, subject) = (now(), Subject::Company(company).to_string());
        // The company is held, so that what comes at the same moment cannot all slip through.
        let mut transaction = self.begin().await?;
        hold_company(&mut transaction, company).await?;
        let one_too_many: Option<(i64,)> = sqlx::query_as(
            "SELECT made_at FROM audit WHERE subject = $1 AND actor = $2 AND action = $3 AND made_at > $4 \
             ORDER BY made_at DESC LIMIT 1 OFFSET $5",
        )
        .bind(&subject)
        .bind(actor.to_string())
        .bind(action.as_str())
        .bind(now - DAY)
        .bind(limit - 1)
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some((made_at,)) = one_too_many {
            return Ok(Err(made_at + DAY - now));
        }
        insert(&mut *transaction, actor, action, &subject).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// A page of the log, newest first, and how many lines there are. `company` leaves those about one company and
    /// its connections.
    pub async fn audit(
        &self,
        company: Option<&str>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Entry>, i64), StoreError> {
        let exact = company.map(|id| Subject::Company(id).to_string()).unwrap_or_default();
        // Ids are UUIDs of this server's own making: nothing in them means something to LIKE.
        let below = company.map_or_else(|| "%".to_owned(), |_| format!("{exact}/%"));
        let (total,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM audit WHERE subject = $1 OR subject LIKE $2")
                .bind(&exact)
                .bind(&below)
                .fetch_one(&self.pool)
                .await?;
        let entries = sqlx::query_as(
            "SELECT made_at, actor, action, subject FROM audit \
             WHERE subject = $1 OR subject LIKE $2 \
             ORDER BY made_at DESC, id LIMIT $3 OFFSET $4",
        )
        .bind(&exact)
        .bind(&below)
        .bind(limit)
        .bind(offset)
        .fetch_all(&self.pool)
        .await?;
        Ok((entries, total))
    }
}

async fn insert(
    database: impl Executor<'_, Database = Any>,
    actor: Actor<'_>,
    action: Action,
    subject: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO audit (id, made_at, actor, action, subject) VALUES ($1, $2, $3, $4, $5)")
        .bind(new_id())
        .bind(now())
        .bind(actor.to_string())
        .bind(action.as_str())
        .bind(subject)
        .execute(database)
        .await?;
    Ok(())
}
