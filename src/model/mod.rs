//! Plain data that the stages hand to each other: pages, diagrams, references, positions. No I/O, no behaviour beyond
//! reading a value out of itself.

mod characters;
mod diagram;
mod front_matter;
mod last_change;
mod page;
mod position;
mod relation;
mod suppression;
mod text;

pub use characters::Characters;
pub use diagram::{Diagram, DiagramData, DiagramLink};
pub use front_matter::FrontMatter;
pub use last_change::LastChanges;
pub use page::{CodeBlock, Heading, Page, Part, Reference, ReferenceKind, TitleOrigin, UnusedDefinition};
pub use position::{LineStart, Position, SourceMap, Span};
pub use relation::{RelationForm, RelationView, StatedRelation, StatedTarget};
pub use suppression::Suppression;
pub use text::{Text, TextId};
