//! The sample files that the program carries, for `goldsmith demo`. The truth is not among them.

/// The files of the customer domain: name and content. Written by this room, see `tests/sample_data.rs`.
pub fn customer_files() -> [(&'static str, &'static str); 5] {
    [
        ("goldsmith.toml", include_str!("../../sample_data/customer/goldsmith.toml")),
        ("crm_customers.csv", include_str!("../../sample_data/customer/crm_customers.csv")),
        ("erp_customers.csv", include_str!("../../sample_data/customer/erp_customers.csv")),
        ("ecommerce_customers.csv", include_str!("../../sample_data/customer/ecommerce_customers.csv")),
        ("match_output.csv", include_str!("../../sample_data/customer/match_output.csv")),
    ]
}
