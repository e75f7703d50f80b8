//! The workbench: state, update, view.
