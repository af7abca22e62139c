//! The colours of drawings. In: a site's overrides and named classes. Out: the engine's `themeVariables`, and for each colour that the
//! engine writes the role it stands for, so that one drawing follows the light and the dark theme.
//!
//! Each role's light value occurs once: it is the mark by which the role is found again in the engine's SVG. The colours of
//! named classes may be any, so their marks are others. Not
//! here: where colours are applied (`svg`), and the stylesheet that gives the roles their values (`stylesheet`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::engine_colours;
use super::named_classes::NamedClasses;

/// Index of a role in a [`Palette`].
pub type RoleId = u16;

/// One colour with a meaning. In CSS it is the variable `--d-NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name without the prefix.
    pub name: String,
    /// Red, green, blue in the light theme.
    pub light: [u8; 3],
    /// Red, green, blue in the dark theme.
    pub dark: [u8; 3],
    /// Whether an author of the site chose it, so that nothing else may stand in its place.
    pub is_chosen: bool,
}

/// Name, light value, dark value, and the `themeVariables` that take it. `N..M` in a key stands for each number.
type Entry = (&'static str, u32, u32, &'static str);

const ROLES: &[Entry] = &[
    (
        "text",
        0x1f_2937,
        0xe5_e9f0,
        "primaryTextColor secondaryTextColor tertiaryTextColor textColor titleColor nodeTextColor classText \
         actorTextColor signalTextColor labelTextColor loopTextColor taskTextColor taskTextOutsideColor \
         taskTextDarkColor taskTextLightColor noteTextColor transitionLabelColor stateLabelColor errorTextColor \
         scaleLabelColor cScaleLabel0..11 pieTitleTextColor pieSectionTextColor pieLegendTextColor \
         vennTitleTextColor vennSetTextColor quadrant1..4TextFill quadrantPointTextFill quadrantXAxisTextFill \
         quadrantYAxisTextFill quadrantTitleFill requirementTextColor relationLabelColor tagLabelColor \
         commitLabelColor cynefin.textColor cynefin.labelColor wardley.axisTextColor wardley.componentLabelColor \
         wardley.annotationTextColor xyChart.titleColor xyChart.dataLabelColor xyChart.legendTextColor \
         xyChart.xAxisTitleColor xyChart.xAxisLabelColor xyChart.yAxisTitleColor xyChart.yAxisLabelColor",
    ),
    (
        "bg",
        0xff_fffe,
        0x0f_1922,
        "background compositeBackground \
         wardley.componentFill wardley.annotationFill pieStrokeColor attributeBackgroundColorOdd altSectionBkgColor",
    ),
    ("label", 0xfe_fefe, 0x0f_1922, "edgeLabelBackground relationLabelBackground commitLabelBackground"),
    (
        "line",
        0x5b_6b80,
        0x94_a3b8,
        "lineColor arrowheadColor defaultLinkColor signalColor transitionColor relationColor specialStateColor \
         emArrowhead emRelationStroke archEdgeColor archEdgeArrowColor cynefin.boundaryColor cynefin.arrowColor \
         wardley.axisColor wardley.componentStroke wardley.linkStroke wardley.annotationStroke radar.axisColor \
         xyChart.xAxisTickColor xyChart.xAxisLineColor xyChart.yAxisTickColor xyChart.yAxisLineColor",
    ),
    ("on-line", 0xfe_ffff, 0x0f_1522, "sequenceNumberColor"),
    (
        "grid",
        0xd3_dae4,
        0x33_4155,
        "gridColor radar.graticuleColor wardley.gridColor \
         quadrantInternalBorderStrokeFill emSwimlaneBackgroundStroke",
    ),
    (
        "node",
        0xea_f1fc,
        0x1e_2d47,
        "primaryColor mainBkg nodeBkg actorBkg personBkg stateBkg labelBackgroundColor compositeTitleBackground \
         requirementBackground labelBoxBkgColor tagLabelBackground fillType0 fillType2 fillType4 fillType6",
    ),
    (
        "border",
        0x6b_8cc4,
        0x5f_7fb5,
        "primaryBorderColor secondaryBorderColor nodeBorder actorBorder personBorder labelBoxBorderColor \
         requirementBorderColor compositeBorder innerEndBackground gradientStart gradientStop flowContainerStroke \
         quadrantExternalBorderStrokeFill tagLabelBorder tagBorder",
    ),
    ("lifeline", 0xa3_b0c2, 0x4d_5d75, "actorLineColor"),
    (
        "soft",
        0xf1_f4f9,
        0x23_2f42,
        "secondaryColor fillType1 fillType3 fillType5 fillType7 attributeBackgroundColorEven \
         rowEven",
    ),
    ("row", 0xfb_fcfe, 0x1a_2436, "rowOdd"),
    (
        "group",
        0xf7_f9fc,
        0x18_2132,
        "tertiaryColor clusterBkg altBackground rectBkgColor errorBkgColor emSwimlaneBackgroundOdd",
    ),
    (
        "group-border",
        0xbe_c9d9,
        0x3f_4f67,
        "tertiaryBorderColor clusterBorder archGroupBorderColor \
         pieOuterStrokeColor",
    ),
    ("active", 0xd6_e4fb, 0x2c_4573, "activationBkgColor activeTaskBkgColor"),
    ("active-border", 0x4f_79c6, 0x7c_a3e6, "activationBorderColor activeTaskBorderColor"),
    ("note", 0xff_f7da, 0x3a_3320, "noteBkgColor"),
    ("note-border", 0xd6_b656, 0x8a_7638, "noteBorderColor"),
    ("task", 0xbf_d5f7, 0x2f_4f86, "taskBkgColor"),
    ("task-border", 0x5f_8bd6, 0x6f_98dc, "taskBorderColor"),
    ("done", 0xdd_e3ec, 0x37_4357, "doneTaskBkgColor"),
    ("done-border", 0x94_a1b5, 0x6b_7a92, "doneTaskBorderColor"),
    ("critical", 0xfb_d0cf, 0x77_2f33, "critBkgColor"),
    ("critical-border", 0xd6_5a58, 0xe0_7a78, "critBorderColor"),
    ("today", 0xd9_3f3c, 0xf0_7573, "todayLineColor wardleyEvolutionColor wardley.evolutionStroke cynefin.cliffColor"),
    ("mark", 0x3c_5fa8, 0x8f_b1f2, "vertLineColor quadrantPointFill"),
    ("link", 0x1d_5bc4, 0x93_b8ff, "taskTextClickableColor"),
    ("section", 0xf3_f6fa, 0x19_2334, "sectionBkgColor"),
    ("section-2", 0xf9_fafd, 0x15_1d2c, "sectionBkgColor2"),
    ("excluded", 0xe9_edf3, 0x25_2f3f, "excludeBkgColor"),
    ("quadrant-1", 0xe4_edfc, 0x1f_3153, "quadrant1Fill"),
    ("quadrant-2", 0xe6_f4f1, 0x1a_3a3a, "quadrant2Fill"),
    ("quadrant-3", 0xf2_f3f7, 0x22_2a38, "quadrant3Fill"),
    ("quadrant-4", 0xfb_f3e4, 0x38_301f, "quadrant4Fill"),
    ("em-ui", 0xfc_fdff, 0x1c_2535, "emUiFill"),
    ("em-ui-border", 0xb4_bfd0, 0x51_617a, "emUiStroke"),
    ("domain-1", 0xe7_f5ea, 0x1c_3a28, "cynefin.complexBg"),
    ("domain-2", 0xe5_f0fc, 0x1c_3354, "cynefin.complicatedBg"),
    ("domain-3", 0xfc_ebe6, 0x45_2a22, "cynefin.chaoticBg"),
    ("domain-4", 0xfd_f6df, 0x3d_3519, "cynefin.clearBg"),
    ("domain-5", 0xf4_e9f9, 0x37_2745, "cynefin.confusionBg"),
    // Twelve surfaces that carry text, in an order where neighbours differ.
    ("c0", 0xbc_d3fa, 0x2b_4a85, "cScale0 pie1 venn1 emCommandFill"),
    ("c1", 0xb5_e5dc, 0x1b_5a52, "cScale1 pie2 venn2"),
    ("c2", 0xfb_ddaa, 0x70_4a12, "cScale2 pie3 venn3 emEventFill"),
    ("c3", 0xf6_c8d9, 0x7a_2f50, "cScale3 pie4 venn4"),
    ("c4", 0xd9_ccf8, 0x4f_3a8c, "cScale4 pie5 venn5 emProcessorFill"),
    ("c5", 0xd2_e8b0, 0x41_5c1a, "cScale5 pie6 venn6 emReadModelFill"),
    ("c6", 0xb7_e3f2, 0x1d_5570, "cScale6 pie7 venn7"),
    ("c7", 0xf9_cdb8, 0x7d_3c1c, "cScale7 pie8 venn8"),
    ("c8", 0xcb_d0f7, 0x3d_4490, "cScale8 pie9"),
    ("c9", 0xbd_e8c3, 0x23_5f34, "cScale9 pie10"),
    ("c10", 0xf0_cbf2, 0x6d_2f75, "cScale10 pie11"),
    ("c11", 0xd5_dce6, 0x43_5064, "cScale11 pie12"),
    // The same twelve as lines and marks: 3:1 on the page, and text on them is `on-strong`.
    ("s0", 0x2f_66c9, 0x7f_aaf5, "git0 cScaleInv0 cScalePeer0 emCommandStroke"),
    ("s1", 0x0f_766e, 0x4f_c4b3, "git1 cScaleInv1 cScalePeer1"),
    ("s2", 0xa1_5c08, 0xe8_b04f, "git2 cScaleInv2 cScalePeer2 emEventStroke"),
    ("s3", 0xbe_1a5e, 0xf2_86ae, "git3 cScaleInv3 cScalePeer3"),
    ("s4", 0x6b_43cf, 0xb4_9cf5, "git4 cScaleInv4 cScalePeer4 emProcessorStroke"),
    ("s5", 0x4c_7a10, 0x9f_cf5a, "git5 cScaleInv5 cScalePeer5 emReadModelStroke"),
    ("s6", 0x0d_7391, 0x5c_c3e4, "git6 cScaleInv6 cScalePeer6"),
    ("s7", 0xc0_430f, 0xf5_9a6c, "git7 cScaleInv7 cScalePeer7"),
    ("s8", 0x4f_4be0, 0x9b_a3f7, "cScaleInv8 cScalePeer8"),
    ("s9", 0x17_7f40, 0x6f_d08a, "cScaleInv9 cScalePeer9"),
    ("s10", 0xa0_20ae, 0xe0_90e8, "cScaleInv10 cScalePeer10"),
    ("s11", 0x4a_5870, 0xa9_b6c8, "cScaleInv11 cScalePeer11"),
    ("on-strong", 0xff_fefe, 0x0e_1521, "branchLabelColor gitBranchLabel0..7 gitInv0..7"),
    ("dim", 0x55_6376, 0x9f_adbf, ""),
    // The second series of a chart: lighter than the first, so that a line shows over its bars.
    ("plot-2", 0xd9_7706, 0xff_d280, ""),
    // For text where the softer colour of texts is not enough.
    ("ink", 0x00_0001, 0xff_ffff, ""),
];

/// The roles with the site's overrides applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// First those of the program, then those of named classes.
    roles: Vec<Role>,
    by_light: BTreeMap<[u8; 3], RoleId>,
    variables: Map<String, Value>,
}

impl Palette {
    /// The palette with `[diagrams.theme_variables]` applied: Mermaid's names, each value then stands in both themes.
    #[must_use]
    pub fn new(overrides: &BTreeMap<String, String>) -> Self {
        let mut roles = Vec::with_capacity(ROLES.len());
        let mut by_light = BTreeMap::new();
        let mut variables = Map::new();
        for (index, (name, light, dark, keys)) in (0..).zip(ROLES) {
            let role = Role { name: (*name).to_owned(), light: rgb(*light), dark: rgb(*dark), is_chosen: false };
            by_light.insert(role.light, index);
            for key in keys.split_whitespace() {
                let value = hex(role.light);
                match (key.find(|c: char| c.is_ascii_digit()), key.split_once("..")) {
                    (Some(start), Some((head, tail))) => {
                        let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
                        let first: u32 = head[start..].parse().unwrap_or(0);
                        let last: u32 = tail[..digits].parse().unwrap_or(0);
                        for number in first..=last {
                            let key = format!("{}{number}{}", &head[..start], &tail[digits..]);
                            set(&mut variables, &key, &value);
                        }
                    }
                    _ => set(&mut variables, key, &value),
                }
            }
            roles.push(role);
        }
        let mut strong: Vec<String> = roles.iter().filter(|r| is_strong(&r.name)).map(|r| hex(r.light)).collect();
        let second = roles.iter().filter(|r| r.name == "plot-2").map(|r| hex(r.light));
        strong.splice(1..1, second);
        set(&mut variables, "xyChart.plotColorPalette", &strong.join(","));
        for (key, value) in [
            ("xyChart.backgroundColor", "transparent"),
            ("wardley.backgroundColor", "transparent"),
            ("pieOpacity", "1"),
            ("pieStrokeWidth", "1.5px"),
            ("pieOuterStrokeWidth", "0"),
            ("dropShadow", "none"),
        ] {
            set(&mut variables, key, value);
        }
        variables.insert("useGradient".to_owned(), Value::Bool(false));
        // What a site says of a role's first variable goes for all that stand for the same.
        for (_, _, _, keys) in ROLES {
            let mut keys = keys.split_whitespace().filter(|key| !key.contains(".."));
            if let Some(value) = keys.next().and_then(|first| overrides.get(first)) {
                keys.for_each(|key| set(&mut variables, key, value));
            }
        }
        for (key, value) in overrides {
            set(&mut variables, key, value);
        }
        Self { roles, by_light, variables }
    }

    /// The same palette with a role for each colour of named classes, found again by its mark.
    #[must_use]
    pub fn with_classes(mut self, classes: &NamedClasses) -> Self {
        for (role, mark) in classes.roles() {
            let id = RoleId::try_from(self.roles.len()).unwrap_or(RoleId::MAX);
            self.roles.push(role.clone());
            self.by_light.insert(mark, id);
        }
        self
    }

    /// Whether a role is that of a class which the site names, and not one of the program's own.
    #[must_use]
    pub fn is_named_class(&self, role: RoleId) -> bool {
        usize::from(role) >= ROLES.len()
    }

    /// The roles, in the order of their ids.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The `themeVariables` to draw with, beside `"theme": "base"`.
    #[must_use]
    pub fn theme_variables(&self) -> Value {
        Value::Object(self.variables.clone())
    }

    /// The role whose light value this is, or which stands for a colour that the engine never takes from variables.
    #[must_use]
    pub fn role(&self, colour: [u8; 3]) -> Option<RoleId> {
        self.by_light.get(&colour).copied()
    }

    /// The role for a colour that the engine itself writes in a diagram of `kind`, not its author.
    #[must_use]
    pub fn engine_role(&self, kind: &str, colour: [u8; 3]) -> Option<RoleId> {
        self.role(colour).or_else(|| {
            if let Some(name) = engine_colours::role(kind, colour) {
                return self.named(name);
            }
            // The engine paints the columns of a board in its surfaces' colours, made lighter.
            let surfaces = (0..).zip(&self.roles).filter(|(_, role)| kind == "kanban" && is_surface(&role.name));
            surfaces.into_iter().find(|(_, role)| engine_colours::is_lighter(role.light, colour)).map(|(id, _)| id)
        })
    }

    /// The role of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<RoleId> {
        (0..).zip(&self.roles).find(|(_, role)| role.name == name).map(|(id, _)| id)
    }

    /// `--d-NAME:#hex;` for each of `ids`, in light or dark.
    #[must_use]
    pub fn declarations(&self, ids: impl Iterator<Item = RoleId>, dark: bool) -> String {
        let mut css = String::new();
        for role in ids.filter_map(|id| self.roles.get(usize::from(id))) {
            let _ = write!(css, "--d-{}:{};", role.name, hex(if dark { role.dark } else { role.light }));
        }
        css
    }
}

fn is_strong(name: &str) -> bool {
    name.strip_prefix('s').is_some_and(|n| n.parse::<u8>().is_ok())
}

fn is_surface(name: &str) -> bool {
    name.strip_prefix('c').is_some_and(|n| n.parse::<u8>().is_ok())
}

/// Sets `key`, or `outer.inner` as a nested object.
fn set(variables: &mut Map<String, Value>, key: &str, value: &str) {
    let value = Value::String(value.to_owned());
    let Some((outer, inner)) = key.split_once('.') else {
        variables.insert(key.to_owned(), value);
        return;
    };
    let nested = variables.entry(outer.to_owned()).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(nested) = nested {
        nested.insert(inner.to_owned(), value);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "each byte is masked by the shift")]
pub(super) const fn rgb(value: u32) -> [u8; 3] {
    [(value >> 16) as u8, (value >> 8) as u8, value as u8]
}

/// `#rrggbb`, or `#rgb` where that says the same.
#[must_use]
pub fn hex([r, g, b]: [u8; 3]) -> String {
    if [r, g, b].iter().all(|c| c >> 4 == c & 15) {
        format!("#{:x}{:x}{:x}", r & 15, g & 15, b & 15)
    } else {
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_values_are_unique() {
        let palette = Palette::new(&BTreeMap::new());
        assert_eq!(palette.by_light.len(), palette.roles.len());
    }

    #[test]
    fn ranges_and_nested_keys_become_variables() {
        let variables = Palette::new(&BTreeMap::new()).theme_variables();
        assert_eq!(variables["cScaleLabel11"], "#1f2937");
        assert_eq!(variables["quadrant4TextFill"], "#1f2937");
        assert_eq!(variables["xyChart"]["titleColor"], "#1f2937");
    }

    #[test]
    fn a_boards_lighter_surfaces_are_found_again() {
        let palette = Palette::new(&BTreeMap::new());
        assert_eq!(palette.engine_role("kanban", [0xfd, 0xf0, 0xdb]), palette.named("c2"));
        assert_eq!(palette.engine_role("flowchart", [0xfd, 0xf0, 0xdb]), None);
    }

    #[test]
    fn an_override_is_drawn_with_but_has_no_role() {
        let palette = Palette::new(&BTreeMap::from([("mainBkg".to_owned(), "#abcdef".to_owned())]));
        assert_eq!(palette.theme_variables()["mainBkg"], "#abcdef");
        assert_eq!(palette.role([0xab, 0xcd, 0xef]), None);
        let palette = Palette::new(&BTreeMap::from([("lineColor".to_owned(), "#f00".to_owned())]));
        assert_eq!(palette.theme_variables()["arrowheadColor"], "#f00");
    }
}
