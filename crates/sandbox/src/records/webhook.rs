//! The webhooks that the site has sent: one for each of the newest invoices.

use fastrand::Rng;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{invoice::Invoice, stamp};

pub(super) struct Webhook {
    id: u64,
    event: &'static str,
    created: Date,
    subscription_id: u64,
    signature: String,
}

pub(super) fn about(rng: &mut Rng, invoices: &[Invoice], count: usize) -> Vec<Webhook> {
    invoices
        .iter()
        .skip(invoices.len().saturating_sub(count))
        .zip(900_001..)
        .map(|(invoice, id)| Webhook {
            id,
            event: if invoice.is_paid() { "payment_success" } else { "payment_failure" },
            created: invoice.issued(),
            subscription_id: invoice.subscription.id,
            signature: format!("{:032x}", rng.u128(..)),
        })
        .collect()
}

impl Webhook {
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "event": self.event,
            "created_at": stamp(self.created),
            "last_sent_at": stamp(self.created),
            "last_sent_url": "https://hooks.example.com/billing",
            "last_error": null,
            "last_error_at": null,
            "accepted_at": stamp(self.created),
            "successful": true,
            "body": format!(
                "id={}&event={}&payload[subscription][id]={}",
                self.id, self.event, self.subscription_id
            ),
            "signature": self.signature,
            "signature_hmac_sha_256": self.signature.repeat(2),
        })
    }
}
