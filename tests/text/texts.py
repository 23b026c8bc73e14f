"""Invented clean articles for the property tests: towns, people and events that exist nowhere, in canonical text."""

from __future__ import annotations

import random

from tests.dirt import Clean

COUNTIES = ("望江县", "桐梓县", "枣强县", "苍溪县", "龙里县", "封丘县")
TOWNS = ("柳溪镇", "白石坡乡", "双河口镇", "杨家湾村", "北门社区", "青枫街道")
VENUES = ("高速路口卡点", "城东农贸市场", "县人民医院", "汽车客运站", "锦绣家园小区", "工业园区纺织车间")
PEOPLE = ("韩立冬", "蒋文博", "邱雪梅", "欧阳明远", "白志刚", "谷秋霞")
TITLES = ("县委书记", "县长", "副县长", "镇党委书记", "县卫健局局长", "村党支部书记")
DEMANDS = (
    "要压实属地责任，把各项措施落实到户到人",
    "要加强值班值守，严格测温登记，不漏一车、不漏一人",
    "要做好物资保障，让群众买得到菜、看得上病",
    "对返乡人员要逐户排查，做到底数清、情况明",
    "要引导群众少出门、不聚集、戴口罩、勤洗手",
)
SAID = ("强调", "要求", "指出", "说")
FACTS = (
    "目前，全镇设立卡口{n}处，{n}名党员干部轮流值守",
    "截至2月{d}日，累计排查返乡人员{n}名，均已落实居家观察",
    "该村{n}户群众的生活用品由网格员统一代购",
    "县里调拨口罩{n}只、消毒液{n}桶，全部送到一线",
)
QUOTES = ("家里的菜够不够吃？", "体温每天量几次？", "有没有发热的？", "夜里冷，大家要注意保暖。")
HEADLINES = ("{county}：{person}到一线检查防控工作", "{town}织密疫情防控网", "{person}督导{county}复工复产", "{county}召开防控工作调度会")


def article(rng: random.Random) -> Clean:
    """An article of two to five paragraphs."""
    return Clean(_headline(rng), (_lead(rng), *(_paragraph(rng) for _ in range(rng.randrange(1, 5)))))


def _headline(rng: random.Random) -> str:
    return rng.choice(HEADLINES).format(county=rng.choice(COUNTIES), town=rng.choice(TOWNS), person=rng.choice(PEOPLE))


def _lead(rng: random.Random) -> str:
    day, county, title, person = rng.randrange(1, 29), rng.choice(COUNTIES), rng.choice(TITLES), rng.choice(PEOPLE)
    stops = "、".join(rng.sample(VENUES, rng.randrange(1, 4)))
    return f"2月{day}日，{county}{title}{person}先后来到{stops}，实地检查疫情防控工作。{rng.choice(PEOPLE)}、{rng.choice(PEOPLE)}参加。"


def _paragraph(rng: random.Random) -> str:
    person = rng.choice(PEOPLE)
    kind = rng.randrange(3)
    if kind == 0:
        demands = "；".join(rng.sample(DEMANDS, rng.randrange(1, 4)))
        return f"在{rng.choice(TOWNS)}，{person}{rng.choice(SAID)}，{demands}。"
    if kind == 1:
        fact = rng.choice(FACTS).format(n=rng.randrange(3, 3000), d=rng.randrange(1, 29))
        return f"{fact}。{person}对此表示肯定，{rng.choice(DEMANDS)}。"
    questions = "".join(f"“{quote}”" for quote in rng.sample(QUOTES, 2))
    return f"{questions}在{rng.choice(VENUES)}，{person}边走边问，向值守人员了解情况，{rng.choice(DEMANDS)}。"
