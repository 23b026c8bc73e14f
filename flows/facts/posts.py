"""Whose post a title is: the administrative code that a title's own words, or the article's jurisdiction, give it."""

from __future__ import annotations

import re

from flows.facts.mentions import Reading, TitleMention

_NATIONAL = re.compile(r"总书记|国务|国家|中央|全国|总理|委员长|中共中央")
_PROVINCE = re.compile(r"^(?:省|自治区|全省|副省长|代省长|省长)")
_PREFECTURE = re.compile(r"^(?:市|州|盟|地委|行署|副市长|代市长|副州长|州长|盟长)")


def post_adcode(reading: Reading, title: TitleMention) -> str | None:
    """The code of the unit whose post `title` is, or None where the text does not decide (national posts, private bodies)."""
    for place in reading.places:
        if place.part == title.part and title.start <= place.start and place.stop <= title.stop:
            return place.adcode
    home = reading.jurisdiction.adcode
    if home is None or _NATIONAL.search(title.text):
        return None
    if _PROVINCE.match(title.text):
        return home[:2] + "0000"
    if _PREFECTURE.match(title.text):
        own_city = home[4:] != "00" and (reading.jurisdiction.name or "").endswith("市")
        return home if own_city else home[:4] + "00" if home[2:4] != "00" else None
    return home
