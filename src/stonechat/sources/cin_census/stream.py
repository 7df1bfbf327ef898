"""The census file as a stream of `Child` elements, opened so that nothing in it is fetched or run.

Entities, DTDs and the network are off, nesting and text sizes are bounded by the parser, and a file with
a DOCTYPE is refused before anything of it is used. Each child is thrown away when the next one comes, so
that memory stays flat. `first_look` goes through the whole file before any row is given out: a file that
breaks off or is not well formed yields nothing at all.

This module knows no columns: `read.py` does. Next: `heading.py` reads what `first_look` found at the top.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.decoding import decoded

Node = etree._Element
FALLBACK_ENCODING = "windows-1252"
_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 4 * 1024
_LAST_EXACT_LINE = 65534
"""Up to here libxml2 keeps a line for every element; beyond it works from the text inside them."""


class NotReadable(Exception):
    """The whole file is refused; holds the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


PARTS = 16
MOST_HEADERS = 100
"""So many are kept, to see whether they agree: a file of nothing else must not fill the memory."""


@dataclass(slots=True)
class FirstLook:
    """What one pass over the file found. `repeated` are hashes of child ids that occur more than once."""

    headers: list[Node] = field(default_factory=list)
    children: int = 0
    repeated: frozenset[int] = frozenset()
    encoding: str | None = None
    _ids: "array[int]" = field(default_factory=lambda: array("q"))

    def meet(self, child: Node) -> None:
        """Count a child and remember its id, as eight bytes."""
        self.children += 1
        if name := child_id(child):
            self._ids.append(hash(name))

    def close(self) -> "FirstLook":
        """Work out which ids were repeated, and forget the others.

        Part by part, because a list of all takes five times the memory of the array.
        """
        self.repeated = frozenset().union(*(self._repeated_in(part) for part in range(PARTS)))
        self._ids = array("q")
        return self

    def _repeated_in(self, part: int) -> set[int]:
        ids = sorted(one for one in self._ids if one % PARTS == part)
        return {a for a, b in pairwise(ids) if a == b}


def first_look(path: Path) -> FirstLook:
    """The headers and the repeated ids of a whole, well-formed census file; `NotReadable` for any other.

    Bytes that are not UTF-8, in a file that declares no encoding, are tried as Windows-1252.
    """
    head = _head(path)
    if _has_doctype(head):
        raise NotReadable(_doctype(path))
    try:
        return _look(path, None)
    except NotReadable:
        if not _may_be_windows(head):
            raise
        try:
            return _look(path, FALLBACK_ENCODING)
        except NotReadable:
            pass
        raise


def _look(path: Path, encoding: str | None) -> FirstLook:
    look = FirstLook(encoding=encoding)
    for node in _nodes(path, encoding, "{*}Header", "{*}Child"):
        if local_name(node) == "Child":
            look.meet(node)
        elif len(look.headers) < MOST_HEADERS:
            look.headers.append(_copy(node))
    return look.close()


def _copy(header: Node) -> Node:
    """A header that outlives its document: lines are kept as an attribute of each element."""
    copied = etree.Element("Header", line=str(header.sourceline or 0))
    for part in header.iterdescendants(etree.Element):
        leaf = etree.SubElement(copied, local_name(part), line=str(part.sourceline or 0))
        leaf.text = part.text
    return copied


def children(path: Path, encoding: str | None, stray: Callable[[Node], None] | None) -> Iterator[Node]:
    """Each `Child` of the file in turn; it is emptied when the next one is asked for.

    Elements that stand outside any child, the header too, are handed to `stray`, if there is one.
    `NotReadable` if the file is not well formed.
    """
    yield from _nodes(path, encoding, "{*}Child", stray=stray)


def _nodes(
    path: Path, encoding: str | None, *tags: str, stray: Callable[[Node], None] | None = None
) -> Iterator[Node]:
    """Ended elements with these tags that are not inside a child, emptied behind."""
    with path.open("rb") as file:
        events = etree.iterparse(
            file,
            events=("end",),
            tag=tags,
            encoding=encoding,
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            recover=False,
        )
        try:
            first = True
            for _, node in events:
                if first:
                    _check_root(path, node.getroottree().getroot())
                    first = False
                if not _is_inside_child(node):
                    yield node
                    _forget(node, stray)
            _check_root(path, events.root)
            if stray:
                _leftovers(events.root, stray)
        except (etree.LxmlError, LookupError, ValueError) as error:
            raise NotReadable(_not_well_formed(path, error)) from None


def _check_root(path: Path, root: Node | None) -> None:
    if root is None or local_name(root) != "Message":
        raise NotReadable(_not_census(path))
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable(_doctype(path))


def _is_inside_child(node: Node) -> bool:
    return any(local_name(above) == "Child" for above in node.iterancestors())


def _forget(node: Node, stray: Callable[[Node], None] | None) -> None:
    """Empty the node and drop what stands before it, so that the tree never grows."""
    parent = node.getparent()
    node.clear()
    if parent is None:
        return
    while (before := node.getprevious()) is not None:
        if stray and before.tag != node.tag:
            stray(before)
        parent.remove(before)


def _leftovers(root: Node | None, stray: Callable[[Node], None]) -> None:
    """What is still in the tree at the end and is not a child or their list; so the header too."""
    for part in () if root is None else root:
        if local_name(part) == "Children":
            for inner in part:
                if local_name(inner) != "Child":
                    stray(inner)
        elif local_name(part) != "Child":
            stray(part)


def local_name(node: Node) -> str:
    """The element's name without its namespace; empty for what is no element."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child_id(child: Node) -> str | None:
    """The id of the child, as it is loaded; None if it has none, or several that differ.

    The text of the LAchildID elements where the census has them, up to any element inside.
    """
    ids = {
        text
        for part in child
        if local_name(part) == "ChildIdentifiers"
        for leaf in part
        if local_name(leaf) == "LAchildID" and (text := (leaf.text or "").strip())
    }
    return ids.pop() if len(ids) == 1 else None


def names_child(child: Node, person_id: str) -> bool:
    """Whether the child is loaded under that id, or has it in any LAchildID, even a misplaced one.

    Wider than `child_id`, because who asks to be forgotten must not stay in the file unread.
    """
    return person_id in names_of(child)


def names_of(child: Node) -> set[str]:
    """Every id under which the child could be meant: its own, and the texts of any LAchildID."""
    names = {child_id(child) or ""}
    for leaf in child.iter("{*}LAchildID"):
        names |= {(leaf.text or "").strip(), "".join(leaf.itertext()).strip()}
    return names - {""}


def line_of(node: Node) -> int | None:
    """The line on which the element starts."""
    line = node.sourceline
    if line is None or line <= _LAST_EXACT_LINE:
        return line
    inside = node.text if len(node) else None
    return line - inside.count("\n") if inside else line


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def _has_doctype(head: bytes) -> bool:
    """Whether a DOCTYPE stands before the first element, as far as the first bytes show."""
    text, at = decoded(head).lstrip("\ufeff"), 0
    while skipped := _PROLOG.match(text, at):
        at = skipped.end()
    return text[at : at + 9].upper() == "<!DOCTYPE"


def _may_be_windows(head: bytes) -> bool:
    """Whether it declares no encoding and has no byte order mark or zero bytes of UTF-16."""
    declared = re.match(rb"\s*<\?xml[^>]*encoding", head)
    return (
        not declared
        and not head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
        and b"\x00" not in head
    )


def _ends_early(path: Path) -> bool:
    """Whether the file's last bytes lack the end of the outermost element."""
    with path.open("rb") as file:
        start = file.seek(0, 2) - _TAIL_BYTES
        file.seek(max(start, 0))
        tail = file.read().replace(b"\x00", b"")
    return re.search(rb"</(?:[\w.-]+:)?Message\s*>\s*(?:<!--.*-->\s*)?$", tail, re.DOTALL) is None


def _not_well_formed(path: Path, error: Exception) -> Problem:
    """The parser's own words are left out: they may quote the file."""
    line, column = error.position if isinstance(error, etree.XMLSyntaxError) else (None, None)
    at = f" at line {line}, column {column}" if line else ""
    if _ends_early(path):
        what, rule = f"The file ends too early: it breaks off{at}, so none of it was read.", "ends_early"
    else:
        what, rule = f"The XML is not well formed{at}, so none of it was read.", "not_well_formed"
    fix = "Export the file again from your system, and check that it was copied whole."
    return Problem(what, fix, Severity.ERROR, rule, Where(file=path.name, row=line or None))


def _doctype(path: Path) -> Problem:
    return Problem(
        "The file contains a DOCTYPE, which a census never has and which can make a reader fetch or "
        "expand other things; none of it was read.",
        "Remove the DOCTYPE, or ask where the file came from.",
        Severity.ERROR,
        "doctype",
        Where(file=path.name),
    )


def _not_census(path: Path) -> Problem:
    return Problem(
        "The outermost element is not Message, so this is not a CIN census.",
        "Choose the XML file that your system exports for the CIN census.",
        Severity.ERROR,
        "not_census",
        Where(file=path.name),
    )
