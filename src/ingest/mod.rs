//! Bytes → [`crate::model::Document`]. Knows file formats and limits, not what a budget is.
