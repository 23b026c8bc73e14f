"""Candidate names in a text: every place where a surname stands, judged by the name's characters and by what stands to its left and right.

All scores are bits of evidence and add up; the weights were set by reading what they let in and keep out over the genre's articles.
Offsets are code points of the text handed in.
"""

from __future__ import annotations

import math
import re
from functools import cache
from heapq import heappop, heappush
from typing import NamedTuple

from flows.facts.naming import titles
from flows.facts.naming.names import (
    SELDOM,
    SINGLE_PENALTY,
    UNSEEN,
    characters,
    common_words,
    is_compound,
    name_score,
    seldom_surnames,
    surname_lengths,
    surname_score,
)
from flows.facts.naming.quick_look import Most, QuickLook
from flows.reference import vocabulary
from flows.reference.gazetteer import gazetteer

THRESHOLD = 3.0
RESERVE = 4.0  # how far below the threshold a candidate is kept, for the document to decide
TITLED_THRESHOLD = 0.0  # right after the title of an office
HOPELESS = -9.0  # below this no evidence makes a candidate
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_BOUNDARY = "，。；：！？“”‘’（）()《》〈〉【】[]…—|\n\r\t 　、/／"
_LIST_MARKS = frozenset("、和与及 ，")  # what stands between two names of a list
_BEFORE_REACH = 4
_PLACE_ENDINGS = frozenset("县村镇乡市区省街路")
_PLACE_PENALTY = 8.0  # without a title before it, what ends like a place is one
_CROSSING = 4.0  # the title's last character and the surname are a word (部长江…)
_CROSSING_LEFT = -6.0  # the character before and the surname are a word (照顾宝宝)
_VERB_PENALTY = 4.0  # the name's last character begins a verb and is seldom a given name's (高山站了一夜)
_OFFICE_PENALTY = 8.0  # 任组长 after a name of two characters
_CONTACT = re.compile(r"(?:联系人|姓名|作者|发言人|主讲人|嘉宾)[：:]\s?$")
_FIRM_AFTER = re.compile("[\u4e00-\u9fff]{0,4}?(?:有限|公司|集团|制药|股份)")
_FIRM = -9.0  # what goes on to a firm's form is the firm's name
_DANGLING = -7.0
# What stands right behind a name: a comma of a list, an ordinary character, a light word, a verb behind that, a verb of one
# character with its complement, a verb of action or of speaking, a title, a title that only a named person has.
_LIST_COMMA, _NO_FOLLOWER, _LIGHT, _CHAINED, _MOTION = 1.5, -3.5, 0.3, 2.0, 1.5
_ACTION, _SPEECH, _AFTER, _HIGHEST_AFTER = 3.0, 5.0, 6.0, 11.0
# What stands right before it: nothing, a committee, where somebody is from, a word that persons follow, 的, any other character.
_FREE_LEFT, _COMMITTEE_LEFT, _HOME_LEFT, _ORDINARY_LEFT, _OF_LEFT, _OTHER_LEFT = 1.0, 3.0, 2.0, 0.5, -1.0, -3.0
_LIKELY = 2.5  # how much like a name a string without any mark must look
_HIGHEST = frozenset(vocabulary.words("titles.highest"))  # titles that nobody but a named person has before them
_TITLE_WEIGHT = {"official": 9.0, "press": 9.0, "citizen": 6.0}  # 市民, 员工 and the like are often no title but a subject


class Candidate(NamedTuple):
    """A possible name, its total score and the frame that speaks for it (`title`, `list`, `speech`, `action`, `after`, `bare`)."""

    start: int
    stop: int
    name: str
    score: float
    frame: str


@cache
def _followers() -> re.Pattern[str]:
    groups = ((group, vocabulary.alternation(f"name_contexts.{group}")) for group in ("speech", "action", "particle"))
    after = vocabulary.alternation("titles.after_name") + "|" + vocabulary.alternation("titles.honorific")
    parts = [f"(?P<after>{after})", *(f"(?P<{group}>{words})" for group, words in groups)]
    return re.compile("|".join(parts))


@cache
def _motion() -> re.Pattern[str]:
    """A verb of one character with its complement (寄来, 拉到)."""
    verbs, complements = ("".join(vocabulary.words(f"name_contexts.{group}")) for group in ("motion", "complement"))
    return re.compile(f"[{verbs}][{complements}]")


@cache
def _offices() -> frozenset[str]:
    return frozenset(vocabulary.words("titles.after_name"))


@cache
def _addresses() -> frozenset[str]:
    """Forms of address of two characters, which a name does not run into (黄小姐)."""
    return frozenset(word for group in ("titles.honorific", "name_contexts.address") for word in vocabulary.words(group) if len(word) == 2)


@cache
def _double() -> frozenset[str]:
    return frozenset(vocabulary.words("surnames.double"))


@cache
def _double_titled() -> frozenset[str]:
    return frozenset(vocabulary.words("surnames.double_titled"))


_COMMITTEE = re.compile("[省市县区州旗镇乡村党工]委$")


def _followers_after(text: str, start: int) -> bool:
    """Whether a title follows a name of two or three characters at `start` (省委张某书记)."""
    return any(match is not None and match.lastgroup == "after" for match in (_followers().match(text, start + width) for width in (2, 3)))


@cache
def _before() -> frozenset[str]:
    return frozenset(vocabulary.words("name_contexts.before"))


@cache
def _before_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in _before())


def find_candidates(text: str, ends: dict[int, str], places: list[int]) -> tuple[list[Candidate], list[Candidate]]:
    """The best candidates of a text, without overlaps and in order: those that pass the threshold, and those that fall little short.

    `places` are those at which a name may begin though no title stands before it, as `quick_look` finds them.
    """
    found: list[Candidate] = []
    weak: list[Candidate] = []
    accepted_until = looked_at = -1
    surnames = surname_lengths()
    starts = sorted({*places, *(end for end in ends if text[end : end + 1] in surnames)})
    while starts:
        start = heappop(starts)
        if start < accepted_until or start == looked_at or _is_word(text, start, ends):
            continue
        looked_at = start
        best = _best_at(text, start, ends, accepted_until)
        if best is None or best.score < THRESHOLD - RESERVE:
            continue
        if best.score < (TITLED_THRESHOLD if ends.get(start, "") in _offices() else THRESHOLD):
            if text[start - 1 : start + 1] not in common_words():
                weak.append(best)
        elif _rival(text, best, ends) is None:
            found.append(best)
            accepted_until = best.stop
            if text[best.stop : best.stop + 1] in _LIST_MARKS and text[best.stop + 1 : best.stop + 2] in surnames:
                heappush(starts, best.stop + 1)  # the name before speaks for what the quick look passes over
    return found, weak


def _is_word(text: str, start: int, ends: dict[int, str]) -> bool:
    """Whether a character that is seldom a surname forms a common word with a neighbour, where no title or list speaks for a name."""
    if text[start] not in seldom_surnames() or start in ends:
        return False
    words = common_words()
    if text[start : start + 2] not in words and text[start - 1 : start + 1] not in words:
        return False
    return text[start - 1 : start] not in ("、", " ")


def _rival(text: str, best: Candidate, ends: dict[int, str]) -> Candidate | None:
    """A better candidate that begins inside this one (书记张三 read as 记张…), or None."""
    if best.frame in ("title", "list"):
        return None
    for start in range(best.start + 1, best.stop):
        if text[start] in surname_lengths():
            other = _best_at(text, start, ends, -1)
            if other is not None and other.score > best.score + 2.0:
                return other
    return None


def _best_at(text: str, start: int, ends: dict[int, str], previous_stop: int) -> Candidate | None:
    """The likeliest name that begins at `start`."""
    lengths = _lengths(text, start)
    if start not in ends and not lengths:
        return None
    left, frame = _left(text, start, ends, previous_stop)
    if frame == "bare" and text[start : start + 2] in _double_titled():
        return None
    best: Candidate | None = None
    run = _HAN.match(text, start, start + 5)
    width = run.end() - start if run else 0
    for length in (*lengths, *((4,) if frame == "title" and _may_be_compound(text, start, ends) else ())):
        if length > width:
            continue
        name = text[start : start + length]
        own = name_score(name)
        if length == 2 and frame == "bare" and name in common_words():
            continue
        if own + left < HOPELESS:
            continue
        right, seen = right_evidence(text, start + length)
        if length == 2 and _may_be_given(text, start + length):
            right = min(right, _NO_FOLLOWER)
        if seen == "after" and length == 2 and _is_place_before_post(text, start + length):
            continue
        if text[start + length - 1 : start + length + 1] in _addresses():
            continue
        if length > 2 and _ends_in_join(text, start + length):
            continue
        if length > 2 and _motion().match(text, start + length - 1) and name[-1] not in _given_verbs():
            right -= _VERB_PENALTY
        if seen == "after" and name[-1] in "任兼时原" and length > 2:
            right -= _OFFICE_PENALTY
        score = own + left + right - (_PLACE_PENALTY if frame != "title" and name[-1] in _PLACE_ENDINGS and length > 2 else 0.0)
        if best is None or score > best.score:
            best = Candidate(start, start + length, name, score, frame if frame != "bare" else seen)
    return best


@cache
def quick_look() -> QuickLook:
    """Knows the most that each character can say for a name: see `_left`, `name_score` and `right_evidence`."""
    left = dict.fromkeys(_BOUNDARY, _FREE_LEFT) | dict.fromkeys(_before_ends(), _ORDINARY_LEFT)
    left |= {"的": _OF_LEFT, "委": _COMMITTEE_LEFT, "人": _HOME_LEFT}
    left |= dict.fromkeys(" 　\xa0\n\r\t：）)", math.inf)  # a label or a title may stand there
    surname = {first: surname_score(first) if 1 in lengths else -math.inf for first, lengths in surname_lengths().items()}
    given = characters()
    right = dict.fromkeys(_BOUNDARY, _LIST_COMMA)
    for name, evidence in (
        ("name_contexts.particle", _LIGHT + _CHAINED),
        ("name_contexts.motion", _MOTION),
        ("name_contexts.action", _ACTION),
        ("name_contexts.speech", _SPEECH),
        ("titles.honorific", _AFTER),
        ("titles.after_name", _AFTER),
        ("titles.highest", _HIGHEST_AFTER),
    ):
        for word in vocabulary.words(name):
            right[word[0]] = max(evidence, right.get(word[0], evidence))
    return QuickLook(
        Most(left, _OTHER_LEFT),
        Most(surname, -math.inf),
        Most({character: bits.single - SINGLE_PENALTY for character, bits in given.items()}, UNSEEN.single - SINGLE_PENALTY),
        Most({character: bits.first for character, bits in given.items()}, UNSEEN.first),
        Most({character: bits.second for character, bits in given.items()}, UNSEEN.second),
        Most(right, _NO_FOLLOWER),
        _double(),
        THRESHOLD - RESERVE,
    )


_JOINS = frozenset("和与及又则亦")


def _ends_in_join(text: str, stop: int) -> bool:
    """Whether the last character before `stop` joins what goes on (市委书记蔡某和市长) rather than ending a name."""
    if text[stop - 1] not in _JOINS or stop >= len(text):
        return False
    post = _followers().match(text, stop)
    if post is not None and post.lastgroup == "after":
        return name_score(text[post.end() : post.end() + 3]) > 0 and text[post.end() : post.end() + 1] in surname_lengths()
    return right_evidence(text, stop)[0] < 0


def _may_be_compound(text: str, start: int, ends: dict[int, str]) -> bool:
    """Whether two surnames and a given name stand here: the first is a usual surname and no part of the title (护士长范某某)."""
    return start + 1 not in ends and surname_score(text[start]) > SELDOM and is_compound(text[start : start + 4])


@cache
def _given_verbs() -> frozenset[str]:
    """Verbs of one character that also end given names."""
    return frozenset(vocabulary.words("name_contexts.motion_in_names"))


def _may_be_given(text: str, stop: int) -> bool:
    """Whether the verb of one character behind a name of two may be the name's third (陈国运到…)."""
    return text[stop : stop + 1] in _given_verbs() and _motion().match(text, stop) is not None


_LEVEL_POST = re.compile("(?:省|市|县|区|镇|乡|州)长")


def _is_place_before_post(text: str, stop: int) -> bool:
    """Whether a place's name and not a person's stands before 市长 and the like: the person's name follows (某某市长张三)."""
    post = _LEVEL_POST.match(text, stop)
    if post is None:
        return False
    following = text[post.end() : post.end() + 3]
    return (
        following[:1] in surname_lengths() and max(name_score(following), name_score(following[:2])) > 0 if len(following) == 3 else False
    )


def _lengths(text: str, start: int) -> tuple[int, ...]:
    """How long a name beginning at `start` may be: one or two characters after a surname of one or two."""
    if text[start : start + 2] in _double():
        return (3, 4)
    return (2, 3) if 1 in surname_lengths()[text[start]] else ()


def _left(text: str, start: int, ends: dict[int, str], previous_stop: int) -> tuple[float, str]:
    """The evidence to the left of a candidate, and the frame it makes."""
    if start == 0:
        return _FREE_LEFT, "bare"
    at = start
    while at > 0 and text[at - 1] in " 　\xa0":
        at -= 1
    at = at if at in ends else titles.remit_start(text, at)
    if at in ends:
        crossing = at == start and text[start - 1 : start + 1] in common_words()
        return _TITLE_WEIGHT[titles.role_of_word(ends[at])] - (_CROSSING if crossing else 0.0), "title"
    before = text[start - 1]
    if previous_stop == start - 1 and before in _LIST_MARKS:
        return (7.0 if before == "、" else 4.0), "list" if before == "、" else "bare"
    if before in _BOUNDARY:
        labelled = _CONTACT.search(text, max(0, start - 6), start) is not None or titles.is_labelled(text, start)
        return (8.0 if labelled else _FREE_LEFT), "bare"
    if before + text[start] in common_words():
        return _CROSSING_LEFT, "bare"
    if _COMMITTEE.search(text, max(0, start - 3), start) and _followers_after(text, start):
        return _COMMITTEE_LEFT, "bare"
    if before == "的":
        return _OF_LEFT, "bare"
    if before == "人" and _is_from_a_place(text, start - 1):
        return _HOME_LEFT, "bare"
    if before in _before_ends() and any(text[start - width : start] in _before() for width in range(1, min(start, _BEFORE_REACH) + 1)):
        return _ORDINARY_LEFT, "bare"
    return _OTHER_LEFT, "bare"


def _is_from_a_place(text: str, stop: int) -> bool:
    """Whether the name of a province, city or county ends at `stop` that begins its clause or follows 的 (在某地务工的德清人)."""
    return any(
        text[stop - width : stop] in _home_names() and text[max(0, stop - width - 1) : stop - width] in _BEFORE_HOME
        for width in (2, 3, 4)
        if stop >= width
    )


_BEFORE_HOME = ("", "的", "，", "。", "、", "\n", "“")


@cache
def _home_names() -> frozenset[str]:
    """Provinces, prefectures and counties as their people are called after them (德清人)."""
    return frozenset(gazetteer().short_names())


def _chained(text: str, stop: int) -> float:
    """What a verb after a light word (`又来到`, `正带着`) adds to the evidence."""
    match = _followers().match(text, stop)
    return _CHAINED if match is not None and match.lastgroup in ("speech", "action") and match.end() - stop > 1 else 0.0


def right_evidence(text: str, stop: int) -> tuple[float, str]:
    """The evidence to the right of a candidate that ends at `stop`, and the frame it makes."""
    if stop >= len(text):
        return 1.0, "bare"
    following = text[stop]
    if following in _BOUNDARY:
        return (_LIST_COMMA if following == "、" else 1.0), "bare"
    match = _followers().match(text, stop)
    if (match is None or (match.end() - stop == 1 and match.lastgroup != "after")) and _motion().match(text, stop):
        crossing = text[stop - 1 : stop + 1] in common_words()
        return (-3.0 if crossing else _MOTION), "bare"
    if following in _PLACE_ENDINGS and (match is None or match.lastgroup != "after"):
        return -8.0, "bare"
    if match is None and _FIRM_AFTER.match(text, stop):
        return _FIRM, "bare"
    if match is None:
        crossing = text[stop - 1 : stop + 1] in common_words()
        dangling = text[stop + 1 : stop + 2] in _BOUNDARY  # one character left over: the name goes on
        return (_DANGLING if dangling else -5.0 if crossing else _NO_FOLLOWER), "bare"
    width = match.end() - match.start()
    kind = match.lastgroup or "particle"
    if kind == "after" and match.group() in _HIGHEST:
        return _HIGHEST_AFTER, "after"
    if kind == "particle" or (kind == "action" and width == 1):
        crossing = text[stop - 1 : stop + 1] in common_words() or text[stop - 1 : stop + 2] in common_words()
        return (-3.0 if crossing else _LIGHT + _chained(text, match.end())), "bare"
    if kind == "action":
        return _ACTION, "action"
    if kind == "after":
        return _AFTER, "after"
    if width == 1 and text[stop - 1 : stop + 1] in common_words():  # 袁某回答: 回答 is the verb
        return -3.0, "bare"
    return (_SPEECH if width > 1 or text[match.end() : match.end() + 1] in "，。：" else 3.0), "speech"


def is_free(text: str, start: int) -> bool:
    """Whether nothing stands right before a name, as at the beginning of a clause."""
    return start == 0 or text[start - 1] in _BOUNDARY


def is_likely(text: str, weak: Candidate) -> bool:
    """Whether a weakly marked string of three characters looks so much like a name, and so little like words with what stands beside it,
    that it is one also in the middle of a sentence (`等一下某某某把菜送来`)."""
    words = common_words()
    crosses = any(text[edge - 1 : edge + 1] in words for edge in (weak.start, weak.stop)) or weak.name[1:] in words
    listed = "、" in (text[weak.start - 1 : weak.start], text[weak.stop : weak.stop + 1])  # the items of a list may be anything
    return len(weak.name) == 3 and not (crosses or listed) and name_score(weak.name) > _LIKELY and right_evidence(text, weak.stop)[0] > 0
