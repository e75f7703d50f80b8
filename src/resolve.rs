//! Run edges and assertions become clusters, conflicts and golden ids. Pure.
