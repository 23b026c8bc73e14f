"""Bylines, source lines, editors, datelines and the page's line of date and counters.

A line is a credit when nothing is left of it after its words of role, its media, its names and its dates are taken away, and at least one of them
is a word of role or a medium.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from flows.reference import vocabulary
from flows.reference.place_labels import place_names

_LONGEST, _LONGEST_BODY = 120, 24
_SEPARATORS = r"\s、，,；;：:/／（）()【】\[\]|｜。.·&＆+＋和及—\-〔〕“”"
_TOKEN = re.compile(f"[^{_SEPARATORS}]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})日?(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}\s*[:：时]\s*\d{2}(?:\s*[:：分]\s*\d{2}秒?)?分?(?!\d)")
_DAY = re.compile(r"(?:\d{1,2}月)?\d{1,2}日|星期[一二三四五六日天]|周[一二三四五六日]")
_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_NUMBER = re.compile(r"[\d,.]+次?")
_FILLERS = frozenset("电讯完等")
_PROVIDED = re.compile(
    r"[（(]?(?:本文|本版|本组)?(?:稿件|稿|文字|图片|照片|图文|图|视频)[^。！？]{0,16}(?:由|来自|源自)[^。！？]{2,24}(?:提供|供稿|供图)?[。）)]*"
)
_LABELLED_EDITOR = re.compile(
    r"[（(【\[]?(?:责任编辑|网络编辑|值班编辑|责编|编辑|编审|审核|校对|初审|复审|终审|监制|总编)\s*[：:/]\s*[^。！？，；：]{2,16}[）)】\]]?"
)
_PHOTO = re.compile(r"(?:摄影?|供图|/?\s*图|摄/?)$")
_SIGNED = re.compile(r"[（(][^（）()]{4,40}[）)]")
_BRACKETED = re.compile(r"[（(【\[][^（）()【】\[\]]{2,90}[）)】\]]\s*$")


@cache
def surnames() -> frozenset[str]:
    """Family names of one and two characters."""
    return frozenset(vocabulary.words("surnames"))


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("credits.roles"))


@cache
def _lone_roles() -> frozenset[str]:
    return frozenset(vocabulary.words("credits.lone_roles"))


@cache
def _sources() -> re.Pattern[str]:
    words = vocabulary.alternation("credits.sources")
    return re.compile(rf"(?:本文|文章|图文|信息|稿件)?(?:{words})\s*[：:]?\s*")


@cache
def _media() -> re.Pattern[str]:
    ends, agencies = vocabulary.alternation("credits.media_ends"), vocabulary.alternation("credits.agencies")
    return re.compile(rf"(?:{agencies}|[\u4e00-\u9fffA-Za-z0-9“”·]{{0,16}}?(?:{ends}))")


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fffA-Za-z0-9“”]{{2,20}}(?:{vocabulary.alternation('credits.body_ends')})")


@cache
def _fields() -> frozenset[str]:
    return frozenset((*vocabulary.words("credits.fields"), *vocabulary.words("credits.published")))


def is_name(string: str) -> bool:
    """Whether the string can be a person's full name: a family name and one or two characters, or parts joined by a dot."""
    if "·" in string:
        return all(_HAN.fullmatch(part) and len(part) <= 6 for part in string.split("·"))
    if not 2 <= len(string) <= 4 or not _HAN.fullmatch(string):
        return False
    if string[:2] in surnames() and len(string) >= 3:
        return True
    return string[0] in surnames() and len(string) <= 3


def is_byline(string: str) -> bool:
    """Whether the line is nothing but a few names (`张三 李四`), none of them a place."""
    names = string.replace("、", " ").split()
    if len(names) == 2 and len(names[0]) == len(names[1]) == 1:
        names = ["".join(names)]
    return 1 <= len(names) <= 6 and all(is_name(name) and name not in place_names() for name in names)


def is_credit(string: str, *, alone: bool = True) -> bool:
    """Whether the line is a byline, a source or an editor's line. `alone`: it is a whole line, where a bracketed body signs for the text."""
    plain = string.strip()
    if not 2 <= len(plain) <= _LONGEST or plain[-1] in "：:" or (plain[-1] in "。！？；" and len(plain) > 30):
        return False
    if _PROVIDED.fullmatch(plain):
        return True
    if _LABELLED_EDITOR.fullmatch(plain):
        return True
    core = plain.lstrip("（(【[ ")
    if match := _sources().match(core):
        rest = core[match.end() :].rstrip("）)】] 。")
        if "：" in match[0] or _is_body(rest):
            return 2 <= len(rest) <= 60 and "，" not in rest
    return _nothing_left(plain, alone and _SIGNED.fullmatch(plain) is not None)


def _nothing_left(string: str, bodies_sign: bool) -> bool:
    """Whether all tokens of the line are roles, media, bodies, names and dates, and one of them says that this is a credit."""
    kinds = []
    for token in _TOKEN.findall(_PADDED.sub(r"\1\2", _TIME.sub(" ", _DATE.sub(" ", string)))):
        kind = _token_kind(token)
        if kind == "other":
            return False
        kinds.append(kind)
    found = set(kinds)
    if "word" in found and "role" not in found:
        return False
    if "role" in found:
        return bool(found & {"name", "body", "medium"}) or kinds == ["role"] or (kinds.count("word") == 1 and len(kinds) == 2)
    return {"medium", "name"} <= found or (bodies_sign and bool(found & {"body", "medium"}))


def _token_kind(token: str) -> str:
    """`role` (a word of role, alone or against names and media), `medium`, `body`, `name`, `day`, `word` (short, so perhaps a name) or `other`."""
    if _DAY.fullmatch(token) or _NUMBER.fullmatch(token) or token in _fields() or token in _FILLERS:
        return "day"
    if token in _lone_roles():
        return "role"
    if match := _roles().search(token):
        before, after = token[: match.start()], token[match.end() :]
        if (not before or _is_body(before) or is_name(before) or (_is_short_word(before) and not after)) and (
            not after or is_name(after) or _roles().fullmatch(after)
        ):
            return "role"
    if is_name(token):
        return "name"
    if _is_medium(token):
        return "medium"
    if _is_body(token):
        return "body"
    return "word" if len(token) <= 4 and _HAN.fullmatch(token) else "other"


def _is_short_word(string: str) -> bool:
    """Whether the string may be a name that no list of family names knows."""
    return 2 <= len(string) <= 4 and _HAN.fullmatch(string) is not None


def _is_body(token: str) -> bool:
    if len(token) > _LONGEST_BODY:
        return False
    return token in place_names() or _is_medium(token) or _bodies().fullmatch(token) is not None


def _is_medium(token: str) -> bool:
    """Whether the word is the name of a paper, a station, a site."""
    return (
        2 < len(token) <= _LONGEST_BODY
        and _media().fullmatch(token) is not None
        and not token.endswith(vocabulary.words("credits.not_media"))
    )


_OPENING = re.compile(r"[（(【\[][^（）()【】\[\]]{4,80}[）)】\]]\s*")


def opening_bracket_end(string: str) -> int:
    """How many characters at the start of a paragraph are a byline in brackets (`（2月18日 某某日报 记者 甲）`); 0 if there is none."""
    match = _OPENING.match(string)
    return match.end() if match and is_credit(match[0].strip(), alone=False) else 0


def is_photo_credit(string: str) -> bool:
    """Whether a credit names who took a picture: it closes no article."""
    return _PHOTO.search(string.rstrip("）)】] ")) is not None


def is_plain_date(string: str) -> bool:
    """Whether the line is a day and nothing else, as documents are signed."""
    return _DATE.fullmatch(string.strip()) is not None


def is_signature(string: str) -> bool:
    """Whether credits at the end of a paragraph inside a text name a reporter or source (and not a picture's or a body's note)."""
    return _roles().search(string) is not None or _sources().search(string) is not None


class Meta(NamedTuple):
    """What a page's head states of its article. Names may be None."""

    published: date | None
    source: str | None
    author: str | None
    editor: str | None
    rest: int  # characters that are none of these


_FIELD = re.compile(
    r"(?P<source>{sources})|(?P<editor>责任编辑|责编|网络编辑|编辑|值班编辑|编审)|(?P<author>作者|记者|通讯员|撰稿|供稿|撰文)|(?P<published>{published})|(?P<other>{fields})"
    r"".replace("{sources}", vocabulary.alternation("credits.sources"))
    .replace("{published}", vocabulary.alternation("credits.published"))
    .replace("{fields}", vocabulary.alternation("credits.fields"))
)
_WORDLESS = re.compile(r"[\W_\d]+")
_VALUE = re.compile(r"\s*[：:]\s*([^\s：:|｜（）()【】\[\]]{1,40})")


def read_meta(string: str) -> Meta:
    """The date, source, author and editor that a line names with their words, and how much of the line is something else."""
    values: dict[str, str] = {}
    dated = _DATE.search(string)
    rest = _TIME.sub(" ", _DATE.sub(" ", string))
    taken = []
    position = 0
    while match := _FIELD.search(rest, position):
        position = match.end()
        value = _VALUE.match(rest, match.end())
        stop = value.end() if value else match.end()
        if value and match.lastgroup and not _FIELD.fullmatch(value[1]):
            values.setdefault(match.lastgroup, value[1].strip("，。；、"))
            position = stop
        taken.append(stop - match.start() if value else len(match[0]))
    left = len(_WORDLESS.sub("", rest)) - sum(taken)
    if "source" not in values and dated and _is_medium(rest.strip()):
        values["source"], left = rest.strip(), 0
    return Meta(_date(dated), values.get("source"), values.get("author"), values.get("editor"), max(0, left))


def _date(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_date(string: str) -> date | None:
    """The first full date of a string (`2020-02-07 09:11`, `2020年2月7日`, `2020/2/7`), None if there is none or it is none of the calendar."""
    return next((found for match in _DATE.finditer(string) if (found := _date(match))), None)


def is_meta(string: str) -> bool:
    """Whether the line is a page's line of date, source and counters: a date or two fields, and next to nothing else."""
    if len(string) > 160 or is_sentence(string) or not ("：" in string or ":" in string or _DATE.search(string)):
        return False
    meta = read_meta(string)
    named = sum(value is not None for value in meta[:4])
    if (meta.published is None and named < 2) or string[0] in "（(":
        return False
    has_time = _TIME.search(string) is not None
    return meta.rest <= (8 if has_time else 4 if named > 1 else 0) or (has_time and meta.rest <= 12 and meta.source is not None)


def is_sentence(string: str) -> bool:
    """Whether the line ends as a sentence does."""
    return string.endswith(("。", "！", "？", "；"))


@cache
def _dateline() -> re.Pattern[str]:
    agencies = vocabulary.alternation("credits.agencies")
    media = vocabulary.alternation("credits.media_ends")
    head = rf"(?:(?:据)?(?:{agencies}|[\u4e00-\u9fff]{{2,12}}?(?:{media})))"
    when = r"(?:20\d\d年)?(?:\d{1,2}月)?\d{1,2}日"
    place = r"[\u4e00-\u9fff·]{0,10}?(?:/[\u4e00-\u9fff]{2,6})?"
    byline = r"\s*(?:[（(][^（）()]{2,80}[）)])?"
    return re.compile(
        rf"(?:[（(【])?(?:{head}{place}\s*{when}\s*(?:专电|电|讯|消息|报道)"  # 新华社武汉2月11日电
        rf"|(?:{agencies}|[\u4e00-\u9fff]{{1,10}}?(?:{media}|新闻))(?:快讯|讯|消息)(?=[\s（(：:—\-\u3000]|$)"  # 临汾新闻网讯
        rf"|[\u4e00-\u9fff]{{2,8}}讯(?=\s*[（(][^（）()]{{0,12}}(?:记者|通讯员)))(?:[）)】])?"  # 萍乡讯（记者 …）
        rf"{byline}\s*[：:—\-]*\s*"
    )


@cache
def _reporter() -> re.Pattern[str]:
    media = rf"(?:{vocabulary.alternation('credits.agencies')}|[\u4e00-\u9fff]{{2,8}}?(?:{vocabulary.alternation('credits.media_ends')}))"
    names = r"[\u4e00-\u9fff·]{2,4}(?:[\s、，]+[\u4e00-\u9fff·]{2,4}){0,5}"
    return re.compile(
        rf"(?:{media}?(?:全媒体|融媒体|首席|见习|实习|特派)?记者|通讯员)\s*{names}(?:\s*通讯员\s*{names})?\s*(?:报道|采写|摄影报道|文/图)?(?:[：:]|\s{{1,4}}|$)"
    )


def reporter_end(string: str) -> int:
    """How many characters at the start of a paragraph are a reporter's byline (`本报记者 甲 乙 报道：`); 0 if there is none."""
    match = _reporter().match(string[:100])
    return match.end() if match and is_credit(match[0].strip().rstrip("：:")) else 0


def dateline_end(string: str) -> int:
    """How many characters at the start of a paragraph are a dateline, with the bylines in it; 0 if there is none."""
    match = _dateline().match(string[:200])
    return match.end() if match and len(match[0].strip()) >= 3 else 0


def tail_start(string: str) -> int:
    """Where the credits at the end of a paragraph begin (`（记者 甲 乙）`, `责任编辑：丙`); the length of the string if there are none."""
    end = len(string)
    while True:
        part = string[:end]
        start = _bracketed_start(part)
        if start is None:
            start = _labelled_start(part)
        if start is None:
            return end
        end = len(string[:start].rstrip(" \u3000|"))


def _bracketed_start(string: str) -> int | None:
    match = _BRACKETED.search(string[-100:])
    if match is None:
        return None
    inner = match[0].strip()
    if not is_credit(inner, alone=False) and not is_byline(inner[1:-1]):
        return None
    return len(string) - len(string[-100:]) + match.start()


_LABELLED = re.compile(
    r"(?:(?<=[。！？”’）)\]】；日…])|(?<=\s)|^)\s*[（(\[【]?"
    r"(?:{roles}|{sources})\s*[：:/]\s*[^\s：:。，！？；][^：:。，！？；]{0,40}[）)\]】]?\s*$".replace(
        "{roles}", vocabulary.alternation("credits.roles")
    ).replace("{sources}", vocabulary.alternation("credits.sources"))
)


def _labelled_start(string: str) -> int | None:
    tail = string[-60:]
    match = _LABELLED.search(tail)
    if match is None or not is_credit(match[0].strip()):
        return None
    return len(string) - len(tail) + match.start()


def read_credit(string: str) -> Meta:
    """What a credit line or a line of the page's head states. Bracketed and unlabelled forms (`（转自番禺日报）`, `文/贺佳`) are understood too."""
    core = string.strip().strip("（）()[]【】 ")
    meta = read_meta(core)
    source = meta.source or _plain_source(core) or _medium_beside_name(core)
    author = meta.author or _after(_AUTHOR, core)
    return Meta(meta.published, _medium(source), author, meta.editor or _after(_EDITOR, core), meta.rest)


_AUTHOR = re.compile(r"(?:记者|通讯员|作者|撰文|采写|文/|文｜)[：:\s/]*(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、，]+[\u4e00-\u9fff·]{2,4})*)")
_EDITOR = re.compile(r"(?:责任编辑|网络编辑|责编|编辑)[：:\s/]*(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、，]+[\u4e00-\u9fff·]{2,4})*)")


def _after(pattern: re.Pattern[str], string: str) -> str | None:
    match = pattern.search(string)
    if match is None:
        return None
    names = [name for name in re.split(r"[\s、，]+", match["names"]) if not _roles().search(name)]
    return "、".join(names) or None


def _plain_source(string: str) -> str | None:
    """The medium after a source word without colon."""
    match = _sources().match(string)
    if match is None or match[0].strip() == "据":
        return None
    rest = string[match.end() :].strip().split(" ")[0]
    return rest or None


def _medium_beside_name(string: str) -> str | None:
    """The medium that stands as a word of its own in a byline (`竹乡播报 冉小冬`), None for a mere desk of it (报道组)."""
    words = _TOKEN.findall(string)
    desks = ("报道组", "通讯组", "记者站", "工作室")
    return next(
        (word for word in words if _is_medium(word) and not word.endswith(desks) and not word.startswith("本") and len(words) > 1), None
    )


def _medium(source: str | None) -> str | None:
    """The name of the medium without the reporter behind it (`闽东日报记者` is 闽东日报)."""
    if source is None:
        return None
    match = _roles().search(source)
    name = source[: match.start()] if match and match.start() > 1 else source
    return name.strip("，。；、 ") or None


def medium_of_dateline(string: str) -> str | None:
    """The medium that a dateline names (`临汾新闻网讯`, `新华社武汉2月11日电`); None for 本报 and for other lines."""
    if not dateline_end(string):
        return None
    match = re.match(rf"(?:据)?({vocabulary.alternation('credits.agencies')})", string) or _DATELINE_MEDIUM.match(string)
    name = match[1] if match else None
    return None if name is None or name.startswith("本") else name


_DATELINE_MEDIUM = re.compile(
    rf"[（(【]?(?:据)?([\u4e00-\u9fff]{{2,10}}?(?:{vocabulary.alternation('credits.media_ends')}))(?:讯|消息|快讯|\S{{0,10}}日)"
)


def states_date(string: str) -> bool:
    """Whether the date on the line is that of publication: it comes with a word for it, a clock time, a medium, or alone (in the page's head)."""
    if is_plain_date(string) or _TIME.search(string) or _STATED.search(string):
        return True
    return (string[0] in "（(" and any(_is_medium(word) for word in _TOKEN.findall(string))) or _sources().search(string) is not None


_STATED = re.compile(f"(?:{vocabulary.alternation('credits.published')})[：:]")
