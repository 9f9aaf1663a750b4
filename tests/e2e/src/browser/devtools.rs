//! The developer tools of a whole Chromium. chromedriver passes commands on to a page alone, and profiles are none of a
//! page's business. (Its WebDriver BiDi has commands for profiles, and runs a page of scripts in the browser for it,
//! which costs time and writes to the console.)

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::WebDriver;
use tokio::{net::TcpStream, sync::Mutex};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// A connection to them.
pub struct Devtools(Mutex<Connection>);

struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    commands: u64,
}

impl Devtools {
    /// Of the browser that this session is in.
    pub async fn connect(driver: &WebDriver) -> Result<Self> {
        let address = driver.handle().capabilities().get("goog:chromeOptions");
        let address = address.and_then(|options| options.get("debuggerAddress")?.as_str());
        let address = address.context("chromedriver names no address of developer tools")?;
        let version = reqwest::get(format!("http://{address}/json/version")).await?;
        let version: Value = version.error_for_status()?.json().await?;
        let url = version.get("webSocketDebuggerUrl").and_then(Value::as_str);
        let (socket, _) = connect_async(url.context("the browser names no developer tools")?).await?;
        Ok(Self(Mutex::new(Connection { socket, commands: 0 })))
    }

    /// Sends a command; what it returns.
    pub async fn send(&self, command: &str, parameters: Value) -> Result<Value> {
        let mut connection = self.0.lock().await;
        connection.commands += 1;
        let id = connection.commands;
        let message = json!({"id": id, "method": command, "params": parameters}).to_string();
        connection.socket.send(Message::text(message)).await?;
        while let Some(message) = connection.socket.next().await {
            let Message::Text(text) = message? else { continue };
            let answer: Value = serde_json::from_str(&text)?;
            // Anything else is an event that nobody asked for.
            if answer.get("id").and_then(Value::as_u64) != Some(id) {
                continue;
            }
            return match answer.get("result") {
                Some(result) => Ok(result.clone()),
                None => bail!("{command}: {answer}"),
            };
        }
        bail!("the developer tools are gone")
    }
}
