//! `report --against REV --format junit`: a test for each kind of figure, failed where one of them fell.
