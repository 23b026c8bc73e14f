"""Activities: inspections, meetings, establishments and mobilisations that an article reports, with leaders, stops and dates.

The narrated statements (acts.py) are read in order. An act of going to see opens a tour or, for the same leaders on the same day, goes on
with it; so several days of one leader make several rows and a day's stops make one. A meeting that is reported as held makes a row of its
own, once per leader and day unless each is named. Cited meetings and tours make none.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from flows.facts.deeds import campaigns
from flows.facts.deeds.acts import Act, left_of, read_acts
from flows.facts.deeds.draft import Draft
from flows.facts.deeds.headlines import headline_tour
from flows.facts.deeds.hosts import addresses, leads_of, settle_hosts, speakers_of
from flows.facts.deeds.meetings import Meeting, Meetings, find_frame, find_occasion, is_press_conference
from flows.facts.deeds.scene import Scene
from flows.facts.deeds.topics import Topic, referred_stop, topic_of
from flows.facts.deeds.tour_stops import Stop, extend, is_room, without_containers
from flows.facts.deeds.venue_kinds import kind_of
from flows.facts.deeds.venues import stop_at_opening, stops_in
from flows.facts.mentions import DateMention, PersonMention, Reading
from flows.facts.records import Activity, ActivityKind, ActivityPerson, ActivityRole, ActivityVenue
from flows.reference import vocabulary


@cache
def _inspect() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("activities.inspect"))


@cache
def _visit() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("activities.visit"))


@cache
def _unannounced() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("activities.unannounced"))


_WITH = "(?:(?:和|与|及|以及)[^，。；]{2,16}(?:同志|负责人|领导))?"  # 甲、乙和有关部门负责同志陪同


_ATTENDS_AT_END = re.compile("(?:出席|参加|列席)了?会议[。；]?$")
_ACCOMPANIES = re.compile(_WITH + "陪同")


@cache
def _company() -> tuple[re.Pattern[str], re.Pattern[str]]:
    attend = re.compile(_WITH + "[^，。；]{0,8}?(?:" + vocabulary.alternation("activities.attend") + ")")
    accompany = re.compile(_WITH + "[^，。；]{0,8}?(?:" + vocabulary.alternation("activities.accompany") + ")")
    return attend, accompany


_UNREAL = re.compile(r"(?:切勿|不要|不得|避免|呼吁|建议|如果|如需|拟|计划|准备)[^，。；]{0,8}$")
_NOT_SEEING = re.compile(r"(?:例行|身体|医学|入院|门诊|做|听取|接受|开展|迎接|汇报|落实|加强|强化|参加|工作|驻[厂企村])$")
_HABIT = re.compile(r"(?:第一时间|迅速|立即|及时|先后|多次|分别)$")
_NOT_HELD = re.compile(
    r"减少|避免|停止|取消|暂停|推迟|延期|不|禁止|尽量|建议|鼓励|需|(?<![供响反适对效感])应(?![对急用邀约]|[^，。]{1,20}邀)|必须|(?<![主重首摘概])要(?![求素点闻])"
    r"|将|拟|可|原则|大型|多次|每[天日周月次]|等$"
)
_NATIONAL = re.compile("中共中央|党中央|中央政治局|国务院常务会议")
_CLAUSES = 40  # how far before a meeting the words stand that make it one not held, or behind it its date, in characters
_TELLS = re.compile(
    "，(?:指|称|透露|介绍|表示)(?![导挥定派示着引明赞呼职为])"
)  # what follows is reported speech, of others' journeys perhaps
_APART = re.compile("分别|分头|兵分|分组|分赴|分片|各自|分[两三四多]路")
_ASKS = re.compile("要求|强调|指出|叮嘱|希望|表示|提出")  # behind these a day (当天) is one by which something is asked
_NEAR = 16  # how far before a meeting a day of its own stands (…，并于18日晚主持召开), in characters
_NEAR_STOP = 4  # how close behind a stop a meeting is the purpose of going there, in characters
_ASIDE = re.compile(r"(?:已于|早在|截至|截止|定于|将于|原定)$")  # before a day on which something else happened


def facts(reading: Reading) -> list[Activity]:
    """The activities of an article, in order of the text."""
    scene = Scene(reading, "body")
    headline = headline_tour(reading)
    drafts = _Narration(scene, headline).run()
    if not any(draft.leads for draft in drafts):
        drafts = [headline, *drafts] if headline else drafts
    drafts += campaigns.find(reading, scene, drafts)
    return [_activity(reading, scene, draft) for draft in sorted(drafts, key=lambda draft: draft.start)]


class _Narration:
    """Reads the statements of one article in order and keeps the tour under way."""

    def __init__(self, scene: Scene, headline: Draft | None) -> None:
        self._scene = scene
        self._text = scene.text
        self._meetings = Meetings(scene.text)
        self._drafts: list[Draft] = []
        self._last: tuple[PersonMention, ...] = ()
        self._on: DateMention | None = None
        self._general: tuple[int, Stop] | None = None
        self._topic: Topic | None = None
        self._met: DateMention | None = None  # the day of the meeting that was last mentioned, whether or not it was said to be held
        self._led_in = -1  # the paragraph in which the tour's leader was last told of
        self._headlined = {person.name for person in headline.leads} if headline else set()

    def run(self) -> list[Draft]:
        for act in read_acts(self._scene):
            self._read(act)
        return self._settled()

    def _read(self, act: Act) -> None:
        own_date = self._date_in(act)
        if own_date is not None and not self._text.startswith("“", act.start):
            self._on = own_date
        named = bool(self._last) and self._text.startswith(tuple([person.name for person in self._last]), act.start)
        actors = act.actors or (self._last if act.pronoun or named else ())
        if act.actors and self._read_company(act):
            return
        meeting = self._meetings.find(act.start, act.stop)
        if meeting is None and act.actors:
            meeting = find_occasion(self._text, act.start, left_of(act.actors[0], act.start))
        if own_date is not None and self._meetings.is_mentioned(own_date.stop, min(act.stop, own_date.stop + _CLAUSES)):
            self._met = own_date
        self._set_topic(act)
        if actors:
            self._read_tour(act, actors, meeting, own_date)
        if meeting is not None:
            self._read_meeting(act, actors, meeting, own_date)
        elif act.paragraph == 0 and not self._drafts:
            self._read_frame(act)
        if act.actors:
            self._last = act.actors
        elif self._tour() is not None and not act.actors:
            self._add_stops_only(act, meeting)

    def _date_in(self, act: Act) -> DateMention | None:
        if not act.actors:
            return self._day(act.start, act.stop)
        verb = _visit().search(self._text, act.predicate, act.stop) or _inspect().search(self._text, act.predicate, act.stop)
        stop = min(verb.start(), act.predicate + _CLAUSES) if verb else act.predicate + 3
        asked = _ASKS.search(self._text, act.predicate, stop)
        stop = asked.start() if asked else stop
        return self._day(act.start, min(act.stop, max(stop, act.predicate + 3)))

    def _day(self, start: int, stop: int) -> DateMention | None:
        """The first day in `start:stop` that is not one on which something else happened."""
        for day in self._scene.dates.beginning_in(start, stop):
            if day.governs and day.first is not None and not _ASIDE.search(self._text, max(start, day.start - 2), day.start):
                return day
        return None

    def _tour(self) -> Draft | None:
        for draft in reversed(self._drafts):
            if draft.kind == "inspection":
                return draft
        return None

    def _read_company(self, act: Act) -> bool:
        """Statements that only say who else took part: they lead nothing. True if this was one."""
        if self._meetings.find(act.start, act.actors[0].start) is not None:
            return False  # 召开…会，某某参加
        attend, accompany = _company()
        following = self._text[act.predicate : act.stop]
        if not self._drafts:
            return _ACCOMPANIES.match(following) is not None
        attends = attend.match(following) or (_ATTENDS_AT_END.search(following) and not _visit().search(following))
        role: ActivityRole | None = "accompany" if accompany.match(following) else "attend" if attends else None
        if (
            role is None
            or addresses(self._text, act.predicate, act.stop)
            or (self._meetings.find(act.predicate + 2, act.stop) is not None and "主持" in following)
        ):
            return False
        wanted: ActivityKind = "meeting" if "会" in following[:14] else "inspection"
        draft = next((draft for draft in reversed(self._drafts) if draft.kind == wanted), self._drafts[-1])
        if role == "accompany" and draft.kind == "meeting":
            role = "attend"
        if any(person.name in {lead.name for lead in draft.leads} for person in act.actors):
            return False
        draft.others += [(person, role) for person in act.actors]
        return True

    def _read_tour(self, act: Act, actors: tuple[PersonMention, ...], meeting: Meeting | None, own_date: DateMention | None) -> None:
        stretches = [(act.start, act.stop)] if meeting is None else [(act.start, meeting.start), (meeting.stop, act.stop)]
        stops = [stop for left, right in stretches for stop in stops_in(self._scene, left, right, act.predicate)]
        narrated = "，".join(self._text[max(left, act.predicate) : right] for left, right in stretches)
        narrated = _TELLS.split(narrated)[0]
        seeing = next((m for m in _inspect().finditer(narrated) if self._is_seeing(narrated, m, act)), None)
        visits = any(not _UNREAL.search(narrated[: m.start()]) for m in _visit().finditer(narrated))
        names = {person.name for person in actors}
        tour = next((d for d in reversed(self._drafts) if d.kind == "inspection" and names & {p.name for p in d.leads}), None)
        topic = self._topic if self._topic is not None and self._topic.paragraph == act.paragraph else None
        own_date = own_date or (topic.day if topic else None)
        told = bool(stops) and not names.isdisjoint(self._headlined)  # the headline says that these leaders went to see
        opens = told or (seeing is not None and (visits or seeing.start() < 14 or bool(stops)))
        if seeing is None and meeting is not None and stops and 0 <= meeting.start - stops[-1].stop <= _NEAR_STOP:
            return  # 到某镇召开座谈会: gone to for the meeting alone
        if tour is None or (own_date is not None and tour.on is not None and own_date.first != tour.on.first):
            if not opens and not (visits and act.actors and (stops or tour is not None)):
                return
            tour = Draft("inspection", act.start, act.stop, actors, self._on, "activities.tour")
            tour.apart = len(actors) > 1 and not stops and _APART.search(narrated) is not None
            self._drafts.append(tour)
        elif tour.apart and len(names) == 1 and (stops or topic is not None):
            tour = self._own_way(act, tour, names)
        elif tour.on is None and own_date is not None:
            tour.on = own_date
        if not stops and (referred := referred_stop(self._scene, act.start, act.predicate, act.stop)) is not None:
            stops = [referred]
        if topic is not None:
            stops, self._topic = [topic.stop, *(stop for stop in stops if not is_room(stop))], None
        self._led_in = act.paragraph
        self._drop_general(act, tour, stops)
        extend(tour.stops, stops)
        tour.unannounced = tour.unannounced or _unannounced().search(narrated) is not None

    def _own_way(self, act: Act, joint: Draft, names: set[str]) -> Draft:
        """The tour of one of those who set out together and went apart (`甲、乙兵分两路督导。甲来到…`)."""
        way = next((way for way in joint.ways if names == {lead.name for lead in way.leads}), None)
        if way is None:
            own = tuple(lead for lead in joint.leads if lead.name in names)
            way = Draft("inspection", act.start, act.stop, own, joint.on, "activities.tour")
            joint.ways.append(way)
        return way

    def _set_topic(self, act: Act) -> None:
        """Keep the place with which a paragraph opens while a tour is under way, and add those with which its leader's goes on."""
        tour = self._tour()
        if tour is None:
            return
        before = act.actors[0].start if act.actors else act.stop
        topic = topic_of(self._scene, act.start, before, act.paragraph)
        if topic is not None or self._topic is None or self._topic.paragraph != act.paragraph:
            self._topic = topic
        if topic is None and not act.actors and self._led_in == act.paragraph:
            opened = stop_at_opening(self._scene, act.start, act.stop)
            extend(tour.stops, [opened] if opened else [])

    def _is_seeing(self, narrated: str, match: re.Match[str], act: Act) -> bool:
        """Whether a verb of inspection is one here: no noun's part, no part of a post (督察专员), no patient's examination."""
        if _NOT_SEEING.search(narrated[: match.start()][-4:]) or _UNREAL.search(narrated[: match.start()]):
            return False
        return not any(
            match.group() in self._text[title.start : title.stop]
            for person in self._scene.people.inside(act.start, act.stop)
            for title in person.titles
            if title.part == "body"
        )

    def _drop_general(self, act: Act, tour: Draft, stops: list[Stop]) -> None:
        """A town that a paragraph names first, as its only goal, is no stop once it names stops inside (来到某街道。在某市场，…)."""
        general = self._general
        if general is not None and general[0] == act.paragraph and self._text.startswith("在", act.start) and stops:
            tour.stops = [known for known in tour.stops if known is not general[1]]
        single = len(stops) == 1 and stops[0].name.endswith(("镇", "乡", "街道")) and not self._text.startswith("在", act.start)
        self._general = (act.paragraph, stops[0]) if single else None

    def _add_stops_only(self, act: Act, meeting: Meeting | None) -> None:
        tour = self._tour()
        if tour is not None and meeting is None and act.pronoun:
            extend(tour.stops, stops_in(self._scene, act.start, act.stop))

    def _read_meeting(self, act: Act, actors: tuple[PersonMention, ...], meeting: Meeting, own_date: DateMention | None) -> None:
        leads = leads_of(self._scene, act, actors, meeting)
        on, own_date = self._day_of(act, meeting, own_date)
        if not leads and not self._reported(act, meeting, own_date):
            return
        for draft in self._drafts:
            if draft.kind != "meeting" or (draft.on is not None and on is not None and draft.on.first != on.first):
                continue
            if is_press_conference(meeting.title) != is_press_conference(draft.title):
                continue
            same = {p.name for p in leads} == {p.name for p in draft.leads}
            again = meeting.told == "plainly" and (draft.title or "").endswith(meeting.title or "")
            if leads and not draft.leads and (draft.title == meeting.title or meeting.title is None or again):
                draft.leads = leads
            elif leads and not same and (meeting.title is None or (draft.title or "").endswith(meeting.title)):
                draft.others += [(person, "host" if "主持" in self._text[meeting.start : meeting.stop] else "attend") for person in leads]
            elif leads and not same:
                continue
            draft.on = draft.on or on
            if meeting.venue and not draft.stops:
                draft.stops = [_venue(self._text, meeting.venue)]
            return
        draft = Draft("meeting", act.start, act.stop, leads, on, "activities.meeting", title=meeting.title)
        draft.speakers = speakers_of(self._scene, act, meeting)
        if meeting.venue:
            draft.stops = [_venue(self._text, meeting.venue)]
        self._drafts.append(draft)

    def _day_of(self, act: Act, meeting: Meeting, own_date: DateMention | None) -> tuple[DateMention | None, DateMention | None]:
        """The day of a meeting, and the one that its own statement gives. One told plainly is of the day when it was spoken of."""
        near = [
            day
            for day in self._scene.dates.beginning_in(max(act.start, meeting.start - _NEAR), meeting.start)
            if day.first and (day.governs or meeting.told == "plainly")
        ]
        own_date = near[-1] if near else own_date
        if meeting.told == "plainly" and own_date is None:
            return (None if any(draft.kind == "meeting" for draft in self._drafts) else self._met or self._on), None
        return own_date or self._on, own_date

    def _ways_of(self, draft: Draft) -> list[Draft]:
        """A tour of leaders who went apart as a tour of each, if the text follows every one of them; else one tour with all their stops."""
        if len(draft.ways) == len(draft.leads):
            return draft.ways or [draft]
        for way in draft.ways:
            extend(draft.stops, way.stops)
        return [draft]

    def _read_frame(self, act: Act) -> None:
        """The meeting, a press conference mostly, at which all that the article reports was said."""
        meeting = find_frame(self._text, act.start, act.stop)
        if meeting is not None:
            day = next((date for date in self._scene.dates.beginning_in(act.start, meeting.stop) if date.first is not None), None)
            self._drafts.append(Draft("meeting", act.start, act.stop, (), day, "activities.frame", title=meeting.title))

    def _reported(self, act: Act, meeting: Meeting, own_date: DateMention | None) -> bool:
        """Whether a meeting without a leader is reported rather than planned, habitual or cited."""
        before = self._text[act.start : meeting.start]
        asked = _NOT_HELD.search(before[-_CLAUSES:])
        if asked or _NOT_HELD.search(meeting.title or "") or "总书记" in before or (act.paragraph and _NATIONAL.search(before)):
            return False
        if own_date is not None and own_date.start > meeting.start + _CLAUSES:
            own_date = None
        return own_date is not None or (act.paragraph <= 2 and not _HABIT.search(before))

    def _settled(self) -> list[Draft]:
        """The drafts with leaders who preside in a later statement, without vague repetitions of dated tours."""
        settle_hosts(self._scene, self._drafts)
        dated = {person.name for draft in self._drafts if draft.kind == "inspection" and draft.on and draft.stops for person in draft.leads}
        kept = []
        for draft in chain.from_iterable(map(self._ways_of, self._drafts)):
            vague = draft.kind == "inspection" and draft.on is None and not draft.stops and any(p.name in dated for p in draft.leads)
            if not vague:
                draft.stops = without_containers(draft.stops, self._scene)
                kept.append(draft)
        return kept


def _venue(text: str, span: tuple[int, int]) -> Stop:
    return Stop(span[0], span[1], text[span[0] : span[1]])


def _activity(reading: Reading, scene: Scene, draft: Draft) -> Activity:
    part = "headline" if draft.rule == "activities.headline" else "body"
    on = draft.on
    people = [(person, "lead") for person in draft.leads] + list(draft.others)
    seen: set[str] = set()
    rows = []
    for person, role in people:
        if person.name not in seen:
            seen.add(person.name)
            rows.append(
                ActivityPerson(start=person.start, stop=person.stop, part=person.part, rule=draft.rule, name=person.name, role=role)  # type: ignore[arg-type]
            )
    venues = tuple(
        ActivityVenue(
            start=stop.start,
            stop=stop.stop,
            part=part,  # type: ignore[arg-type]
            rule="activities.stop",
            seq=seq,
            name=stop.name,
            venue_kind=kind_of(stop.name, _level(scene, stop)),
            place_code=_place_code(scene, stop),
        )
        for seq, stop in enumerate(draft.stops, 1)
    )
    return Activity(
        start=draft.start,
        stop=draft.stop,
        part=part,  # type: ignore[arg-type]
        rule=draft.rule,
        confidence="certain" if draft.leads and on else "probable",
        kind=draft.kind,
        date=on.first if on else None,
        date_end=on.last if on else None,
        date_origin=on.origin if on and on.first else None,
        adcode=reading.jurisdiction.adcode,
        title=draft.title,
        unannounced=draft.unannounced,
        people=tuple(rows),
        venues=venues,
    )


def _level(scene: Scene, stop: Stop) -> str | None:
    place = scene.places.at(stop.start, stop.stop)
    return place.level if place else None


def _place_code(scene: Scene, stop: Stop) -> str | None:
    """The code of the last town or village named inside a stop."""
    codes = [place.place_code for place in scene.places.inside(stop.start, stop.stop) if place.place_code]
    return codes[-1] if codes else None
