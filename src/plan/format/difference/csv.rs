//! `report --against REV --format csv`: one table of all that changed.
