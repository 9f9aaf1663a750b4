//! A new master key, while the server runs.

use axum::http::Method;
use maxio_link_server::{
    crypto::{MasterKeys, Vault},
    rotate::{add_master_key, rewrap_all},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{KEY, Server, request};

impl Server {
    fn master_key_file(&self) -> std::path::PathBuf {
        self.folder.path().join("master.key")
    }

    /// What the command does, which is a process of its own.
    async fn rotate(&self) -> u64 {
        let keys = MasterKeys::from_file(&self.master_key_file()).unwrap();
        let vault = Vault::of(&self.app.store, keys).await.unwrap();
        add_master_key(&self.master_key_file()).unwrap();
        rewrap_all(&self.app.store, &vault).await.unwrap()
    }

    async fn opened(&self, company: &str, connection: &Value) -> String {
        let id = connection["id"].as_str().unwrap();
        let sealed = self.app.store.sealed_key(company, id).await.unwrap().unwrap();
        self.app.vault.open(company, id, &sealed).unwrap().expose_secret().to_owned()
    }
}

#[tokio::test]
async fn a_new_master_key_takes_over_while_merchants_link_and_the_old_one_can_then_go() {
    let server = Server::start().await;
    let path = |company: &str| format!("/companies/{company}/connections");
    let before = server.company(None).await;
    let key = [("idempotency-key", "one".to_owned())];
    let linked = server.link_with(&before, &key, &request(KEY, "acme")).await;
    assert_eq!(linked.status, 201);
    server.post("/webhooks", &json!({"url": "https://hooks.example.com/"})).await;
    let old = server.app.vault.master_key();

    let companies = [server.company(None).await, server.company(None).await, server.company(None).await];
    let linking = async {
        for company in &companies {
            assert_eq!(server.link(company, &request(KEY, "acme")).await.status, 201);
        }
    };
    let (done, ()) = tokio::join!(server.rotate(), linking);
    assert!(done >= 3, "connection, webhook and the server's own");
    let new = server.app.vault.master_key();
    assert_ne!(new, old, "the running server has noticed");
    let left = server.cells_like(&format!("2.{old}.%")).await;
    assert!(left.is_empty(), "still under the old key: {left:?}. Are they in SEALED_COLUMNS?");

    let text = std::fs::read_to_string(server.master_key_file()).unwrap();
    assert_eq!(text.lines().count(), 2, "backups made before need the old one");
    std::fs::write(server.master_key_file(), text.lines().next().unwrap()).unwrap();
    assert_eq!(server.app.vault.master_key(), new);
    for company in companies.iter().chain([&before]) {
        let connection = &server.connections(company).await[0];
        assert_eq!(server.opened(company, connection).await, KEY);
    }
    let replayed = server.link_with(&before, &key, &request(KEY, "acme")).await;
    assert_eq!((replayed.status, &replayed.body), (201, &linked.body), "the same body is still recognised");
    let id = linked.json()["id"].as_str().unwrap().to_owned();
    let read = server.call(Method::GET, &format!("{}/{id}", path(&before)), &[server.partner()], None).await;
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn a_secret_that_no_key_opens_is_left_alone_and_reported() {
    let server = Server::start().await;
    let (damaged, whole) = (server.company(None).await, server.company(None).await);
    for company in [&damaged, &whole] {
        server.link(company, &request(KEY, "acme")).await;
    }
    sqlx::query("UPDATE connections SET sealed_key = '2.lost.a.b' WHERE company_id = $1")
        .bind(&damaged)
        .execute(&server.database().await)
        .await
        .unwrap();
    let keys = MasterKeys::from_file(&server.master_key_file()).unwrap();
    let vault = Vault::of(&server.app.store, keys).await.unwrap();
    add_master_key(&server.master_key_file()).unwrap();
    let error = rewrap_all(&server.app.store, &vault).await.unwrap_err().to_string();
    assert!(error.starts_with("1 secrets cannot be decrypted"), "{error}");
    assert_eq!(server.cells_like("2.lost.%").await.len(), 1);
    assert_eq!(server.opened(&whole, &server.connections(&whole).await[0]).await, KEY);
}

#[cfg(unix)]
#[test]
fn the_file_of_the_master_key_keeps_its_owner_and_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, maxio_link_server::crypto::generate_master_key().unwrap().expose_secret()).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).unwrap();
    add_master_key(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o440);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    std::fs::write(&path, "damaged").unwrap();
    assert!(add_master_key(&path).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "damaged");
}
