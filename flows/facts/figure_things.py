"""The thing that a figure counts, in the text's words: behind the unit (12个卡口), or in front of the numeral (卡口12个).

The words: flows/reference/figures.yaml.
"""

from __future__ import annotations

import re

from flows.facts.figure_units import TIMES, TO, UNIT, unit_of
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
_BOUND_FOR = re.compile(r"赴|进驻|支援|驰援|接受")  # 6名赴鄂医疗队员, but 286名进驻隔离病区
_PERSONS_END = re.compile(r"(?:人员|队员|医生|护士|干部|民警|党员|群众|专家|患者|者)$")
_AROUND_THE_CLOCK = re.compile(r"轮班|轮流|轮值|昼夜|日夜")  # 24小时轮班值守
_GRANT = re.compile(r"(?:/人)?的?(?:标准)?，?(?:给予|发放|予以|享受)(?=[^，。；]{0,8}(?:补|奖|资助|慰问|津贴))|的?标准(?=[一-鿿]{2})")
_IN_A_ROW = re.compile(r"连续了?$")
_RESPECTIVELY = re.compile(r"^[^、]{2,40}分别[是为](?=[一-鿿]{2})")
_SUBJECT = re.compile(r"^[^、]{2,40}?(?:[共已]|累计|总计|合计|一共)+(?=(?P<verb>[一-鿿]{2,3}?[到出了]|提前介入))(?P=verb)(?=[一-鿿]{2})")
_IS = re.compile(r"^[为是系](?=[一-鿿]{2})")
_COUNTED_IN_BRACKETS = re.compile(r"（[^（）]*\d[^（）]*）$")
_LISTED = re.compile(r"(?P<rest>(?:、[^，。；：！？…\n、（）\d一二两三四五六七八九十]{1,12}){1,8}(?:等[^，。；：！？…\n、（）\d]{0,10})?)")
_PREDICATE = re.compile(
    rf"(?!{alternation('figures.attribute_heads')})(?:{alternation('figures.predicate_after')}|[一-鿿]{{1,4}}(?:至|到|成|为)(?=[约近超]?\d))"
)
_PREDICATE_BEHIND_LIMIT = re.compile(r"按|根据|未|无(?!症状)")  # 半年以上按…发放; nouns follow 以下 directly (三年以下有期徒刑)
_DOER = re.compile(
    rf"(?P<noun>[一-鿿]{{0,12}}?(?:{alternation('figures.doers')}))“?(?={alternation('figures.doings')})"
)  # 32户企业落实…政策
_SINGLE_NOUN = re.compile(rf"的?(?P<noun>{alternation('figures.single_nouns')})(?=[、，。；的]|$)")
_AMOUNT_BEFORE = re.compile(
    rf"(?P<amount>(?:总|年|累计|计划|完成|项目|注册|票面|捐赠|担保|贷款|授信|单户|单笔)*(?:{alternation('figures.amounts')}))(?:[达为约超近]|达到|超过)*$"
)
_CHANGED = re.compile(
    r"^(?P<thing>[^\d]{2,40}?)(?:会|将|可|已|要|应)?[由从自在](?:现时|目前|原来|原先|现有|原有|已有|去年)?的?[\d一二两三四五六七八九十]"
    r"[^，。；]{0,20}(?:[至到为成]|基础上[^，。；\d]{0,6})$"
)
_OF = re.compile(r"(?:（含）)?(?:及?以[上下内])?的")
_RANGE_START = re.compile(r"\d[\d.]*[万亿]?[%％℃]?(?:至|到|[-~～—–])$")
_RANGE_BETWEEN = re.compile(rf"(?:以上|（含）)?(?:{TO.pattern})|以上")
_WHOLE = re.compile(r"全[省市县区镇乡村州旗]$")
_EACH_ONE = re.compile(r"每[^天日月周年晚\W\d]$")
_SAYS_NOTHING = frozenset(words("figures.says_nothing"))
_BARE_VERB = re.compile(r"(?P<often>每[天日周月])?(?P<verb>[一-鿿]了?)$")
_STOP_IN_PHRASE = re.compile(
    r"(?<=[一-鿿])(?:已(?![婚故])|设起|均|都)|(?<=[一-鿿]{2})(?:齐上阵|正在|已经|全部|分别|踊跃|积极|主动|用于|进行|开展|投入|参加|参与|得到|给予|被(?![子褥服罩])|昨[天日]|今[天日]|从(?![业事教军])|发往|运往|运抵|运到|运至|早就|送到|送给|同时|为了|以及其他|在(?!建|职|岗|校))"
)
_PHRASE_BEFORE = re.compile(r"(?:[^，。；：！？…\n（）\s]|（[^（）]{1,12}）){2,80}$")
_COUNTED_BEFORE = re.compile(
    r"[\d一二两三四五六七八九十百千万亿余多][个名位人户口家条处起例座辆台套份只件张块袋箱瓶盒包桶罐元吨公斤箱把支项次天批]+、"
)
_LEAD = re.compile(rf"^(?:(?!{alternation('figures.lead_kept')})(?:{alternation('figures.lead')}|[了的]))+")
_SETTING = re.compile(rf"^.{{2,60}}(?:{alternation('figures.setting')})了?(?=[一-鿿]{{3}})")
_VERBS = re.compile(rf"^(?:{alternation('figures.verbs')}|[了的])+")
_TRAIL = re.compile(
    r"(?:要在|要从|会由|现有|原有|已有|现时的|共计|总计|合计|累计|已达|可达|高达|达到|达|约为|(?<![预合节契违签大])约|(?<!附)近|(?<![行作认])为|(?<![拥国享所持具])有|(?<!公)共|各|至少|超过|超|仅|只|(?<!成)就|也|已|(?<![人户日年平])均|(?<![成首])都|的|(?<!为)了|(?<![存现实内潜])在|是|到|(?<![年期上下权时])限|(?<![自理事缘])由|(?<!服)从|(?<!来)自|每天|每日|每人|每户|上升|下降|增长|同比|连续|(?<![可所])以|(?<![费信使])用|按|不|少于|不少于|不超过|不低于|(?<!抢)占|其余|剩余|其中|[:：])++$"
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
    if following is not None and between is not None and _RANGE_BETWEEN.fullmatch(between):
        other, end = unit_of(text, following, None)
        return what_of(text, divided, clause, mention, other, end, None)
    if following is not None and joined and (before is None or between != "、"):
        nested = UNIT.match(text, following.stop)
        found = _after(text, nested.end() if nested else following.stop, None)
        if found:
            return found
    amount = (
        _AMOUNT_BEFORE.search(text, max(clause.start, mention.start - 24), mention.start)
        if unit in _MONEY and _OF.match(text, stop)
        else None
    )
    if amount is not None:
        return amount["amount"]
    single = _SINGLE_NOUN.match(text, stop) if unit in _THINGS_AND_PERSONS and after is None else None
    if single is not None:
        return single["noun"]
    return after or before or _own_words(text, clause, mention) or _rest(text, stop) or _earlier(text, divided, clause)


def _rest(text: str, stop: int) -> str | None:
    """Whatever follows the unit, without the verb that says so and without what brackets count: 3例为本土病例（甲市2例，乙市1例）."""
    rest = _PHRASE_AFTER.match(text, stop)
    return (_COUNTED_IN_BRACKETS.sub("", _IS.sub("", rest["phrase"])) or rest["phrase"]) if rest else None


def _after(text: str, stop: int, unit: str | None) -> str | None:
    if unit in AREAS and AREA_AFTER.match(text, stop):
        return None
    skipped = (_GRANT.match(text, stop) if unit in _MONEY else None) or _QUALIFIER_AFTER.match(text, stop)
    if skipped:
        stop = skipped.end()
    match = _PHRASE_AFTER.match(text, stop)
    if match is None:
        return None
    phrase = match["phrase"]
    predicate = (_PREDICATE_BEHIND_LIMIT if skipped else _PREDICATE).match(text, stop)
    if text.startswith("的基础上", stop):
        return None
    around = unit in TIMES and _AROUND_THE_CLOCK.match(phrase) is not None
    if predicate and not around and not text.startswith("的", stop) and not _is_attribute(phrase, unit):
        return None
    cut = _STOP_IN_PHRASE.search(phrase)
    if cut:
        return phrase[: cut.start()] or None
    if unit in _MONEY or text.startswith("的", stop):
        listed = _LISTED.match(text, match.end())
        phrase += listed["rest"] if listed else ""
    doer = _DOER.match(phrase)
    return doer["noun"] if doer else _JOINED_END.sub("", phrase) or None


def _is_attribute(phrase: str, unit: str | None) -> bool:
    """12户未签约村民, 4个集中救治医院: the verb behind the classifier belongs to a noun at the end of the phrase."""
    if unit not in _THINGS_AND_PERSONS:
        return False
    if _BOUND_FOR.match(phrase) is not None:
        return _PERSONS_END.search(phrase) is not None
    return _ATTRIBUTE.match(phrase) is not None and _BODY_END.search(phrase) is not None


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
    changed = _CHANGED.match(phrase)  # 比例由20%提高至40%
    phrase = _RANGE_START.sub("", phrase) if changed is None else changed["thing"]
    phrase = _LEAD.sub("", _SUBJECT.sub("", _RESPECTIVELY.sub("", _TRAIL.sub("", phrase))))
    shorter = _VERBS.sub("", _SETTING.sub("", phrase))
    named = (shorter if len(shorter) >= 2 else phrase).strip("、“”")
    return named if len(named) >= 2 and named not in _SAYS_NOTHING else None


def _own_words(text: str, clause: Clause, mention: NumberMention) -> str | None:
    """全村2600人, 每遍20分钟, 凑了12600元: what stands in front of the numeral where it is no noun of things."""
    own = text[max(clause.start, mention.start - 4) : mention.start]
    match = _WHOLE.search(own) or _EACH_ONE.search(own)
    if match is not None:
        return match[0]
    verb = _BARE_VERB.search(own)
    return (
        verb[0]
        if verb is not None and len(verb[0]) >= 2 and verb[0] not in _SAYS_NOTHING and (verb["often"] or verb[0].endswith("了"))
        else None
    )


def _earlier(text: str, divided: Layout, clause: Clause) -> str | None:
    """The last words of the clause before, when the figure's own clause names nothing."""
    previous = [other for other in divided.clauses_of(clause.statement) if other.stop <= clause.start]
    if not previous:
        return None
    phrase = text[previous[-1].start : previous[-1].stop].strip("，：、。；")
    return phrase[-12:] if len(phrase) >= 2 else None
