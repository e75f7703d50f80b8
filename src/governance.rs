//! Who may see and release what: roles, masking, approval policy. Pure.
//!
//! `view.rs` turns a role into the columns of an export, `mask.rs` hides values, `approval.rs` says how far a golden
//! record has come and who may approve it. May use `model`, `config` and `error` only.

mod approval;
mod mask;
mod view;

pub use approval::{Facts, Lapsed, Release, Signature, may_approve, status};
pub use mask::{MASKED, mask};
pub use view::{Column, Shown, View, choose_role, view};
