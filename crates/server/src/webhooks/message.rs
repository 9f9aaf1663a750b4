//! What is sent: the body in the published API's shape, signed as Standard Webhooks says.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use maxio_link_wire::Connection;
use serde::Serialize;
use sha2::Sha256;

use crate::{
    config::PublicUrl,
    crypto::CryptoError,
    store::{CompanySnapshot, Due, Snapshot, StoreError, iso},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    id: &'a str,
    event_type: &'a str,
    generated_date: String,
    payload: Payload<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    reference_company: Company<'a>,
    connection: Connection,
}

#[derive(Serialize)]
struct Company<'a> {
    #[serde(flatten)]
    company: &'a CompanySnapshot,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    portal: String,
}

/// The same bytes each time that the message is sent.
pub fn body(due: &Due, public: &PublicUrl) -> Result<String, StoreError> {
    let Snapshot { company, connection } =
        serde_json::from_str(&due.snapshot).map_err(|_| StoreError::Unreadable("webhook message"))?;
    let link_url = public.company_page(&company.id);
    let body = Body {
        id: &due.message_id,
        event_type: &due.event_type,
        generated_date: iso(due.created_at)?,
        payload: Payload {
            reference_company: Company {
                links: Links { portal: public.join(&format!("/portal/companies/{}", company.id)) },
                company: &company,
            },
            connection: Connection { link_url, ..connection },
        },
    };
    serde_json::to_string(&body).map_err(|_| StoreError::Unreadable("webhook message"))
}

/// `webhook-signature`. `timestamp` in seconds since 1970.
pub fn signature(secret: &[u8], id: &str, timestamp: i64, body: &str) -> Result<String, CryptoError> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).map_err(|_| CryptoError::MalformedKey)?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
}
