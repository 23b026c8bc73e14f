"""The thing that a figure counts, in the text's words: behind the unit (12个卡口), or in front of the numeral (卡口12个).

The words: flows/reference/figures.yaml.
"""

from __future__ import annotations

import re

from flows.facts.figure_units import TO, UNIT, unit_of
from flows.facts.language.clauses import Clause, Layout
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import alternation, words

AREAS = frozenset(words("figures.areas"))
AREA_AFTER = re.compile(r"(?:范围)?内")
_PHRASE_AFTER = re.compile(r"的?(?P<phrase>(?:[^，。；：！？…\n、（）“”《》\s\d]|《[^《》]{1,30}》|（[^（）]{1,12}）|“[^“”]{1,12}”){2,24})")
_QUALIFIER_AFTER = re.compile(r"(?:（含）)?(?:以上|以下|以内|之内|左右|上下|[内多余](?![有的]))(?=的?[一-鿿]{2})|（含）(?:以上|以下)")
_MONEY = frozenset(("元", "美元", "万元", "亿元"))
_JOINED_END = re.compile(r"(?<=[一-鿿])(?:以及|和|与|及|的|[+＋])$")
_ATTRIBUTE = re.compile(rf"(?:{alternation('figures.attribute_after')})")
_BODY_END = re.compile(rf"(?:{alternation('numerals.measure_bodies')}|{alternation('figures.body_ends')})$")
_THINGS_AND_PERSONS = frozenset(words("figures.classifiers"))
_GRANT = re.compile(r"(?:/人)?的?(?:标准)?，?(?:给予|发放|予以|享受)(?=[^，。；]{0,8}(?:补|奖|资助|慰问|津贴))|的?标准(?=[一-鿿]{2})")
_IN_A_ROW = re.compile(r"连续了?$")
_RESPECTIVELY = re.compile(r"^[^、]{2,40}分别[是为](?=[一-鿿]{2})")
_SUBJECT = re.compile(r"^[^、]{2,40}?(?:[共已]|累计|总计|合计|一共)+(?=(?P<verb>[一-鿿]{2,3}?[到出了]|提前介入))(?P=verb)(?=[一-鿿]{2})")
_IS = re.compile(r"^[为是系](?=[一-鿿]{2})")
_COUNTED_IN_BRACKETS = re.compile(r"（[^（）]*\d[^（）]*）$")
_LISTED = re.compile(r"(?P<rest>(?:、[^，。；：！？…\n、（）\d一二两三四五六七八九十]{1,12}){1,8}(?:等[^，。；：！？…\n、（）\d]{0,10})?)")
_PREDICATE = re.compile(rf"(?!{alternation('figures.attribute_heads')})(?:{alternation('figures.predicate_after')})")
_PREDICATE_BEHIND_LIMIT = re.compile(r"按|根据|未|无(?!症状)")  # 半年以上按…发放; nouns follow 以下 directly (三年以下有期徒刑)
_STOP_IN_PHRASE = re.compile(
    r"(?<=[一-鿿])(?:已(?![婚故])|设起|均|都)|(?<=[一-鿿]{2})(?:齐上阵|正在|已经|全部|分别|踊跃|积极|主动|用于|进行|开展|投入|参加|参与|得到|给予|送到|送给|同时|为了|以及其他|在(?!建|职|岗|校))"
)
_PHRASE_BEFORE = re.compile(r"(?:[^，。；：！？…\n（）\s]|（[^（）]{1,12}）){2,80}$")
_COUNTED_BEFORE = re.compile(
    r"[\d一二两三四五六七八九十百千万亿余多][个名位人户口家条处起例座辆台套份只件张块袋箱瓶盒包桶罐元吨公斤箱把支项次天批]+、"
)
_LEAD = re.compile(rf"^(?!占比|及时)(?:{alternation('figures.lead')}|[了的])+")
_SETTING = re.compile(rf"^.{{2,60}}(?:{alternation('figures.setting')})了?(?=[一-鿿]{{3}})")
_VERBS = re.compile(rf"^(?:{alternation('figures.verbs')}|[了的])+")
_TRAIL = re.compile(
    r"(?:共计|总计|合计|累计|已达|可达|高达|达到|达|约为|约|近|为|有|共|各|至少|超过|超|仅|只|就|也|已|均|都|的|了|在|是|到|(?<![年期上下权时])限|由|从|自|每天|每日|每人|每户|上升|下降|增长|同比|连续|以|用|按|不|少于|不少于|不超过|不低于|其余|剩余|其中|[:：])+$"
)


def what_of(
    text: str, divided: Layout, clause: Clause, mention: NumberMention, unit: str | None, stop: int, following: NumberMention | None
) -> str | None:
    """The thing counted, in the text's words."""
    after = _after(text, stop, unit)
    between = text[stop : following.start] if following is not None else None
    is_share, joined = unit == "%" and text[mention.start - 1] == "的", between in ("", "、", "限")
    before = _before(text, clause, mention) if is_share or joined or after is None else None
    if before is not None and is_share:
        return before
    if _IN_A_ROW.search(text, max(0, mention.start - 3), mention.start) and (row := _PHRASE_AFTER.match(text, stop)):
        return row["phrase"]
    if following is not None and between is not None and TO.fullmatch(between):
        other, end = unit_of(text, following, None)
        return what_of(text, divided, clause, mention, other, end, None)
    if following is not None and joined and (before is None or between != "、"):
        nested = UNIT.match(text, following.stop)
        found = _after(text, nested.end() if nested else following.stop, None)
        if found:
            return found
    return after or before or _rest(text, stop) or _earlier(text, divided, clause)


def _rest(text: str, stop: int) -> str | None:
    """Whatever follows the unit, without the verb that says so and without what brackets count: 3例为本土病例（甲市2例，乙市1例）."""
    rest = _PHRASE_AFTER.match(text, stop)
    return (_COUNTED_IN_BRACKETS.sub("", _IS.sub("", rest["phrase"])) or rest["phrase"]) if rest else None


def _after(text: str, stop: int, unit: str | None) -> str | None:
    if unit in AREAS and AREA_AFTER.match(text, stop):
        return None
    skipped = _GRANT.match(text, stop) if unit in _MONEY else _QUALIFIER_AFTER.match(text, stop)
    if skipped:
        stop = skipped.end()
    match = _PHRASE_AFTER.match(text, stop)
    if match is None:
        return None
    phrase = match["phrase"]
    predicate = (_PREDICATE_BEHIND_LIMIT if skipped else _PREDICATE).match(text, stop)
    if predicate and not text.startswith("的", stop) and not _is_attribute(phrase, unit):
        return None
    cut = _STOP_IN_PHRASE.search(phrase)
    if cut:
        return phrase[: cut.start()] or None
    if unit in _MONEY or text.startswith("的", stop):
        listed = _LISTED.match(text, match.end())
        phrase += listed["rest"] if listed else ""
    return _JOINED_END.sub("", phrase) or None


def _is_attribute(phrase: str, unit: str | None) -> bool:
    """12户未签约村民, 4个集中救治医院: the verb behind the classifier belongs to a noun at the end of the phrase."""
    return unit in _THINGS_AND_PERSONS and _ATTRIBUTE.match(phrase) is not None and _BODY_END.search(phrase) is not None


def _before(text: str, clause: Clause, mention: NumberMention) -> str | None:
    match = _PHRASE_BEFORE.search(text[max(clause.start, mention.start - 160) : mention.start])
    if match is None:
        return None
    phrase = match[0]
    cut = max(phrase.rfind(mark) for mark in "、”》")
    if cut == len(phrase) - 1 and phrase[cut] != "、":
        cut = phrase.rfind("、")
    if _COUNTED_BEFORE.search(phrase):
        phrase = phrase[phrase.rfind("、") + 1 :]
    phrase = _LEAD.sub("", _SUBJECT.sub("", _RESPECTIVELY.sub("", _TRAIL.sub("", phrase))))
    shorter = _VERBS.sub("", _SETTING.sub("", phrase))
    named = (shorter if len(shorter) >= 2 else phrase).strip("、“”")
    return named if len(named) >= 2 else None


def _earlier(text: str, divided: Layout, clause: Clause) -> str | None:
    """The last words of the clause before, when the figure's own clause names nothing."""
    previous = [other for other in divided.clauses_of(clause.statement) if other.stop <= clause.start]
    if not previous:
        return None
    phrase = text[previous[-1].start : previous[-1].stop].strip("，：、。；")
    return phrase[-12:] if len(phrase) >= 2 else None
