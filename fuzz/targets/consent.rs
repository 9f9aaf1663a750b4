#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| maxio_link_fuzz::consent(data));
