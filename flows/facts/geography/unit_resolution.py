"""Which unit a name means: homonyms are decided by the units around them, in the run, the article, the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flows.facts.geography.unit_names import UnitName
from flows.reference.gazetteer import Unit, gazetteer


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name with the unit it means, or none with the candidates left. `sure` is False where only the surroundings decided."""

    name: UnitName
    unit: Unit | None
    sure: bool

    @property
    def code(self) -> str | None:
        return self.unit.code if self.unit else None


_RANK = {"province": 0, "prefecture": 1, "county": 2, "town": 3}
_ANCESTOR, _DESCENDANT, _SIBLING, _SAME_PROVINCE = 4, 4, 2, 1


def surroundings(names: Iterable[UnitName]) -> Counter[str]:
    """The codes of the units that names mean without doubt, each with the number of its mentions."""
    return Counter(name.units[0].code for name in names if _plain(name))


def _plain(name: UnitName) -> bool:
    if name.weak:
        return False
    codes = {unit.code for unit in name.units}
    if len(codes) > 1:
        return False
    return name.full or name.units[0].level != "county"


def resolve(names: list[UnitName], near: Counter[str], far: Counter[str]) -> list[Resolved]:
    """The units that the names of one text mean, in order.

    `near` are the units named without doubt in the same article, `far` those of the page around it (title, source, other articles).
    Names for which nothing decides keep no unit; a short county name that has no support at all is dropped.
    """
    done: list[Resolved] = []
    for name in names:
        before = done[-1] if done and 0 <= name.start - done[-1].name.stop <= 1 else None
        found = _resolve_one(name, before, near, far)
        if found is not None:
            done.append(found)
    return done


def _resolve_one(name: UnitName, before: Resolved | None, near: Counter[str], far: Counter[str]) -> Resolved | None:
    known = gazetteer()
    if before and before.unit:
        inside = [unit for unit in name.units if unit.code != before.unit.code and known.contains(before.unit.code, unit.code)]
        if inside:
            return Resolved(name, _highest(inside), True)
    if before and before.unit and before.name.stop == name.start and name.full and all(unit.level == "county" for unit in name.units):
        return None  # 绍兴滨海新区 is not the 滨海新区 of another city
    provinces = [unit for unit in name.units if unit.level == "province"]
    if provinces and not name.full:
        return Resolved(name, provinces[0], True)
    if not name.full and before is None and name.after_surname and all(unit.level == "county" for unit in name.units):
        return None
    if _plain(name):
        return Resolved(name, name.units[0], True)
    ranked = sorted(((_support(unit, near, far), unit) for unit in name.units), key=lambda pair: (-pair[0], _RANK[pair[1].level]))
    best, unit = ranked[0]
    rivals = [other for score, other in ranked[1:] if score == best and not _nested(unit, other)]
    if name.full and name.weak and unit.level == "county" and not _is_near(unit, (near, far)):
        return None  # 检查城区药店 in another prefecture of the province
    if best > 0 and not rivals:
        return Resolved(name, unit, name.full and len(name.units) == 1)
    if name.label and len(name.units) == 1:
        return Resolved(name, unit, False)
    if not name.full and not name.weak:
        top = _highest(list(name.units))
        if top is not None and (top.level != "county" or (len(name.units) == 1 and top.name.endswith("市") and best >= 0)):
            return Resolved(name, top, top.level == "province")
    return Resolved(name, None, False) if name.full and not name.weak else None


def _is_near(unit: Unit, around: Iterable[Counter[str]]) -> bool:
    """Whether the unit, its prefecture or another unit of that is named around."""
    known = gazetteer()
    prefecture = known.prefecture(unit.code)
    return any(known.prefecture(code) == prefecture for named in around for code in named)


def _support(unit: Unit, near: Counter[str], far: Counter[str]) -> float:
    return 4 * _affinity(unit, near) + _affinity(unit, far)


def _affinity(unit: Unit, around: Counter[str]) -> float:
    """How strongly the units around speak for one: its province, its prefecture, units inside it, neighbours."""
    known, score = gazetteer(), 0.0
    prefecture, province = known.prefecture(unit.code), known.province(unit.code)
    for code, times in around.items():
        weight = min(times, 3)
        if code == unit.code or known.contains(unit.code, code):
            score += _DESCENDANT * weight
        elif code == prefecture:
            score += _ANCESTOR * weight
        elif code == province or known.prefecture(code) == prefecture:
            score += _SIBLING * weight
        elif known.province(code) == province:
            score += _SAME_PROVINCE * weight
    return score


def _highest(units: list[Unit]) -> Unit | None:
    """The unit of the highest level, if there is but one of it: 长沙 is the prefecture, not the county inside it."""
    level = min(_RANK[unit.level] for unit in units)
    top = [unit for unit in units if _RANK[unit.level] == level]
    return top[0] if len(top) == 1 else None


def _nested(outer: Unit, inner: Unit) -> bool:
    return gazetteer().contains(outer.code, inner.code)
