"""Whose post a title is: the administrative code that a title's own words, or the article's jurisdiction, give it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.facts.mentions import Jurisdiction, PlaceMention, TitleMention
from flows.facts.naming.titles import role_of

_NATIONAL = re.compile(r"总书记|国务|国家|中央|全国|总理|委员长|中共中央")
_PROVINCE = re.compile(r"^(?:省|自治区|全省|副省长|代省长|省长)")
_CITY = re.compile(r"市(?:委|长)")
_COUNTY = re.compile(r"^(?:副|代|常务副)?(?:县(?!级)|旗|区(?!域)|镇(?!江)|乡|街道|村|社区)")
_PREFECTURE = re.compile(r"^(?:市|州|盟|地委|行署|副市长|代市长|副州长|州长|盟长)")


def post_adcode(jurisdiction: Jurisdiction, title: TitleMention, places: Sequence[PlaceMention]) -> str | None:
    """The code of the unit whose post `title` is; `places` are those named in the title.

    None where the text does not decide and for posts that are no unit's: national ones, those of firms and of the press.
    """
    if role_of(title.text) != "official" or _NATIONAL.search(title.text):
        return None
    if places:
        return places[-1].adcode
    home = jurisdiction.adcode
    if home is None:
        return None
    if _PROVINCE.match(title.text):
        return home[:2] + "0000"
    if _PREFECTURE.match(title.text) or _CITY.search(title.text):
        own_city = home[4:] != "00" and (jurisdiction.name or "").endswith("市")
        return home if own_city else home[:4] + "00" if home[2:4] != "00" else None
    return None if home.endswith("00") and _COUNTY.match(title.text) else home  # which county's, a prefecture's article leaves open
