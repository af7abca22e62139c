use super::Theming;
use super::error::SvgError;
use super::property::Values;
use super::scene::Scene;
use super::tidy::Fate;
use crate::mermaid::palette::Palette;
pub(super) fn ensure(
    _scene: &mut Scene<'_, '_>,
    _fates: &[Fate],
    _values: &mut Values<'_>,
    _theming: &Theming,
    _palette: &Palette,
) -> Result<(), SvgError> {
    Ok(())
}
