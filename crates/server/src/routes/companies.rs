//! Companies, their Link URLs and access tokens.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    routing::get,
};
use maxio_link_wire::{Connection, Environment};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    filter::{Field, Filtered, Kind},
    json::{JsonBody, require_json},
    paging::{Listed, Listing, Page, Paged},
};
use crate::{
    app::App,
    auth::{Partner, Principal},
    error::ApiError,
    maxio::parse_subdomain,
    store::{
        Action, Actor, Company, Door, Integration, NewCompany, Order, Site, StoredConnection, Subject, iso,
    },
};

const LONGEST_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 2000;
const MOST_TAGS: usize = 50;
/// Links that a merchant may make for colleagues within a day.
const COLLEAGUES: i64 = 5;
/// A connections list inside a company is for display; the full one has its own address.
const CONNECTIONS_SHOWN: usize = 100;
const TAG_PREFIX: &str = "tags.";
const SITE_TAG: &str = "maxioSubdomain";
const ENVIRONMENT_TAG: &str = "maxioEnvironment";

/// Routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, replace, update, delete))
        .routes(routes!(link))
        .routes(routes!(access_token))
        // The published API's other name for the same.
        .route("/companies/{company}/connectionManagement/accessToken", get(access_token))
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewCompany)]
struct Posted {
    name: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    tags: Option<BTreeMap<String, String>>,
}

/// What is `null` or left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[schema(as = CompanyChange)]
struct Change {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    tags: Option<BTreeMap<String, String>>,
}

impl Filtered for Company {
    fn kind(field: &str) -> Option<Kind> {
        match field {
            "id" | "name" | "description" => Some(Kind::Text),
            "created" => Some(Kind::Time),
            tag => tag.strip_prefix(TAG_PREFIX).filter(|tag| !tag.is_empty()).map(|_| Kind::Text),
        }
    }

    fn field(&self, name: &str) -> Field<'_> {
        match name {
            "id" => Field::Text(Some(&self.id)),
            "name" => Field::Text(Some(&self.name)),
            "description" => Field::Text(self.description.as_deref()),
            "created" => Field::Time(self.created_at),
            tag => {
                let tag = tag.strip_prefix(TAG_PREFIX).unwrap_or(tag);
                Field::Text(self.tags.get(tag).map(String::as_str))
            }
        }
    }
}

impl Listed for Company {
    const ORDERS: &'static [(&'static str, Order)] = &[("created", Order::Created), ("name", Order::Name)];
    const TAGS: Option<&'static str> = Some(TAG_PREFIX);
}

/// A company on the wire.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CompanyBody {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The Link URL: with a one-time password where one company is answered, without in lists.
    redirect: String,
    created: String,
    tags: BTreeMap<String, String>,
    data_connections: Vec<Connection>,
}

#[derive(Serialize, ToSchema)]
struct LinkBody {
    redirect: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TokenBody {
    /// Seconds.
    expires_in: i64,
    access_token: String,
    token_type: &'static str,
}

/// Checks what a company is made of; the command line makes companies too.
pub fn check_company(
    name: &str,
    description: Option<String>,
    tags: BTreeMap<String, String>,
) -> Result<NewCompany, ApiError> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(ApiError::field("name", "A company's name has 1 to 200 characters."));
    }
    if description.as_ref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        return Err(ApiError::field("description", "A description has at most 2000 characters."));
    }
    if tags.len() > MOST_TAGS || tags.iter().any(|(tag, value)| tag.len().max(value.len()) > LONGEST_NAME) {
        return Err(ApiError::field("tags", "At most 50 tags, each name and value at most 200 bytes long."));
    }
    let environment = match tags.get(ENVIRONMENT_TAG) {
        Some(name) => Environment::parse(name)
            .ok_or_else(|| ApiError::field("tags.maxioEnvironment", "The environment is US or EU."))?,
        None => Environment::default(),
    };
    let site = match tags.get(SITE_TAG) {
        Some(name) => {
            let wrong =
                "A site's subdomain has letters, digits and dashes, and is none of Maxio's own names.";
            let subdomain =
                parse_subdomain(name).ok_or_else(|| ApiError::field("tags.maxioSubdomain", wrong))?;
            Some(Site { subdomain, environment })
        }
        None => None,
    };
    Ok(NewCompany { name, description, tags, site })
}

/// The tags that say which site a company has.
pub fn site_tags(subdomain: Option<&str>, environment: &str) -> BTreeMap<String, String> {
    subdomain.map_or_else(BTreeMap::new, |subdomain| {
        [(SITE_TAG, subdomain), (ENVIRONMENT_TAG, environment)]
            .map(|(tag, value)| (tag.to_owned(), value.to_owned()))
            .into()
    })
}

#[utoipa::path(post, path = "/companies", operation_id = "create-company", tag = "Companies", request_body = Posted, responses((status = 200, description = "The company, with a fresh Link URL", body = CompanyBody)))]
async fn create(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<Posted>,
) -> Result<Json<CompanyBody>, ApiError> {
    let new = check_company(&posted.name, posted.description, posted.tags.unwrap_or_default())?;
    let company = app.store.create_company(new).await?;
    record(&app, Action::CompanyCreated, &company.id).await?;
    with_fresh_link(&app, company).await
}

#[utoipa::path(get, path = "/companies/{company}", operation_id = "get-company", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), responses((status = 200, description = "The company, with a fresh Link URL", body = CompanyBody)))]
async fn read(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<CompanyBody>, ApiError> {
    let company = app.company(&id).await?;
    with_fresh_link(&app, company).await
}

#[utoipa::path(get, path = "/companies", operation_id = "list-companies", tag = "Companies", params(Listing, ("tags" = Option<String>, Query, description = "Like query, about tags alone: region=uk")), responses((status = 200, description = "A page of companies", body = Paged<CompanyBody>)))]
async fn list(
    _: Partner,
    State(app): State<App>,
    page: Page<Company>,
) -> Result<Json<Paged<CompanyBody>>, ApiError> {
    let listed = app.store.companies(page.filter(), page.order(), page.limit(), page.offset());
    let (companies, total) = listed.await?;
    let ids: Vec<&str> = companies.iter().map(|company| company.id.as_str()).collect();
    let mut connections = app.store.connections_of(&ids).await?;
    let integration = app.store.integration().await?;
    let bodies = companies
        .into_iter()
        .map(|company| {
            let redirect = app.config.public.company_page(&company.id);
            let connections = connections.remove(&company.id).unwrap_or_default();
            body(&app, &integration, company, connections, redirect)
        })
        .collect::<Result<_, _>>()?;
    Ok(Json(page.of("/companies", bodies, total)))
}

/// Replaces name, description and tags.
#[utoipa::path(put, path = "/companies/{company}", operation_id = "replace-company", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), request_body = Posted, responses((status = 200, description = "The company as it is now", body = CompanyBody)))]
async fn replace(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
    JsonBody { value: posted, .. }: JsonBody<Posted>,
) -> Result<Json<CompanyBody>, ApiError> {
    let new = check_company(&posted.name, posted.description, posted.tags.unwrap_or_default())?;
    let company = app.store.update_company(&id, new).await?.ok_or_else(App::unknown_company)?;
    record(&app, Action::CompanyChanged, &id).await?;
    with_fresh_link(&app, company).await
}

/// Replaces what is given of them.
#[utoipa::path(patch, path = "/companies/{company}", operation_id = "update-company", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), request_body = Change, responses((status = 200, description = "The company as it is now", body = CompanyBody)))]
async fn update(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
    JsonBody { value: change, .. }: JsonBody<Change>,
) -> Result<Json<CompanyBody>, ApiError> {
    let Company { name, description, tags, .. } = app.company(&id).await?;
    let new = check_company(
        &change.name.unwrap_or(name),
        change.description.or(description),
        change.tags.unwrap_or(tags),
    )?;
    let company = app.store.update_company(&id, new).await?.ok_or_else(App::unknown_company)?;
    record(&app, Action::CompanyChanged, &id).await?;
    with_fresh_link(&app, company).await
}

#[utoipa::path(delete, path = "/companies/{company}", operation_id = "delete-company", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), responses((status = 204, description = "It is deleted, and its keys are erased")))]
async fn delete(_: Partner, State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    app.store.delete_company(&id).await?.ok_or_else(App::unknown_company)?;
    record(&app, Action::CompanyDeleted, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A fresh Link URL, for the operator, or, a few times a day, for the merchant who hands over to a colleague with admin
/// permissions.
#[utoipa::path(post, path = "/companies/{company}/link", operation_id = "create-link", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), responses((status = 200, description = "A fresh Link URL, good once and for a day", body = LinkBody)))]
async fn link(
    State(app): State<App>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Json<LinkBody>, ApiError> {
    let principal = Principal::of(&app, &id, &method, &headers).await?;
    let company = app.company(&id).await?;
    match principal {
        Principal::Partner => {
            app.store.record(Actor::Partner, Action::LinkIssued, Subject::Company(&company.id)).await?;
        }
        Principal::Session(_) => {
            require_json(&headers)?;
            count_colleague(&app, &company.id).await?;
        }
        Principal::Token(_) => return Err(Partner::token_may_not()),
    }
    Ok(Json(LinkBody { redirect: app.link_url(&company.id).await? }))
}

/// A link that reached the wrong hands makes no more than a few others.
async fn count_colleague(app: &App, company: &str) -> Result<(), ApiError> {
    let action = Action::ColleagueLinkIssued;
    app.store.record_at_most(COLLEAGUES, Actor::Merchant, action, company).await?.map_err(|milliseconds| {
        let message = "Too many links for colleagues today. Ask for a new Link URL.";
        ApiError::too_many(message, milliseconds)
    })
}

#[utoipa::path(get, path = "/companies/{company}/accessToken", operation_id = "get-company-access-token", tag = "Companies", params(("company" = String, Path, description = "Id of the company")), responses((status = 200, description = "A token with which a page may link this company", body = TokenBody)))]
async fn access_token(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<TokenBody>, ApiError> {
    let company = app.company(&id).await?;
    let token = app.store.issue(Door::AccessToken, &company.id).await?;
    Ok(Json(TokenBody {
        expires_in: Door::AccessToken.lifetime() / 1000,
        access_token: token.expose_secret().to_owned(),
        token_type: "Bearer",
    }))
}

async fn record(app: &App, action: Action, company: &str) -> Result<(), ApiError> {
    Ok(app.store.record(Actor::Partner, action, Subject::Company(company)).await?)
}

async fn with_fresh_link(app: &App, company: Company) -> Result<Json<CompanyBody>, ApiError> {
    let redirect = app.link_url(&company.id).await?;
    let integration = app.store.integration().await?;
    let connections = app.store.connections_of(&[&company.id]).await?.remove(&company.id);
    Ok(Json(body(app, &integration, company, connections.unwrap_or_default(), redirect)?))
}

fn body(
    app: &App,
    integration: &Integration,
    company: Company,
    connections: Vec<StoredConnection>,
    redirect: String,
) -> Result<CompanyBody, ApiError> {
    let data_connections = connections
        .into_iter()
        .take(CONNECTIONS_SHOWN)
        .map(|stored| app.wire_connection(&company.id, integration, stored))
        .collect::<Result<_, _>>()?;
    Ok(CompanyBody {
        created: iso(company.created_at)?,
        id: company.id,
        name: company.name,
        description: company.description,
        redirect,
        tags: company.tags,
        data_connections,
    })
}
