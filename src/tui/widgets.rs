//! Small pieces of the screen: rows, bars, lists, the input line, tabs and footer.
//!
//! They know rows and styles, not the state of any screen. `row.rs` is the door: only safe text passes it.

pub mod bar;
pub mod chips;
pub mod footer;
pub mod input;
pub mod list;
pub mod raster;
pub mod record_key;
pub mod row;
pub mod spark;
pub mod tabs;
