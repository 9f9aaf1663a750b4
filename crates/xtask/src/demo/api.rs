//! The few calls that a partner's operator makes before a merchant can connect.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::time::Duration;
use ureq::Agent;

/// The server's API, as a partner calls it.
pub struct Api {
    agent: Agent,
    base: String,
    authorization: String,
}

/// A merchant's business, as the server knows it.
#[derive(Debug)]
pub struct Company {
    pub id: String,
    /// Carries a one-time password.
    pub link_url: String,
}

impl Api {
    pub fn new(base: String, api_key: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(10)))
            // The body of an error says what is wrong.
            .http_status_as_error(false)
            .build();
        let authorization = format!("Basic {}", STANDARD.encode(api_key));
        Self { agent: config.into(), base, authorization }
    }

    /// Offers Maxio in Link.
    pub fn enable_integration(&self) -> Result<()> {
        let url = format!("{}/integrations/mxio", self.base);
        let request = self.agent.put(&url).header("Authorization", &self.authorization);
        answer("PUT /integrations/mxio", request.send_json(json!({"enabled": true}))).map(drop)
    }

    /// Creates a company; with a `site`, its merchant is not asked for it.
    pub fn create_company(&self, name: &str, site: Option<&str>) -> Result<Company> {
        let mut body = json!({"name": name});
        if let (Some(site), Some(body)) = (site, body.as_object_mut()) {
            body.insert("tags".into(), json!({"maxioSubdomain": site}));
        }
        let request = self.agent.post(format!("{}/companies", self.base));
        let request = request.header("Authorization", &self.authorization);
        let text = answer("POST /companies", request.send_json(body))?;
        company(&text)
    }
}

impl Api {
    /// Links a company whose site is known; the connection's id.
    pub fn link(&self, company: &str, key: &str) -> Result<String> {
        let request = self.agent.post(format!("{}/companies/{company}/connections", self.base));
        let request = request.header("Authorization", &self.authorization);
        let body = json!({"platformKey": "mxio", "apiKey": key});
        let text = answer("POST /companies/{id}/connections", request.send_json(body))?;
        text_at("/id", &text)
    }

    /// A webhook at this address; its id.
    pub fn create_webhook(&self, url: &str) -> Result<String> {
        let request = self.agent.post(format!("{}/webhooks", self.base));
        let request = request.header("Authorization", &self.authorization);
        let text = answer("POST /webhooks", request.send_json(json!({ "url": url })))?;
        text_at("/id", &text)
    }

    /// The id of the newest message to a webhook.
    pub fn newest_message(&self, webhook: &str) -> Result<String> {
        let request = self.agent.get(format!("{}/webhooks/{webhook}/deliveries", self.base));
        let request = request.header("Authorization", &self.authorization);
        let text = answer("GET /webhooks/{id}/deliveries", request.call())?;
        text_at("/results/0/messageId", &text)
    }
}

fn text_at(pointer: &str, json: &str) -> Result<String> {
    let answered: Value = serde_json::from_str(json).context("what was answered is not JSON")?;
    let text = answered.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned).with_context(|| format!("there is no {pointer} in what was answered"))
}

fn company(text: &str) -> Result<Company> {
    let company: Value = serde_json::from_str(text).context("POST /companies did not answer with JSON")?;
    let field = |name: &str| {
        let value = company.get(name).and_then(Value::as_str);
        value.map(str::to_owned).with_context(|| format!("POST /companies answered without `{name}`"))
    };
    Ok(Company { id: field("id")?, link_url: field("redirect")? })
}

fn answer(what: &str, response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<String> {
    let mut response = response.with_context(|| format!("{what} got no answer"))?;
    let status = response.status();
    let text =
        response.body_mut().read_to_string().with_context(|| format!("the answer to {what} broke off"))?;
    if !status.is_success() {
        bail!("{what} was answered with {status}: {text}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    /// A server for one request: answers it, and hands back what it was.
    fn server(status: &'static str, body: &'static str) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let request = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut head).unwrap() > 0);
            }
            let length = head.to_ascii_lowercase();
            let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            let mut content = vec![0; length.trim().parse().unwrap()];
            reader.read_exact(&mut content).unwrap();
            let length = body.len();
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
            head + &String::from_utf8(content).unwrap()
        });
        (base, request)
    }

    #[test]
    fn a_company_is_created_with_its_site() {
        let (base, request) = server("200 OK", r#"{"id":"7","redirect":"http://link","name":"n"}"#);
        let company = Api::new(base, "the key").create_company("Acme", Some("acme")).unwrap();
        assert_eq!((company.id.as_str(), company.link_url.as_str()), ("7", "http://link"));
        let request = request.join().unwrap();
        assert!(request.starts_with("POST /companies HTTP/1.1"), "{request}");
        assert!(request.to_lowercase().contains("authorization: basic dghlig"), "{request}");
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body, json!({"name": "Acme", "tags": {"maxioSubdomain": "acme"}}));
    }

    #[test]
    fn a_refusal_tells_status_and_reason_but_not_the_key() {
        let (base, request) = server("403 Forbidden", r#"{"error":"not yours"}"#);
        let error = format!("{:#}", Api::new(base, "the key").enable_integration().unwrap_err());
        assert!(
            error.contains("403") && error.contains("not yours") && !error.contains("the key"),
            "{error}"
        );
        assert!(request.join().unwrap().starts_with("PUT /integrations/mxio HTTP/1.1"));
    }

    #[test]
    fn an_answer_without_a_link_url_is_an_error() {
        assert!(company(r#"{"id":"7"}"#).unwrap_err().to_string().contains("redirect"));
    }
}
