//! What a partner's own server calls: it makes companies, gets tokens and reads connections.

use crate::{leaks::Secrets, stack::Stack};
use anyhow::{Context, Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// The server's API.
#[derive(Clone)]
pub struct Api {
    base: String,
    key: String,
    authorization: String,
    http: Client,
    secrets: Secrets,
}

/// A merchant's business.
#[derive(Clone, Debug)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Carries a one-time password.
    pub link_url: String,
    /// Where its credentials are posted to.
    pub endpoint: String,
}

impl Company {
    /// The password in its Link URL.
    pub fn one_time_password(&self) -> &str {
        self.link_url.split_once("link.otp=").map(|(_, password)| password).unwrap_or_default()
    }
}

impl Api {
    /// Of this server; every secret that it hands out is noted.
    pub fn of(stack: &Stack, secrets: &Secrets) -> Self {
        let encoded = STANDARD.encode(&stack.api_key);
        secrets.note("partner API key", &stack.api_key);
        secrets.note("partner API key, as sent", &encoded);
        Self {
            base: stack.url.clone(),
            key: stack.api_key.clone(),
            authorization: format!("Basic {encoded}"),
            http: Client::new(),
            secrets: secrets.clone(),
        }
    }

    /// The same, with a list of secrets of its own: thousands of tokens are not searched for everywhere.
    pub(crate) fn with_secrets_of_its_own(&self) -> Self {
        Self { secrets: Secrets::default(), ..self.clone() }
    }

    /// The server's origin.
    pub fn origin(&self) -> &str {
        &self.base
    }

    /// The partner's API key, for a server of the partner's.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Lets pages of these origins embed Link, and of no others.
    pub async fn allow_origins(&self, origins: &[&str]) -> Result<()> {
        let body = json!({"allowedOrigins": origins});
        self.call(Method::POST, "/connectionManagement/corsSettings", Some(body)).await.map(drop)
    }

    /// Lets the hosted page go to these addresses when Link ends.
    pub async fn register_redirects(&self, urls: &[&str]) -> Result<()> {
        self.call(Method::PUT, "/settings", Some(json!({"redirectUrls": urls}))).await.map(drop)
    }

    /// Offers Maxio in Link, or takes it away.
    pub async fn enable_integration(&self, enabled: bool) -> Result<()> {
        self.call(Method::PUT, "/integrations/mxio", Some(json!({"enabled": enabled}))).await.map(drop)
    }

    /// A company; with a `site`, its merchant is not asked for it.
    pub async fn company(&self, site: Option<&str>) -> Result<Company> {
        let tags = site.map(|site| json!({"maxioSubdomain": site}));
        self.create(json!({"name": "Acme Coffee", "tags": tags})).await
    }

    /// A company of this name.
    pub async fn company_named(&self, name: &str) -> Result<Company> {
        self.create(json!({"name": name})).await
    }

    async fn create(&self, body: Value) -> Result<Company> {
        let answer = self.call(Method::POST, "/companies", Some(body)).await?;
        let id = text(&answer, "id")?;
        let link_url = text(&answer, "redirect")?;
        let (_, password) =
            link_url.split_once("link.otp=").context("the Link URL has no one-time password")?;
        self.secrets.note("one-time password", password);
        let endpoint = format!("{}/companies/{id}/connections", self.base);
        Ok(Company { id, link_url, endpoint })
    }

    /// Deletes it.
    pub async fn delete(&self, company: &Company) -> Result<()> {
        self.call(Method::DELETE, &format!("/companies/{}", company.id), None).await.map(drop)
    }

    /// A company token, for a page that embeds Link.
    pub async fn token(&self, company: &Company) -> Result<String> {
        let answer = self.call(Method::GET, &format!("/companies/{}/accessToken", company.id), None).await?;
        let token = text(&answer, "accessToken")?;
        self.secrets.note("company token", &token);
        Ok(token)
    }

    /// Its connections.
    pub async fn connections(&self, company: &Company) -> Result<Vec<Value>> {
        self.connections_of(&company.id).await
    }

    /// Those of the company of this id.
    pub async fn connections_of(&self, company: &str) -> Result<Vec<Value>> {
        let answer = self.call(Method::GET, &format!("/companies/{company}/connections"), None).await?;
        Ok(answer.get("results").and_then(Value::as_array).context("a list without results")?.clone())
    }

    /// The merchant's data, by the name of what is read at Maxio.
    pub async fn data(&self, company: &str, connection: &str, endpoint: &str) -> Result<(StatusCode, Value)> {
        let path = format!("/companies/{company}/connections/{connection}/data/proxy?endpoint={endpoint}");
        self.ask(Method::GET, &path, None).await
    }

    /// Posts credentials as Link does, and is answered with this status.
    pub async fn post_credentials(
        &self,
        company: &Company,
        key: &str,
        site: &str,
    ) -> Result<(StatusCode, Value)> {
        self.secrets.note("Maxio API key", key);
        let body = json!({"platformKey": "mxio", "apiKey": key, "subdomain": site});
        let path = format!("/companies/{}/connections", company.id);
        self.ask(Method::POST, &path, Some(body)).await
    }

    /// What Maxio answers through a linked connection; `query` as in `endpoint=customers.json&page=2`.
    pub async fn read(&self, company: &Company, connection: &str, query: &str) -> Result<Value> {
        let path = format!("/companies/{}/connections/{connection}/data/proxy?{query}", company.id);
        self.call(Method::GET, &path, None).await
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let (status, answer) = self.ask(method.clone(), path, body).await?;
        ensure!(status.is_success(), "{method} {path} was answered with {status}: {answer}");
        Ok(answer)
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<(StatusCode, Value)> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.header("authorization", &self.authorization);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let status = response.status();
        let text = response.text().await?;
        Ok((status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? }))
    }
}

fn text(answer: &Value, member: &str) -> Result<String> {
    let value = answer.get(member).and_then(Value::as_str);
    value.map(str::to_owned).with_context(|| format!("{answer} has no `{member}`"))
}
