//! Server and sandbox without a browser, for programs that ask the API.

use super::{Ports, api::Api, data::Data, keys::Keys, sandbox_command, server_command};
use super::{Servers, Stop};
use crate::build;
use crate::workspace::Workspace;
use anyhow::Result;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

/// Both, running until this is dropped.
pub struct Backend {
    /// Of the server.
    pub url: String,
    /// With which the partner's programs call it.
    pub api_key: String,
    api: Api,
    admin_key: String,
    folder: PathBuf,
    _servers: Servers,
}

/// Ids of what is there.
pub struct Furnished {
    pub company: String,
    /// Linked.
    pub connection: String,
    pub webhook: String,
    /// To the webhook.
    pub message: String,
}

impl Backend {
    /// Builds what it needs and starts it, with Maxio offered in Link.
    pub fn start(workspace: &mut Workspace) -> Result<Self> {
        if !workspace.dist().join("manifest.json").is_file() {
            build::release(workspace)?;
        }
        let [server, sandbox] = build::programs(workspace)?;
        let keys = Keys::of_sandbox(workspace, &sandbox)?;
        let ports = Ports::from(three_free_ports()?);
        let data = Data::prepare(workspace, &server, None, ports.server)?;
        let stop = Stop::on_signals()?;
        let mut servers = Servers::new(data.logs());
        servers.start("sandbox", sandbox_command(workspace, &sandbox, &ports), &stop)?;
        servers.start("server", server_command(workspace, &server, &ports, &data), &stop)?;
        let api = Api::new(ports.server_url(), &data.api_key);
        api.enable_integration()?;
        let folder = data.logs();
        Ok(Self {
            url: ports.server_url(),
            api_key: data.api_key,
            api,
            admin_key: keys.admin,
            folder,
            _servers: servers,
        })
    }

    /// Where logs are, and what a program that asks may leave.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of each thing that the API speaks of.
    pub fn furnished(&self) -> Result<Furnished> {
        // Before the link, of which it is told; at a name that never leads anywhere.
        let webhook = self.api.create_webhook("https://hooks.invalid/")?;
        let company = self.api.create_company("Acme Coffee", Some(super::SITE))?.id;
        let connection = self.api.link(&company, &self.admin_key)?;
        let message = self.api.newest_message(&webhook)?;
        Ok(Furnished { company, connection, webhook, message })
    }
}

/// The first of three in a row that are free at this moment.
fn three_free_ports() -> Result<u16> {
    loop {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        if first <= u16::MAX - 2 && Ports::from(first).check().is_ok() {
            return Ok(first);
        }
    }
}
