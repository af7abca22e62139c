//! For every kind of diagram: which of its nodes and groups have an element in the drawing. A link to a node that has none leads
//! nowhere, so whatever gets lost here is lost to readers.

use std::collections::BTreeSet;

use super::{Drawer, Place};
use crate::config::Config;

/// The anchors of a diagram's outline: nodes, then groups that are no nodes. `!` marks one that no element has, `-` stands for
/// one without a name.
fn anchors(source: &str) -> String {
    let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
    let verdict = drawer.draw(source);
    let drawn = verdict.drawn().unwrap_or_else(|| panic!("{verdict:?}"));
    let svg = drawn.drawing.place(&Place { id: "s", nodes: "f", title: "", description: "", link: &|_| None });
    let document = roxmltree::Document::parse(&svg).unwrap();
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")?.strip_prefix("f/")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{svg}");
    let outline = drawn.outline();
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    for element in document.descendants() {
        let text: String =
            element.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        let anchor = element.attribute("id").and_then(|id| id.strip_prefix("f/"));
        if let Some((_, label)) =
            outline.anchors().find(|(known, _)| Some(*known) == anchor).filter(|_| !text.is_empty())
        {
            assert!(letters(&text).contains(&letters(label)), "{anchor:?}: {text} is not {label}");
        }
    }
    let known: BTreeSet<&str> = outline.anchors().map(|(anchor, _)| anchor).collect();
    assert!(unique.is_subset(&known), "{unique:?} {known:?}");
    let mark = |anchor: &str| match anchor {
        "" => "-".to_owned(),
        _ if unique.contains(anchor) => anchor.to_owned(),
        _ => format!("{anchor}!"),
    };
    let nodes: BTreeSet<&str> = outline.nodes.iter().map(|node| node.id.as_str()).collect();
    let groups = outline.groups.iter().filter(|group| !nodes.contains(group.id.as_str()));
    let groups = groups.map(|group| group.anchor.as_str());
    let all = outline.nodes.iter().map(|node| node.anchor.as_str()).chain(groups);
    all.map(mark).collect::<Vec<_>>().join(" ")
}

#[test]
fn agentflow() {
    let source = r##"
agentflow-beta
A --> B
"##;
    assert_eq!(anchors(source), "A B");
}

#[test]
fn architecture() {
    let source = r##"
architecture-beta
  group api(cloud)[API]
  group inside(cloud)[Inside] in api
  service db(database)[Database] in inside
  service disk(disk)[Storage] in api
  junction j
  service gate(internet)[Gateway]
  db:R -- L:disk
  disk:R --> L:j
  j:R -- L:gate
"##;
    assert_eq!(anchors(source), "db disk gate - api inside");
}

#[test]
fn block() {
    let source = r##"
block
  columns 3
  a["Front"] b:2
  block:grp:2
    c d
  end
  space
  e(("End"))
  a --> c
  c -- "says" --> e
"##;
    assert_eq!(anchors(source), "a b grp c d e");
}

#[test]
fn c4() {
    let source = r##"
C4Context
  title System
  Enterprise_Boundary(b0, "Bank") {
    Person(user, "Customer", "A customer")
    System_Boundary(b1, "Inner") {
      System(bank, "Internet Banking", "Allows it")
    }
    SystemDb_Ext(main, "Mainframe")
  }
  Rel(user, bank, "Uses", "HTTPS")
  BiRel(bank, main, "reads")
"##;
    assert_eq!(anchors(source), "user bank main b0 b1");
}

#[test]
fn c4_deployment() {
    let source = r##"
C4Deployment
  Deployment_Node(mob, "Mobile", "iOS"){
    Container(app, "App", "Swift", "Does things")
  }
  Deployment_Node(srv, "Server"){
    ContainerDb(db, "DB", "SQL")
  }
  Rel(app, db, "calls")
"##;
    assert_eq!(anchors(source), "app db mob srv");
}

#[test]
fn class() {
    let source = r##"
classDiagram
  namespace Fleet {
    class Vessel["A vessel"] {
      <<abstract>>
      +String name
      +sail(Port to) Voyage
    }
    class Tanker
  }
  class `Odd Name`
  class List~int~
  Vessel <|-- Tanker : is a
  Vessel "1" --> "*" List : has
  note for Vessel "a note"
  Vessel --> `Odd Name`
"##;
    assert_eq!(anchors(source), "Vessel Tanker Odd-Name List Fleet");
}

#[test]
fn cynefin() {
    let source = r##"
cynefin-beta
  title Work
  complex
    "Explore it"
  clear
    "Do it"
"##;
    assert_eq!(anchors(source), "Explore-it Do-it complex clear");
}

#[test]
fn er() {
    let source = r##"
erDiagram
  SHIP ||--o{ VOYAGE : makes
  "Home Port" ||--o{ VOYAGE : "is the goal of"
  p[Person] {
    string name PK
  }
  p }|..|{ SHIP : owns
  LINE-ITEM ||--|| SHIP : x
"##;
    assert_eq!(anchors(source), "SHIP VOYAGE Home-Port p LINE-ITEM");
}

#[test]
fn eventmodeling() {
    let source = r##"
eventmodeling
tf 01 ui Shop.Cart
tf 02 cmd Shop.AddItem
tf 03 evt Shop.ItemAdded
"##;
    assert_eq!(anchors(source), "01 02 03");
}

#[test]
fn flowchart() {
    let source = r##"
flowchart LR
  subgraph outer [The Outer]
    subgraph inner
      a[Web<br/>shop] -->|asks| b{API}
    end
    c(("Cache"))
  end
  subgraph Two words
    d
  end
  b --> c
  a --> x-y_1
  outer --> d
  subgraph again
    a --> b
  end
  e@{ shape: cyl, label: "Store" }
  click a "x.md"
"##;
    assert_eq!(anchors(source), "a b c d x-y_1 e inner outer Two-words again");
}

#[test]
fn gantt() {
    let source = r##"
gantt
  title Refit
  dateFormat YYYY-MM-DD
  section Dock
    Haul out        :done, haul, 2026-03-02, 2d
    Clean the hull  :active, hull, after haul, 4d
    Paint           :2026-03-09, 5d
  section Engine
    Paint           :crit, after haul, 5d
    Launch          :milestone, m1, after hull, 0d
    Knock           :knock, 2026-03-09, 1s
    Mark            :vert, v1, 2026-03-10, 1d
"##;
    assert_eq!(anchors(source), "haul hull Paint Paint-2 m1 knock v1 Dock Engine");
}

#[test]
fn gitgraph() {
    let source = r##"
gitGraph
  commit id: "start"
  commit
  branch release
  commit id: "fix it" tag: "v1.0"
  checkout main
  commit id: "links" type: HIGHLIGHT
  merge release
  cherry-pick id: "fix it"
"##;
    assert_eq!(anchors(source), "start 1-0749751 fix-it links 4-32d3608 5-1ab16af main release");
}

#[test]
fn ishikawa() {
    let source = r##"
ishikawa-beta
  Out of date
    People
      Nobody owns it
    Tools
      Binary file
"##;
    assert_eq!(anchors(source), "Out-of-date People Nobody-owns-it Tools Binary-file");
}

#[test]
fn journey() {
    let source = r##"
journey
  title Crossing
  section Before
    Buy a ticket: 4: Traveller, Clerk
  section On board
    Find a seat: 3: Traveller
    Find a seat: 5: Traveller
"##;
    assert_eq!(anchors(source), "Buy-a-ticket Find-a-seat Find-a-seat-2 Before On-board");
}

#[test]
fn kanban() {
    let source = r##"
kanban
  todo[To do]
    t1[Check lifeboats]
    Order charts
  doing[Doing]
    t3[Paint the bridge]@{ assigned: 'mara', priority: 'High' }
"##;
    assert_eq!(anchors(source), "t1 Order-charts t3 todo doing");
}

#[test]
fn mindmap() {
    let source = r##"
mindmap
  root((Good<br/>diagram))
    One question
      Title
    id2[Few boxes]
      Title
"##;
    assert_eq!(anchors(source), "root One-question Title id2 Title-2");
}

#[test]
fn packet() {
    let source = r##"
packet
  0-15: "Source Port"
  16-31: "Destination Port"
  32-95: "Sequence"
"##;
    assert_eq!(anchors(source), "Source-Port Destination-Port Sequence Sequence-2");
}

#[test]
fn pie() {
    let source = r##"
pie showData
  title Hours
  "Loading hours" : 9
  "Waiting" : 6
"##;
    assert_eq!(anchors(source), "Loading-hours Waiting");
}

#[test]
fn quadrant() {
    let source = r##"
quadrantChart
  title First
  x-axis Little work --> Much work
  y-axis Seldom read --> Often read
  quadrant-1 Plan it
  quadrant-2 Now
  quadrant-3 Quiet day
  quadrant-4 Leave it
  Home page: [0.2, 0.9]
  Model: [0.75, 0.8]
"##;
    assert_eq!(anchors(source), "Model Home-page");
}

#[test]
fn radar() {
    let source = r##"
radar-beta
  axis speed["Speed"], range["Range"], cargo["Cargo"]
  curve a["Ferry"]{4, 2, 3}
  curve b["Tanker"]{2, 5, 5}
  max 5
"##;
    assert_eq!(anchors(source), "speed range cargo");
}

#[test]
fn railroad() {
    let source = r##"
railroad-ebnf-beta
digit = "0" | "1" ;
number = digit , { digit } ;
"##;
    assert_eq!(anchors(source), "digit number");
}

#[test]
fn requirement() {
    let source = r##"
requirementDiagram
  requirement no_dead_links {
    id: 1
    text: A broken link fails
    risk: high
    verifymethod: test
  }
  element link_stage {
    type: module
  }
  link_stage - satisfies -> no_dead_links
"##;
    assert_eq!(anchors(source), "no_dead_links link_stage");
}

#[test]
fn sankey() {
    let source = r##"
sankey
Fuel,Propulsion,70
Fuel,Big Generators,30
Propulsion,Drag,45
"##;
    assert_eq!(anchors(source), "Fuel Propulsion Big-Generators Drag");
}

#[test]
fn sequence() {
    let source = r##"
sequenceDiagram
  autonumber
  box Blue Clients
  actor S as Ship
  participant T as Tower
  end
  participant My DB
  S->>+T: Length 180 m
  Note over S,T: Both listen
  alt free
    T-->>-S: Berth 7
  else not
    T-xS: No
  end
  create participant W as Writer
  T->>W: hi
  destroy W
  W-->>T: bye
  T->>My DB: save
"##;
    assert_eq!(anchors(source), "S T My-DB W -");
}

#[test]
fn state() {
    let source = r##"
stateDiagram-v2
  [*] --> Draft
  Draft --> Placed: confirm
  state "A long one" as Long
  state Placed {
    [*] --> Inner
    Inner --> [*]
    --
    [*] --> Other
  }
  state f <<fork>>
  Placed --> f
  f --> Long
  state c <<choice>>
  Long --> c
  c --> [*] : done
  note right of Draft : a note
"##;
    assert_eq!(anchors(source), "root_start Draft Placed Long - Inner - - Other f c root_end -");
}

#[test]
fn state_of_the_first_version() {
    let source = r##"
stateDiagram
  [*] --> Still
  Still --> Moving : go
"##;
    assert_eq!(anchors(source), "root_start Still Moving");
}

#[test]
fn swimlane() {
    let source = r##"
swimlane-beta LR
subgraph Supplier
A[Start] --> B[Done]
end
subgraph Buyer
C
end
B -->|pays| C
"##;
    assert_eq!(anchors(source), "A B C Supplier Buyer");
}

#[test]
fn timeline() {
    let source = r##"
timeline
  title Way
  section Old
  1300 : Portolan charts
       : Compass needle
  1761 : Sea clock H4
  section New
  1942 : LORAN radio
"##;
    assert_eq!(anchors(source), "1300 1761 1942 Old New");
}

#[test]
fn treemap() {
    let source = r##"
treemap-beta
"Ship"
  "Cargo"
    "Hold": 40
    "Hold": 35
  "Engine": 25
"##;
    assert_eq!(anchors(source), "Ship Cargo Hold Hold-2 Engine");
}

#[test]
fn treeview() {
    let source = r##"
treeView-beta
    "my-atlas"
        "site.toml"
        "content"
            "index.md"
        "index.md"
"##;
    assert_eq!(anchors(source), "/ my-atlas site.toml content index.md index.md-2");
}

#[test]
fn usecase() {
    let source = r##"
usecase-beta
actor User(Person)
systemBoundary Auth(Authentication)
Login[Sign in]
Logout
end
User --> Login
User --> Logout
"##;
    assert_eq!(anchors(source), "User Login Logout Auth");
}

#[test]
fn venn() {
    let source = r##"
venn-beta
  title Code
  set A["Plain text"]
  set B["Drawing"]
  union A,B["Mermaid"]
"##;
    assert_eq!(anchors(source), "A B A,B");
}

#[test]
fn wardley() {
    let source = r##"
wardley-beta
title Documentation
anchor Reader [0.95, 0.65]
component Site [0.80, 0.60]
component Big Diagrams [0.60, 0.40]
Reader -> Site
Site -> Big Diagrams
"##;
    assert_eq!(anchors(source), "Reader Site Big-Diagrams");
}

#[test]
fn xychart() {
    let source = r##"
xychart
  title "Ships a month"
  x-axis [Jan, Feb, Mar]
  y-axis "Ships" 0 --> 120
  bar [42, 48, 61]
  line [40, 50, 60]
"##;
    assert_eq!(anchors(source), "Jan Feb Mar");
}

#[test]
fn looks_and_shapes_that_the_engine_writes_in_another_way() {
    let drawn_by_hand =
        "---\nconfig:\n  look: handDrawn\n---\nflowchart TB\n  subgraph S\n    A[Start] --> B{Decision}\n  end\n";
    assert_eq!(anchors(drawn_by_hand), "A B S");
    let shapes = "flowchart TD\n  A@{ icon: \"fa:user\", form: \"square\", label: \"User\" }\n  B@{ img: \"x.png\", label: \"Img\" }\n";
    assert_eq!(anchors(shapes), "A B");
    let outlined = "---\nconfig:\n  sankey:\n    labelStyle: outlined\n---\nsankey\nE grid,Heat,113.7\n";
    assert_eq!(anchors(outlined), "E-grid Heat");
}
