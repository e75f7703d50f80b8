//! Who may see and release what: roles, masking, approval policy. Pure.
