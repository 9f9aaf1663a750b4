//! Companies: the merchants' businesses.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use maxio_link_wire::Environment;
use sqlx::AssertSqlSafe;

use super::{Order, Store, StoreError, listing, new_id, now};

/// A merchant's business.
#[derive(Clone, Debug)]
pub struct Company {
    /// UUID.
    pub id: String,
    /// As the operator named it.
    pub name: String,
    /// The operator's words.
    pub description: Option<String>,
    /// The operator's labels.
    pub tags: BTreeMap<String, String>,
    /// Its Maxio site, where the operator gave it.
    pub site: Option<Site>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A Maxio site's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Lower case, checked.
    pub subdomain: String,
    /// Decides the host.
    pub environment: Environment,
}

/// What a company is made of; everything in it is checked already.
#[derive(Clone, Debug)]
pub struct NewCompany {
    /// Not empty.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Labels.
    pub tags: BTreeMap<String, String>,
    /// Its Maxio site.
    pub site: Option<Site>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    description: Option<String>,
    tags: String,
    subdomain: Option<String>,
    environment: Option<String>,
    created_at: i64,
}

impl TryFrom<Row> for Company {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let site = match (row.subdomain, row.environment) {
            (Some(subdomain), Some(environment)) => Some(Site {
                subdomain,
                environment: Environment::parse(&environment).ok_or(StoreError::Unreadable("environment"))?,
            }),
            _ => None,
        };
        let tags = serde_json::from_str(&row.tags).map_err(|_| StoreError::Unreadable("tags"))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            description: row.description,
            tags,
            site,
            created_at: row.created_at,
        })
    }
}

impl Store {
    /// Keeps a new company.
    pub async fn create_company(&self, new: NewCompany) -> Result<Company, StoreError> {
        let company = Company {
            id: new_id(),
            name: new.name,
            description: new.description,
            tags: new.tags,
            site: new.site,
            created_at: now(),
        };
        let tags = serde_json::to_string(&company.tags).map_err(|_| StoreError::Unreadable("tags"))?;
        sqlx::query(
            "INSERT INTO companies (id, name, description, tags, subdomain, environment, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&company.id)
        .bind(&company.name)
        .bind(&company.description)
        .bind(tags)
        .bind(company.site.as_ref().map(|site| site.subdomain.as_str()))
        .bind(company.site.as_ref().map(|site| site.environment.as_str()))
        .bind(company.created_at)
        .execute(&self.pool)
        .await?;
        Ok(company)
    }

    /// One company; none if it was deleted.
    pub async fn company(&self, id: &str) -> Result<Option<Company>, StoreError> {
        sqlx::query_as::<_, Row>(
            "SELECT id, name, description, tags, subdomain, environment, created_at \
             FROM companies WHERE id = $1 AND deleted_at IS NULL",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?
        .map(Company::try_from)
        .transpose()
    }

    /// A page of the companies that pass, oldest first unless another order is asked for, and how many pass.
    pub async fn companies(
        &self,
        passes: Option<impl Fn(&Company) -> bool + Send>,
        order: Option<Order>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Company>, i64), StoreError> {
        let all = format!(
            "SELECT id, name, description, tags, subdomain, environment, created_at FROM companies \
             WHERE deleted_at IS NULL ORDER BY {}",
            order.unwrap_or(Order::Created).sql()
        );
        if let Some(passes) = passes {
            let rows = sqlx::query_as::<_, Row>(AssertSqlSafe(all)).fetch(&self.pool);
            let companies = rows.map(|row| Company::try_from(row?));
            return listing::part(companies, passes, limit, offset).await;
        }
        let (total,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM companies WHERE deleted_at IS NULL")
            .fetch_one(&self.pool)
            .await?;
        let rows = sqlx::query_as::<_, Row>(AssertSqlSafe(format!("{all} LIMIT $1 OFFSET $2")))
            .bind(limit)
            .bind(offset)
            .fetch_all(&self.pool)
            .await?;
        Ok((rows.into_iter().map(Company::try_from).collect::<Result<_, _>>()?, total))
    }

    /// Gives a company other properties. `None` if there is none.
    pub async fn update_company(&self, id: &str, new: NewCompany) -> Result<Option<Company>, StoreError> {
        let tags = serde_json::to_string(&new.tags).map_err(|_| StoreError::Unreadable("tags"))?;
        sqlx::query(
            "UPDATE companies SET name = $1, description = $2, tags = $3, subdomain = $4, environment = $5 \
             WHERE id = $6 AND deleted_at IS NULL",
        )
        .bind(new.name)
        .bind(new.description)
        .bind(tags)
        .bind(new.site.as_ref().map(|site| site.subdomain.clone()))
        .bind(new.site.as_ref().map(|site| site.environment.as_str()))
        .bind(id)
        .execute(&self.pool)
        .await?;
        self.company(id).await
    }
}
