"""The formats: what a file shows, and that every shown character stands in the raw text where it says."""

from __future__ import annotations

import json
from datetime import date

import pytest

from flows.text.documents import Refusal
from flows.text.formats import markup, page, plain, record
from flows.text.reader import read_document
from flows.text.spans import Mapped

PAGE = """<!DOCTYPE html>
<html><head><meta charset="gb2312"><title>县长检查卡口_某某新闻网</title>
<meta property="article:published_time" content="2020-02-11T09:30:00+08:00"><style>p {color: red}</style>
<script>var a = "<p>隐藏</p>";</script></head>
<body><ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">要闻</a></li></ul>
<div class="article"><h1>县长检查卡口</h1>
<p>2020-02-11 09:30 来源：某某新闻网 作者：张小三 字号：大 中 小</p>
<p>&nbsp;&nbsp;2月10日，县长李小四到<b>城关镇</b>检查卡口，他说&ldquo;要守好门&rdquo;，要求各部门
加强配合，确保物资供应，做到不漏一车、不漏一人。</p>
<p>随后，李小四来到县人民医院，看望慰问一线医务人员，详细了解医疗物资储备情况，要求做好个人防护。</p>
<!-- 注释 --><p>（责任编辑：王小五）</p></div>
<div class="related"><h3>相关新闻</h3><ul><li><a href="1">某村修路</a></li><li><a href="2">某社区体检</a></li></ul></div>
<div class="footer"><p>版权所有 某某新闻网 某ICP备00000000号</p></div></body></html>
"""


def test_a_page_gives_its_article_and_nothing_else() -> None:
    document = read_document(PAGE.encode(), "html")
    (article,) = document.articles
    assert article.headline is not None
    assert article.headline.text == "县长检查卡口"
    assert article.body.text.split("\n") == [
        "2月10日，县长李小四到城关镇检查卡口，他说“要守好门”，要求各部门加强配合，确保物资供应，做到不漏一车、不漏一人。",
        "随后，李小四来到县人民医院，看望慰问一线医务人员，详细了解医疗物资储备情况，要求做好个人防护。",
    ]
    assert (document.source_name, document.author, document.editor) == ("某某新闻网", "张小三", "王小五")
    assert (document.published_on, document.published_on_origin) == (date(2020, 2, 11), "page")


def test_every_shown_character_stands_in_the_html() -> None:
    text = page.read(Mapped.of(PAGE)).text
    for index, character in enumerate(text.text):
        start, stop = text.raw_span(index, index + 1)
        raw = PAGE[start:stop]
        assert raw == character or raw[:1] in "<& \n" or character == "\n"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("甲<br/>乙<BR>丙", ["甲", "乙", "丙"]),
        ("<div>甲<span>乙</span></div>", ["甲乙"]),
        ("甲&lt;乙&gt;&#20013;&nbsp;&unknown;", ["甲<乙>中 &unknown;"]),
        ("<script>if (a<b) x</script>甲<!-- <p>乙 -->丙", ["甲丙"]),
        ("甲<script>没有结尾", ["甲没有结尾"]),
        ("依照<中华人民共和国某某法>", ["依照<中华人民共和国某某法>"]),
        ("1 < 2 且 a<b", ["1 < 2 且 a<b"]),
        ("<p>甲\n乙 <b>丙</b></p>", ["甲乙 丙"]),
        ("<p", ["<p"]),
        ("甲<!-- 没有结尾", ["甲!-- 没有结尾"]),
    ],
)
def test_markup(html: str, shown: list[str]) -> None:
    text = markup.visible(Mapped.of(html), keep_lines=False).text.text
    assert [line.strip() for line in text.split("\n") if line.strip()] == shown


def test_front_matter_and_markdown() -> None:
    text = (
        "---\ntitle: 某县发布通告\npublished: 2020-02-06\nsource: 某湖之声\ntags: [疫情, 通告]\n---\n\n# 某县发布通告\n\n"
        "2月5日，某县发布**第5号**[通告](http://a.example.cn/x(1))，自即日起施行。\n\n![图](gate.jpg)\n\n{{< video x >}}\n\n"
        "> 各村设卡。\n\n---\n\n"
        "- 红白喜事缓办。\n"
    )
    document = read_document(text.encode(), "md")
    (article,) = document.articles
    assert article.headline is not None
    assert (article.headline.text, document.title_given) == ("某县发布通告", "某县发布通告")
    assert article.body.text.split("\n") == ["2月5日，某县发布第5号通告，自即日起施行。", "各村设卡。", "红白喜事缓办。"]
    assert (document.source_name, document.published_on, document.published_on_origin) == ("某湖之声", date(2020, 2, 6), "given")
    assert document.metadata["tags"] == "疫情、通告"


_ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("block", [_ALIASES, "a: &a [*a]\n", "a: " + "[" * 9000 + "\n", "a: " + "{a: " * 5000 + "\n", "? [a]\n: b\n"])
def test_front_matter_that_would_fill_the_memory_gives_nothing(block: str) -> None:
    (article,) = read_document(f"---\n{block}---\n某县发布通告\n2月5日，某县发布第5号通告，自即日起施行。\n".encode(), "md").articles
    assert "第5号通告" in article.body.text


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    assert plain.read(Mapped.of("---\n某县设卡。\n"), is_markdown=False).metadata == {}


def test_a_json_line_maps_through_its_escapes() -> None:
    value = {
        "url": "http://a.example.cn/1",
        "title": '某县"设卡"',
        "extra": {"text": "不是这个"},
        "n": 3,
        "text": '甲\n\n乙说："好"。\\ 丙\u3000𠮷',
    }
    for line in (json.dumps(value, ensure_ascii=False), json.dumps(value), " " + json.dumps(value, indent=1)):
        source = record.read(Mapped.of(line))
        assert source.raw_text == line
        assert source.title is not None
        assert source.title.text == value["title"]
        assert source.metadata == {"url": "http://a.example.cn/1", "title": '某县"设卡"', "extra": '{"text": "不是这个"}', "n": "3"}
        for index, character in enumerate(source.text.text):
            start, stop = source.text.raw_span(index, index + 1)
            assert json.loads(f'"{line[start:stop]}"') == character


@pytest.mark.parametrize("line", ["", "[1]", "{", '{"text": 3}', '{"title": "某县"}', '{"text": "  "}', "某县设卡。"])
def test_a_line_that_is_no_document_is_refused(line: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_document(line.encode() or b"\n", "jsonl")
    assert refused.value.reason in ("bad_json", "empty")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_document("某县设卡。".encode(), "pdf")
    assert refused.value.reason == "bad_format"
