#!/usr/bin/env python3
"""Checks a bundle of Cahier (format cahier-bundle/1), offline, and recounts what it publishes.

    python3 verify.py BUNDLE [--policy FILE] [--seen CHECKPOINT|RECEIPT ...] [--json]

Exit codes: 0 the bundle holds; 3 it does not, and the first thing wrong is named; 2 it is no
bundle, or the usage is wrong. It needs Python 3.9 or later and nothing else.

It was written from the page that describes the format (FORMAT.md in each bundle,
docs/bundle-format.md) and shares no code with the server; "section 3" below is section 3 of that
page. Do not run the copy in the very bundle that you doubt: get this file elsewhere.

It compares every row of the six files under published/ with what it counts itself: ballots,
tally, votes, participation, options, greedy allocation, results, timeline, and what happened to
ideas.
It does not compute allocations by equal shares or Phragmen; of those it checks sums and hashes.
In bundles for the public it cannot see what a ballot holds. It says both where it is so.
"""

import argparse
import base64
import calendar
import contextlib
import functools
import hashlib
import itertools
import json
import os
import re
import struct
import sys
import time
import unicodedata
import zlib
from collections import namedtuple
from fractions import Fraction
from types import SimpleNamespace

HOLDS, NO_BUNDLE, DOES_NOT_HOLD = 0, 2, 3
GREATEST = 2**53 - 1  # the greatest whole number that JSON carries safely


class Fault(Exception):
    """The first thing that does not hold, and where: a file, the index of a leaf, an event."""

    def __init__(self, sentence, **place):
        super().__init__(sentence)
        self.sentence, self.place, self.code = sentence, place, DOES_NOT_HOLD


def demand(condition, sentence, **place):
    if not condition:
        raise Fault(sentence, **place)


@contextlib.contextmanager
def at(**place):
    """Tells a fault its place, as far as it does not know that better."""
    try:
        yield
    except Fault as fault:
        fault.place = {**place, **fault.place}
        raise


# ---- Section 1: canonical JSON (RFC 8785), and other texts with one spelling -----------------


def number_of(text):
    """A JSON number is a double; whole ones that are safe are kept as int."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) <= GREATEST else value


def number_text(value):
    """A number as ECMAScript writes it. Both write the shortest digits; the layout differs."""
    if isinstance(value, int):
        return str(value)
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")  # the value is 0.digits times ten to the power of point
    sign = "-" if value < 0 else ""
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    if 0 < point <= 21:
        digits = digits.ljust(point, "0")
        return sign + digits[:point] + ("." + digits[point:] if digits[point:] else "")
    more = "." + digits[1:] if digits[1:] else ""
    return "%s%s%se%+d" % (sign, digits[0], more, point - 1)


def code_units(text):
    """What texts are sorted by: their UTF-16 code units."""
    return text.encode("utf-16-be")


PLAIN = json.JSONEncoder(ensure_ascii=False)  # writes texts, true, false and null as RFC 8785 does


def canonical(value):
    """The one text of a JSON value; ValueError where it has none."""
    if isinstance(value, str):
        value.encode()  # refuses lone surrogates
        return PLAIN.encode(value)
    if value is None or isinstance(value, bool):
        return PLAIN.encode(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ",".join([canonical(item) for item in value]) + "]"
    names = sorted(value, key=code_units)
    return "{" + ",".join([canonical(name) + ":" + canonical(value[name]) for name in names]) + "}"


def refuse_constant(text):
    raise ValueError(text + " is no JSON")


def from_canonical(data, what):
    """The value that canonical JSON holds; refuses every other spelling of the same."""
    numbers = {"parse_int": number_of, "parse_float": number_of}
    try:
        text = data.decode()
        value = json.loads(text, parse_constant=refuse_constant, **numbers)
        if canonical(value) == text:
            return value
    except (ValueError, RecursionError):
        pass
    raise Fault(what + " is not canonical JSON.")


def digest(value):
    """SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64(text, what, length=None, url=False):
    """The bytes of base64, or of base64url without padding, in their one spelling."""
    try:
        padded = text + "=" * (-len(text) % 4)
        data = base64.urlsafe_b64decode(padded) if url else base64.b64decode(text)
    except ValueError:
        data = b""
    again = base64url(data) if url else base64.b64encode(data).decode()
    demand(again == text, what + " is not base64 as it should be.")
    demand(length in (None, len(data)), what + " is too long or too short.")
    return data


def from_decimal(text, what):
    """A whole number in plain digits, without leading zeros."""
    fits = re.fullmatch("0|[1-9][0-9]{0,15}", text) and int(text) <= GREATEST
    demand(fits, what + " is not a number in plain digits.")
    return int(text)


def is_count(value):
    return type(value) is int and 0 <= value <= GREATEST


# ---- Section 1: the archive ------------------------------------------------------------------

LOCAL = struct.Struct("<IHHHHHIIIHH")
CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
END = struct.Struct("<IHHHHIIH")
VERSION, DATE = 20, 0x0021  # 2.0 and 1980-01-01
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
CHUNK, LARGEST_DIRECTORY, LARGEST_FILE = 1 << 20, 16 << 20, 512 << 20

Entry = namedtuple("Entry", "name crc size offset")


def local_header(entry):
    fields = (0x04034B50, VERSION, 0, 0, 0, DATE, entry.crc, entry.size, entry.size)
    return LOCAL.pack(*fields, len(entry.name), 0) + entry.name.encode()


def central_header(entry):
    fields = (0x02014B50, VERSION, VERSION, 0, 0, 0, DATE, entry.crc, entry.size, entry.size)
    return CENTRAL.pack(*fields, len(entry.name), 0, 0, 0, 0, 0, entry.offset) + entry.name.encode()


def read_at(stream, position, length):
    stream.seek(position)
    data = stream.read(length)
    demand(len(data) == length, "The file ends before what its directory tells of.")
    return data


def read_directory(stream):
    """The files of the archive, by name. Each header must be just what we would have written."""
    length = stream.seek(0, os.SEEK_END)
    demand(END.size <= length < 0xFFFFFFFF, "The file is no zip archive of a bundle.")
    end = read_at(stream, length - END.size, END.size)
    _, _, _, _, files, size, start, _ = END.unpack(end)
    fits = start + size + END.size == length and files < 0xFFFF and size <= LARGEST_DIRECTORY
    fits = fits and end == END.pack(0x06054B50, 0, 0, files, files, size, start, 0)
    demand(fits, "The file does not end as a zip archive that nothing follows.")
    directory = read_at(stream, start, size)
    entries, position, offset = {}, 0, 0
    for _ in range(files):
        demand(position + CENTRAL.size <= size, "The directory of the archive is cut off.")
        fields = CENTRAL.unpack_from(directory, position)
        until = position + CENTRAL.size + fields[10]
        name = directory[position + CENTRAL.size : until].decode("latin-1")
        demand(NAME.fullmatch(name) and len(name) <= 200, "A file cannot be named %r." % name)
        entry = Entry(name, fields[7], fields[8], fields[16])
        plain = directory[position:until] == central_header(entry)
        demand(plain, "The archive describes %s as no bundle does." % name)
        demand(name not in entries, "The archive holds %s twice." % name)
        demand(entry.offset == offset, "A gap or an overlap stands before %s." % name)
        entries[name], position = entry, until
        offset += LOCAL.size + len(name) + entry.size
    demand(position == size, "The directory of the archive has bytes left over.")
    demand(offset == start, "Bytes stand between the files and the directory.")
    return entries


def read_chunks(bundle, name):
    """A file bit by bit, held to its headers, its checksum and its digest in the manifest."""
    with at(file=name):
        entry, crc, sha = bundle.entries[name], 0, hashlib.sha256()
        header = local_header(entry)
        same = read_at(bundle.stream, entry.offset, len(header)) == header
        demand(same, "The archive describes the file otherwise where it stands.")
        for done in range(0, entry.size, CHUNK):
            start = entry.offset + len(header) + done
            chunk = read_at(bundle.stream, start, min(CHUNK, entry.size - done))
            crc = zlib.crc32(chunk, crc)
            sha.update(chunk)
            yield chunk
        demand(crc == entry.crc, "The file is not what its checksum was made of.")
        own = bundle.digests.get(name, sha.hexdigest())
        demand(own == sha.hexdigest(), "The file is not what the manifest has the digest of.")
        bundle.unread.discard(name)


def read_file(bundle, name, most=LARGEST_FILE):
    demand(bundle.entries[name].size <= most, "The file is too long.", file=name)
    return b"".join(read_chunks(bundle, name))


# ---- Section 1: the manifest, and which files there are --------------------------------------

TALLY, VOTES, PARTICIPATION, RESULTS, TIMELINE, IDEAS = PUBLISHED = [
    "published/%s.json" % name
    for name in ("tally", "votes", "participation", "results", "timeline", "ideas")
]
OTHERS = ["checkpoint", "policy.txt", "disclosures.ndjson", "events.schema.json", "FORMAT.md"]
HEX = re.compile("[0-9a-f]{64}")


def tile_path(level, index, width):
    """Where a tile stands (C2SP tlog-tiles): tile/0/x001/234, with .p/W where it is not full."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = ["x" + digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "tile/%s/%s%s" % (level, "".join(g + "/" for g in groups[:-1]), groups[-1][1:])
    return path if width == 256 else "%s.p/%d" % (path, width)


def tiles_of(size):
    """Every tile of a tree of that size."""
    rows = [("entries", size)] + [(level, size >> 8 * level) for level in range(8)]
    for level, count in rows:
        for start in range(0, count, 256):
            yield tile_path(level, start // 256, min(256, count - start))


def read_manifest(bundle):
    with at(file="manifest.json"):
        found = from_canonical(read_file(bundle, "manifest.json"), "The manifest")
        members = ["audience", "files", "format", "origin", "position", "size"]
        whole = isinstance(found, dict) and sorted(found) == members
        demand(whole and found["format"] == "cahier-bundle/1", "It is in another format.")
        demand(found["audience"] in ("public", "auditor"), "Nobody knows that audience.")
        whole = all(isinstance(found[name], str) for name in ("origin", "position"))
        whole = whole and is_count(found["size"]) and found["size"] > 0
        demand(whole, "Origin, position or size is not one.")
        from_decimal(found["position"], "The position")
        files = found["files"]
        whole = isinstance(files, dict) and all(isinstance(own, str) for own in files.values())
        demand(whole and all(map(HEX.fullmatch, files.values())), "A digest is not one.")
        held = set(bundle.entries) - {"manifest.json"}
        demand(found["size"] <= 256 * len(held), "The bundle holds less than its size says.")
        must = OTHERS + PUBLISHED + list(tiles_of(found["size"]))
        for name in must:
            demand(name in held, "The bundle has no %s." % name)
        for name in sorted(held.difference(must, ["verify.py"])):
            raise Fault("The bundle holds %s, which belongs in none." % name)
        for name in sorted(held ^ set(files)):
            raise Fault("%s is not both in the bundle and in its manifest." % name)
    return found


# ---- Section 6, check 3: Ed25519 (RFC 8032, section 5.1) -------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def decode_point(data):
    """A point in extended coordinates; None where the bytes are of no point."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return (x, y, 1, x * y % P)


def encode_point(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def add_points(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        result = add_points(result, point) if scalar & 1 else result
        point, scalar = add_points(point, point), scalar >> 1
    return result


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(public, message, signature):
    """Whether that is the key's signature of the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = decode_point(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    x, y, z, t = multiply(h % ORDER, key)
    return encode_point(add_points(multiply(s, BASE), (P - x, y, z, P - t))) == signature[:32]


# ---- Section 6, checks 2 and 3: whom to trust, and what they signed --------------------------

NOTE, COSIGNATURE = 1, 4  # what a key signs: a note, or a checkpoint with the time it was seen
Key = namedtuple("Key", "name id type public")
Checkpoint = namedtuple("Checkpoint", "origin size root signed")


def is_key_name(name):
    """Not empty, no space, no plus, no control character, no half of a character."""
    return name != "" and not any(
        c.isspace() or c == "+" or unicodedata.category(c) in ("Cc", "Cs") for c in name
    )


def read_key(text, kind):
    """A key written as name+id+base64 (C2SP signed-note, vkey)."""
    parts = re.fullmatch(r"([^+]*)\+([0-9a-f]{8})\+(.*)", text, re.DOTALL)
    demand(parts and is_key_name(parts[1]), "%r is no key." % text)
    data = from_base64(parts[3], "The key", 33)
    demand(data[0] == kind and decode_point(data[1:]), "The key is of another type.")
    own = hashlib.sha256(parts[1].encode() + b"\n" + data).digest()[:4]
    demand(own.hex() == parts[2], "The id of the key is not its own.")
    return Key(parts[1], own, kind, data[1:])


def read_policy(data):
    """A policy (C2SP tlog-policy): logs, witnesses, and the quorum, a key or (count, members)."""
    policy = SimpleNamespace(logs=[], witnesses=[], quorum=None, named={}, grouped=set())
    text = data.decode("utf-8", "surrogateescape")
    demand(text.endswith("\n"), "The policy does not end with a line feed.")
    for i, line in enumerate(text[:-1].split("\n"), 1):
        try:
            demand(not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line), "A control character.")
            words = [word for word in re.split(r"[\t ]+", line) if word]
            if words and not words[0].startswith("#"):
                demand(len(words) > 1, "Something is missing.")
                read_policy_line(policy, *words)
        except Fault as fault:
            raise Fault("Line %d of the policy: %s" % (i, fault.sentence))
    demand(policy.quorum is not None, "The policy has no quorum.")
    return policy


def read_policy_line(policy, keyword, name, *words):
    if keyword == "log":
        add_key(policy.logs, NOTE, (name,) + words)
    elif keyword == "witness":
        define(policy, name, add_key(policy.witnesses, COSIGNATURE, words))
    elif keyword == "group":
        least, *members = words or ("",)
        count = {"any": 1, "all": len(members)}.get(least, 0)
        if re.fullmatch("[1-9][0-9]{0,8}", least):
            count = int(least)
        demand(0 < count <= len(members), "That is no threshold.")
        for member in members:
            demand(member in policy.named, "%r is not defined above." % member)
            demand(member not in policy.grouped, "%r is a member already." % member)
            policy.grouped.add(member)
        define(policy, name, (count, [policy.named[member] for member in members]))
    elif keyword == "quorum":
        demand(policy.quorum is None and not words, "A quorum is one name, once.")
        demand(name in policy.named or name == "none", "%r is not defined above." % name)
        policy.quorum = policy.named.get(name, (0, []))
    else:
        raise Fault("%r is no keyword." % keyword)


def add_key(keys, kind, words):
    demand(1 <= len(words) <= 2, "A key and at most a URL belong here.")
    key = read_key(words[0], kind)
    demand(key.public not in [other.public for other in keys], "The key is there already.")
    keys.append(key)
    return key


def define(policy, name, meaning):
    demand(name != "none" and name not in policy.named, "%r cannot be defined." % name)
    policy.named[name] = meaning


def is_met(quorum, signed):
    """Whether a witness, or enough of a group, are among the keys that signed."""
    if isinstance(quorum, Key):
        return quorum in signed
    count, members = quorum
    return sum(is_met(member, signed) for member in members) >= count


def open_note(data, keys):
    """The text of a note (C2SP signed-note), and the known keys that signed it, each verified."""
    try:
        text, blank, lines = data.decode().rpartition("\n\n")
    except ValueError:
        raise Fault("The note is not UTF-8.")
    text += "\n"
    demand(blank and lines.endswith("\n"), "The note does not end with signatures.")
    demand(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "The note has a control character.")
    lines, signed = lines[:-1].split("\n"), []
    demand(len(lines) <= 100, "The note has more than 100 signatures.")
    for line in lines:
        parts = re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line)
        demand(parts and is_key_name(parts[1]), "A signature line is not one.")
        own = from_base64(parts[2], "A signature")
        demand(len(own) > 4, "A signature is cut off.")
        for key in [key for key in keys if (key.name, key.id) == (parts[1], own[:4])][:1]:
            demand(is_signed(key, text, own[4:]), "%s did not sign this." % key.name)
            signed.append(key)
    return text, signed


def is_signed(key, text, data):
    if key.type == NOTE:
        return is_signature(key.public, text.encode(), data)
    moment = int.from_bytes(data[:8], "big")  # C2SP tlog-cosignature
    message = "cosignature/v1\ntime %d\n%s" % (moment, text)
    return moment < 2**63 and is_signature(key.public, message.encode(), data[8:])


def open_checkpoint(data, keys):
    """A checkpoint (C2SP tlog-checkpoint) that the log which it names has signed."""
    text, signed = open_note(data, keys)
    lines = text[:-1].split("\n")
    demand(len(lines) >= 3 and "" not in lines, "A checkpoint has three lines.")
    size = from_decimal(lines[1], "The size in the checkpoint")
    root = from_base64(lines[2], "The root in the checkpoint", 32)
    demand(size or root == hashlib.sha256().digest(), "No tree without leaves has that root.")
    demand(signed, "No known key signed this.")
    by_log = any((key.type, key.name) == (NOTE, lines[0]) for key in signed)
    demand(by_log, "%s has not signed its checkpoint." % lines[0])
    return Checkpoint(lines[0], size, root, signed)


# ---- Section 2: leaves -----------------------------------------------------------------------

DIGEST = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
REQUIRED = {
    **{member: ".+" for member in ("actor", "ch", "log", "stream", "t")},
    **{"n": None, "rev": None, "v": None, "cmd": DIGEST, "ts": INSTANT},
    "as": r"(citizen|agent|officer|system)(/(?!\1\Z).+)?",
    "id": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
OPTIONAL = {
    **{"at": INSTANT, "cau": ".+", "cor": ".+", "dep": ".*", "org": ".+", "data": None},
    **{"_sd": None, "_sd_alg": "sha-256", "vis": "restricted|sealed_until_close"},
}
PATTERNS = {
    member: pattern and re.compile(pattern, re.DOTALL | re.ASCII)
    for member, pattern in {**REQUIRED, **OPTIONAL}.items()
}


def read_leaf(data):
    leaf = from_canonical(data, "The leaf")
    demand(isinstance(leaf, dict), "A leaf is a record.")
    for member in REQUIRED:
        demand(member in leaf, "The leaf has no %s." % member)
    for member, value in leaf.items():
        demand(member in PATTERNS, "The leaf has a %r, which no leaf has." % member)
        pattern = PATTERNS[member]
        fits = pattern is None or (isinstance(value, str) and pattern.fullmatch(value))
        demand(fits, "The %s of the leaf is not one." % member)
    whole = is_count(leaf["n"]) and is_count(leaf["rev"]) and is_count(leaf["v"]) and leaf["v"] > 0
    demand(whole, "n, rev or v of the leaf is not a count.")
    demand(("_sd" in leaf) == ("_sd_alg" in leaf), "_sd and _sd_alg stand together.")
    if "_sd" in leaf:
        own, pattern = leaf["_sd"], PATTERNS["cmd"]
        whole = isinstance(own, list) and own and all(isinstance(d, str) for d in own)
        demand(whole and all(map(pattern.fullmatch, own)), "_sd is no list of digests.")
        demand(own == sorted(set(own)), "The digests in _sd are not sorted.")
    fits = "vis" not in leaf if "data" in leaf else "_sd" in leaf
    demand(fits, "The data of an event is in its leaf if everybody may read it, or else beside it.")
    demand(len(data) <= 16384, "The leaf is longer than 16384 bytes.")
    return leaf


def split_entries(data, width):
    """The leaves in a file of entries, each behind its length in two bytes; exactly so many."""
    leaves, position = [], 0
    while len(leaves) < width and position + 2 <= len(data):
        until = position + 2 + int.from_bytes(data[position : position + 2], "big")
        leaves.append(data[position + 2 : until])
        position = until
    demand(len(leaves) == width and position <= len(data), "The entries end within a leaf.")
    demand(position == len(data), "Bytes follow the entries.")
    return leaves


# ---- Section 3: disclosures ------------------------------------------------------------------

DISCLOSURES = "disclosures.ndjson"
LINE = re.compile(r'\{"d":"([A-Za-z0-9_-]+)","n":([0-9]+)\}')


def disclosure_lines(bundle):
    """Index and text of each disclosure, read as they are needed."""
    rest = b""
    for chunk in read_chunks(bundle, DISCLOSURES):
        *lines, rest = (rest + chunk).split(b"\n")
        demand(len(rest) <= CHUNK, "A disclosure is too long.")
        for line in lines:
            parts = LINE.fullmatch(line.decode("latin-1"))
            demand(parts, "A line is no disclosure.")
            yield from_decimal(parts[2], "The index of a disclosure"), parts[1]
    demand(rest == b"", "The last disclosure is cut off.")


def read_disclosure(text):
    """Name and value."""
    parts = from_canonical(from_base64(text, "A disclosure", url=True), "A disclosure")
    whole = isinstance(parts, list) and len(parts) == 3 and isinstance(parts[0], str)
    demand(whole and isinstance(parts[1], str), "A disclosure is a salt, a name and a value.")
    from_base64(parts[0], "The salt of a disclosure", 16, url=True)
    demand(parts[1] not in ("_sd", "..."), "Nothing can be named %s." % parts[1])
    return parts[1], parts[2]


def tell_beside(told, leaf):
    """What is told beside a leaf, by name; notes which digests are withheld, and why."""
    n, secret, for_public = leaf["n"], "vis" in leaf, told.audience == "public"
    words, opened, digests = {}, [], leaf.get("_sd", [])
    while told.ahead and told.ahead[0] == n:
        text = told.ahead[1]
        demand(not (secret and for_public), "The public is told what is kept for auditors.")
        own = base64url(hashlib.sha256(text.encode()).digest())
        demand(own in digests, "A disclosure is of no digest in its leaf.")
        demand(not opened or opened[-1] < own, "Disclosures are not in the order of their digests.")
        opened.append(own)
        name, value = read_disclosure(text)
        demand(name not in words, "Two disclosures of a leaf are named %s." % name)
        words[name] = value
        told.ahead = next(told.lines, None)
    if told.ahead and told.ahead[0] < n:
        raise Fault("Disclosures are not in the order of their leaves.", n=told.ahead[0])
    demand(not ("data" in leaf and "data" in words), "The data is in the leaf and beside it.")
    is_told = "data" in leaf or "data" in words or (secret and for_public)
    demand(is_told, "The data of the event is withheld, which nothing explains.")
    told.open += len(opened)
    why = "unexplained" if not secret else "kept" if for_public else "unlisted"
    for own in digests:
        if own not in opened:
            demand(own not in told.withheld, "The digest %s stands in two leaves." % own)
            told.withheld[own] = (why, n)
            if for_public and leaf["t"] in MODERATED:
                told.about[own] = subjects(leaf.get("data", words.get("data")))
    return words


MODERATED = "IdeaSubmitted IdeaRevised IdeaWithdrawn CommentPosted CommentRevised".split()


def subjects(data):
    """What words are part of: an idea, and perhaps a comment on it."""
    ids = data if isinstance(data, dict) else {}
    return {canonical([ids.get("ideaId"), *own]) for own in ([], [ids.get("commentId")])}


def moderate(told, kind, data):
    """Takes in that an idea or a comment is hidden, or shown again."""
    ids = data if isinstance(data, dict) else {}
    own = [ids.get("commentId")] if kind.startswith("Comment") else []
    subject = canonical([ids.get("ideaId"), *own])
    (told.hidden.add if kind.endswith("Hidden") else told.hidden.discard)(subject)


def explain(told):
    """What is withheld of hidden ideas and comments is explained by that."""
    for own, about in told.about.items():
        why, n = told.withheld[own]
        if why == "unexplained" and about & told.hidden:
            told.withheld[own] = ("moderated", n)


def erase(told, data):
    """Takes a notice of erasure in: what it lists is withheld, and explained by that."""
    try:
        listed = [own for entry in data["entries"] for own in entry["digests"]]
        for own in listed:
            demand(own in told.withheld, "%s is erased, the notice says, and is told." % own)
            told.withheld[own] = ("erased", told.withheld[own][1])
    except (TypeError, KeyError):
        raise Fault("The notice of an erasure does not list digests.")


# ---- Section 4: one history ------------------------------------------------------------------

KNOWN = set(
    """ConsultationCreated RulesPublished ConsultationPublished ConsultationUnpublished PhaseAdded
    VotingConfigured CostsPublished PhaseOpened PhaseClosed PhaseRescheduled PhaseReopened
    PhaseCancelled MeetingReportAdded AdvisoryOpinionAdded StatementPublished DecisionPublished
    ConsultationArchived IdeaSubmitted IdeaRevised IdeaStatusChanged OfficialFeedbackGiven
    IdeaCostSet IdeaCostCorrectionProposed IdeaCostCorrected BallotOptionRepriced IdeaAdmittedToBallot IdeaDisqualifiedFromBallot IdeaWithdrawn ContentFlagged
    OfficialFeedbackRevised OfficialFeedbackRetracted OfficialFeedbackOverdue IdeaPrescreened IdeaClassified
    LocationSuggested LocationConfirmed IdeaAssessed AssessmentPublished IdeaPutOnAgenda
    HearingScheduled ImplementationProgressReported IdeaAssigned
    ReviewSessionOpened IdeaReviewed ReviewSessionClosed
    CommentPosted CommentRevised CommentFlagged CommentHidden CommentRestored
    DuplicateSuggested DuplicateDismissed IdeasMerged IdeaMergedInto IdeaUnmerged
    ThresholdReached IdeaHidden IdeaRestored BallotOptionSuspended BallotOptionRestored BasketSubmitted
    BasketWithdrawn VoteCast VoteChanged VoteWithdrawn BallotRulingProposed BallotInvalidated
    BallotReinstated PaperBallotRecorded PaperSerialUsed OfflineVotesRecorded OfflineVotesCorrected OfflineVotesVoided TallyClosed
    AllocationComputed AllocationOverridden ResultsCertified ResultsPublished ResultsReopened
    PersonalDataErased""".split()
)  # each in version 1
ROLES = {
    "BasketSubmitted": ("citizen", "registrar"),
    "BasketWithdrawn": ("citizen", "system"),
    "VoteCast": ("citizen", "registrar"),
    "VoteChanged": ("citizen", "registrar"),
    "VoteWithdrawn": ("citizen", "system"),
    "IdeaSubmitted": ("citizen", "staff", "registrar"),
    "IdeaRevised": ("citizen", "staff", "moderator"),
    "IdeaWithdrawn": ("citizen", "staff"),
    "ContentFlagged": ("citizen", "moderator", "staff", "registrar"),
    "IdeaHidden": ("moderator", "staff"),
    "CommentPosted": ("citizen", "staff", "registrar"),
    "CommentRevised": ("citizen", "staff"),
    "CommentFlagged": ("citizen", "moderator", "staff"),
    "CommentHidden": ("moderator", "staff"),
    "CommentRestored": ("moderator", "staff"),
    "DuplicateSuggested": ("moderator", "staff"),
    "DuplicateDismissed": ("moderator", "staff"),
    "IdeaRestored": ("moderator", "staff"),
    "BallotOptionSuspended": ("moderator", "staff", "citizen"),
    "BallotOptionRestored": ("moderator", "staff"),
    "OfflineVotesRecorded": ("registrar", "staff"),
    "OfflineVotesCorrected": ("registrar", "staff"),
    "OfflineVotesVoided": ("registrar", "staff"),
    "ThresholdReached": ("system",),
    "OfficialFeedbackOverdue": ("system",),
    "BallotInvalidated": ("staff", "registrar"),
    "PaperBallotRecorded": ("registrar",),
    "PaperSerialUsed": ("registrar",),
    "PersonalDataErased": ("system",),
    "PhaseOpened": ("staff", "system"),
    "PhaseClosed": ("staff", "system"),
}  # everything else is for staff
KINDS = {"citizen": "citizen", "registrar": "officer", "system": "system"}  # else agent


def milliseconds(instant):
    """Since 1970; refuses what is no moment after that."""
    year, month, day, hour, minute, second, part = map(int, re.findall("[0-9]+", instant))
    fits = 1970 <= year and 1 <= month <= 12 and 1 <= day <= 31
    demand(fits and hour < 24 and minute < 60 and second < 60, instant + " is no moment.")
    return calendar.timegm((year, month, day, hour, minute, second)) * 1000 + part


def demand_entitled(leaf):
    """Throws unless the event is one that whoever made it may make, by the role that they had."""
    kind, _, role = leaf["as"].partition("/")
    role, name = role or kind, leaf["t"]
    demand(role in ROLES.get(name, ("staff",)), "%s is not for the role %s." % (name, role))
    demand(kind == KINDS.get(role, "agent"), "Nobody acts as %s in the role %s." % (kind, role))


def demand_oneself(event):
    """A citizen acts under the pseudonym of the ballot or idea; throws where it is another."""
    data, actor = event.data, event.leaf["actor"]
    if event.leaf["as"] == "citizen" and event.type != "BallotOptionSuspended":
        names = ("voterRef", "authorRef", "editorRef", "flaggerRef")
        refs = [data.get(name) for name in names]
        own = next((ref for ref in refs if ref is not None), None)
        demand(own == actor, "%s acts for %s." % (actor, own))


def instant_of(moment):
    """The text of a moment in milliseconds since 1970."""
    seconds, part = divmod(moment, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".%03dZ" % part


def go_on(history, leaf):
    """Throws unless the leaf is the next one of this history."""
    demand(leaf["log"] == history.origin, "The leaf is of the log %s." % leaf["log"])
    demand(leaf["n"] == history.n, "The leaf says that its index is %d." % leaf["n"])
    known = leaf["t"] in KNOWN and leaf["v"] == 1
    demand(known, "Nobody here knows how to count %s in version %d." % (leaf["t"], leaf["v"]))
    stream, rank = leaf["stream"], history.streams.get(leaf["stream"], 0)
    demand(leaf["rev"] == rank, "%s goes on at %d, not %d." % (stream, leaf["rev"], rank))
    demand(leaf["id"] not in history.events, "The event stands twice.")
    moment = milliseconds(leaf["ts"])
    late = history.latest - moment
    demand(late <= 300_000, "%s is more than 300 s before an earlier leaf." % leaf["ts"])
    torn = leaf["cmd"] != history.command and leaf["cmd"] in history.commands
    demand(not torn, "The events of one command do not stand together.")
    history.n += 1
    history.streams[stream] = rank + 1
    history.events.add(leaf["id"])
    history.latest = max(history.latest, moment)
    history.commands.add(leaf["cmd"])
    history.command = leaf["cmd"]


# ---- Section 2, and section 6, checks 4 to 6: the tree ---------------------------------------


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def append(tree, own):
    """Adds the hash of a leaf: `parts` are the roots of the perfect trees it ends in."""
    tree.parts.append(own)
    tree.size += 1
    for level in range((tree.size & -tree.size).bit_length()):
        if level:
            right, left = tree.parts.pop(), tree.parts.pop()
            tree.parts.append(node_hash(left, right))
        if level % 8 == 0:
            note_hash(tree, level // 8)


def note_hash(tree, row):
    """Every eighth level of the tree has tiles of its own, of 256 hashes."""
    if row == len(tree.rows):
        tree.rows.append([])
    tree.rows[row].append(tree.parts[-1])
    if len(tree.rows[row]) == 256:
        tree.full.append((row, (tree.size >> 8 * row + 8) - 1, tree.rows[row]))
        tree.rows[row] = []


def root_of(tree):
    return functools.reduce(lambda right, left: node_hash(left, right), reversed(tree.parts))


def demand_tiles(bundle, tiles):
    """Nobody needs the tiles of hashes; they must be right nevertheless."""
    for level, index, hashes in tiles:
        name = tile_path(level, index, len(hashes))
        found = read_file(bundle, name, 256 * 32)
        wrong = [i for i, own in enumerate(hashes) if found[32 * i : 32 * i + 32] != own]
        if wrong or len(found) != 32 * len(hashes):
            place = {"n": 256 * index + (wrong or [0])[0]} if level == 0 else {}
            raise Fault("The tile does not hold the hashes of the leaves.", file=name, **place)


def climb(own, index, size, proof):
    """The root to which an inclusion proof leads (RFC 6962, section 2.1.1); None if to none."""
    last, proof = size - 1, list(proof)
    while last:
        if index % 2 or index != last:
            if not proof:
                return None
            other = proof.pop(0)
            own = node_hash(other, own) if index % 2 else node_hash(own, other)
        index, last = index // 2, last // 2
    return None if proof else own


def read_seen(data, keys):
    """A checkpoint that was kept, or a receipt (C2SP tlog-proof)."""
    if not data.startswith(b"c2sp.org/tlog-proof@"):
        return SimpleNamespace(checkpoint=open_checkpoint(data, keys), index=None)
    head, blank, note = data.partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").split("\n")
    demand(blank and first == "c2sp.org/tlog-proof@v1", "The receipt does not begin as one.")
    if lines and lines[0].startswith("extra "):
        from_base64(lines.pop(0)[6:], "The extra line of the receipt")
    demand(lines and lines[0].startswith("index "), "The receipt does not say which leaf.")
    index = from_decimal(lines.pop(0)[6:], "The index in the receipt")
    proof = [from_base64(line, "A hash of the receipt", 32) for line in lines]
    return SimpleNamespace(checkpoint=open_checkpoint(note, keys), index=index, proof=proof)


def demand_seen(seen, manifest, roots, leaves):
    """Holds the bundle to what was seen before; roots and leaves were noted as they came."""
    origin, size, root, _ = seen.checkpoint
    demand(origin == manifest["origin"], "It is of the log %s." % origin)
    fits = size <= manifest["size"]
    demand(fits, "It has seen %d leaves; the bundle has %d." % (size, manifest["size"]))
    same = size == 0 or roots[size] == root
    demand(same, "It has seen another root at %d leaves: the log was changed." % size)
    if seen.index is not None:
        demand(seen.index < size, "There was no leaf %d." % seen.index)
        led = climb(leaves[seen.index], seen.index, size, seen.proof)
        demand(led == root, "The root does not hold this leaf at index %d." % seen.index)


# ---- Section 5: the state of the count -------------------------------------------------------

WHITE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
WHITE += "\u2028\u2029\u202f\u205f\u3000\ufeff"
# Default_Ignorable_Code_Point of Unicode, the blank Braille cell, and white space.
INVISIBLE = re.compile(
    "["
    + WHITE
    + "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TITLE, BODY = 200, 20_000  # how many characters a title and a long text may have


def new_count(manifest, published):
    """What the log has made of its consultation so far."""
    place = re.fullmatch("[^/]+/c/([^/]+)", manifest["origin"])
    demand(place, "%s is not the log of a consultation." % manifest["origin"])
    return SimpleNamespace(
        id=place[1],
        for_public=manifest["audience"] == "public",
        published=published,
        ballots=0,  # acts of voters
        created=None,  # the data of ConsultationCreated
        rules=None,  # the data of the last RulesPublished
        published_at=None,  # the instant at which it became public
        archived=False,
        doubts={},  # by id of a phase: what is a fault unless it is opened again or cancelled
        size=manifest["size"],
        decided=False,  # whether a decision was published
        phases={},  # by id: what was announced, and what became of it
        latest=set(),  # ideas of which the last command tells, which may be cut off
        command="",  # whose leaf was taken last
        standing={},  # by id of an idea: what it is: hidden, withdrawn, disqualified from a phase
        tallies={},  # by id of a phase: the data of each event of its tally that stands, by type
        costs={},  # by id of an idea: the version of its price
        corrections={},  # by id of an idea: the price that one agent proposes, and who
        repricing=None,  # the act in which a price on a ballot must follow, and what it says
        groups={},  # alike baskets, kept once
        voters={},  # by stream: the group of the standing basket or None, and its revision
        votes={},  # by stream: what its voter says of each idea, None of one taken back
        invalid=set(),  # streams of ballots that two agents took out of the count
        awaited=None,  # the ballot and the act in which a paper must follow
        papered={},  # by stream of a ballot: the number of the paper that it stands on
        proposals={},  # by stream: what one agent proposes, why, and who
        supports={},  # by id of a phase and of an idea: how many votes count, by what they say
        said_at={},  # by stream and idea: the index of the leaf that says it last
        reached=set(),  # ideas, with the thresholds that they have reached
        merged={},  # by id of an idea: into which it was merged, and what becomes of its votes
        batches={},  # by stream: the batch of votes on paper as last told, and whether it is void
        papers={},  # by id of a phase, of an idea, and what is said of it: papers and votes
        on_paper={},  # how many people voted on paper, by id of a phase
        voting={},  # how many voters have votes that count, by id of a phase
        ideas={},  # by id: its version and the category of its status
        acts={},  # how many, by id of a phase
        attended={},  # for the public, by stream: basket stands, acts, standing votes, is out
        rows={RESULTS: {}, TIMELINE: [], IDEAS: []},
        not_recounted=set(),
    )


def phase_of(count, event):
    """The phase that an event is about."""
    phase = count.phases.get(event.data["phaseId"])
    demand(phase, "There is no phase %s." % event.data["phaseId"])
    return phase


def trimmed(text):
    """A text without white space around it; None where nothing is left."""
    return (text or "").strip(WHITE) or None


def demand_text(text, what, most=500):
    """Throws unless something of a text shows, and it is at most so many characters long."""
    shows = any(
        unicodedata.category(c) not in ("Cc", "Cf") and not INVISIBLE.match(c)
        for c in (text or "").strip(WHITE)
    )
    demand(shows, "%s is not told." % what)
    demand_short(text, what, most)


def demand_short(text, what, most=BODY):
    demand(len(text or "") <= most, "%s is longer than %d characters." % (what, most))


def pick(record, names):
    return {name: record[name] for name in names.split()}


# ---- Section 5: what was decided -------------------------------------------------------------
#
# Each function gives the data that the rules make of such an event, to the last member, or throws
# where they allow none at this place of the log.


def end_of(phase):
    """The first instant after a phase; one that never comes where it is open-ended."""
    return "9999" if phase["closesAt"] is None else phase["closesAt"]


def demand_window(opens_at, closes_at):
    """Throws unless a phase begins and ends at instants, if it ends: nothing else compares."""
    for moment in (opens_at, closes_at):
        is_one = isinstance(moment, str) and PATTERNS["ts"].fullmatch(moment)
        demand(is_one or moment is closes_at is None, "A phase opens or closes at no instant.")


def demand_apart(count, new):
    """Throws where a phase overlaps another one, unless either may or that was cancelled."""
    for old in count.phases.values():
        apart = end_of(new) <= old["opensAt"] or end_of(old) <= new["opensAt"]
        apart = apart or old["status"] == "cancelled" or old["phaseId"] == new["phaseId"]
        demand(apart or old["parallel"] or new["parallel"], "Two phases overlap.")


def phase_added(count, event):
    new = event.data
    named = new["phaseId"].rpartition(".")[0] == count.id
    demand(named and new["phaseId"] not in count.phases, "The phase has not a new name.")
    demand_text(new["title"], "The title of the phase", TITLE)
    demand_window(new["opensAt"], new["closesAt"])
    demand(new["opensAt"] < end_of(new), "The phase ends before it begins.")
    demand_apart(count, new)
    names = "phaseId title method participationLevel opensAt closesAt timeZone parallel"
    return pick(new, names)


def consultation_published(count, event):
    demand(count.published_at is None, "The consultation is public already.")
    demand_text(count.created["purpose"], "The purpose", BODY)
    demand(count.rules, "The consultation has no rules.")
    return {"at": event.at, **in_reserve(event.data)}


def in_reserve(data):
    """Why it was published in a time of reserve, where that was said."""
    return {m: data[m] for m in ["reserveJustification"] if m in data}


def consultation_unpublished(count, event):
    is_open = any(phase["status"] == "open" for phase in count.phases.values())
    fits = count.published_at is not None and not is_open
    demand(fits, "The consultation is not public, or a phase is open.")
    demand_text(event.data["reason"], "The reason", BODY)
    return {"reason": trimmed(event.data["reason"])}


def voting_configured(count, event):
    phase = phase_of(count, event)
    demand(phase["status"] == "planned", "Voting rules do not change once the phase has opened.")
    fits = (phase["method"] == "support") == is_support(event.data) or phase["method"] == "voting"
    demand(fits, "One does not vote so in a phase of this method.")
    demand_consistent(event.data)
    version = phase["voting"]["configVersion"] if phase["voting"] else 0
    return {**event.data, "configVersion": version + 1}


def is_support(rules):
    """Whether by these rules ideas are supported one by one."""
    return bool(rules) and rules["ballotType"] == "support"


def demand_supporting(rules):
    """Throws where the rules of a support ballot know of baskets, or of nothing to say."""
    values = rules.get("values") or []
    known = len(set(values)) == len(values) and set(values) <= {"up", "down", "neutral"}
    demand(values and known, "What may be said of an idea makes no sense.")
    limits = "minItems maxItems minSpend maxSpend maxVotesPerIdea allocationRule"
    empty = all(own is None for own in pick(rules, limits).values())
    empty = empty and "paperReplacesOnline" not in rules
    empty = empty and not any(pick(rules, "envelopes maxPerTopic tieBreak").values())
    demand(empty, "A support ballot knows of no baskets.")


def demand_consistent(rules):
    """Throws where voting rules contradict themselves."""
    names = "minItems maxItems minSpend maxSpend minVotesPerVoter maxVotesPerVoter maxVotesPerIdea"
    limits = pick(rules, names)
    lists = pick(rules, "envelopes maxPerTopic").values()
    demand(all(isinstance(own, list) for own in lists), "A list is none.")
    given = [*limits.values()]
    given += [own for topic in rules["maxPerTopic"] for own in (topic["items"], topic["spend"])]
    whole = all(own is None or is_count(own) for own in given)
    demand(whole, "A limit is no whole number.")
    least = 1 if limits["minItems"] is None else limits["minItems"]
    for few, many in (
        (least, limits["maxItems"]),
        (limits["minSpend"], limits["maxSpend"]),
        (limits["minVotesPerVoter"], limits["maxVotesPerVoter"]),
    ):
        demand(few is None or many is None or few <= many, "A minimum is over its maximum.")
    if is_support(rules):
        return demand_supporting(rules)
    fits = "values" not in rules and "lockSupportsAtThreshold" not in rules
    demand(fits, "Values are said, and supports locked, on a support ballot.")
    amounts = {envelope["areaId"]: envelope["amount"] for envelope in rules["envelopes"]}
    whole = amounts and all(map(is_count, amounts.values()))
    demand(whole and len(amounts) == len(rules["envelopes"]), "The envelopes make no sense.")
    known = ("approval", "cumulative", "ordinal", "budget")
    demand(rules["ballotType"] in known, "Nobody knows that type of ballots.")
    spend, kind, rule = limits["maxSpend"], rules["ballotType"], rules["allocationRule"]
    demand(spend is None or spend <= max(amounts.values()), "maxSpend is over the envelope.")
    demand(spend is not None or kind != "budget", "A budget ballot has a maxSpend.")
    if kind == "ordinal":
        fits = limits["maxItems"] is not None
        fits = fits and limits["minVotesPerVoter"] is limits["maxVotesPerVoter"] is None
        demand(fits, "An ordinal ballot has a maxItems, and no number of votes.")
    if rule["name"] == "greedy":
        demand(rule.get("threshold", 0) >= 0, "The threshold is less than zero.")
    if rule["name"] == "equal_shares":
        increment = 1 if rule.get("increment") is None else rule["increment"]
        demand(is_count(increment) and increment, "The increment is not one unit or more.")


def costs_published(count, event):
    phase, options = phase_of(count, event), event.data["options"]
    demand(phase["status"] == "planned", "Prices do not change once the phase has opened.")
    demand(phase["voting"] and options, "There are no voting rules, or no options.")
    demand(not is_support(phase["voting"]), "Nothing has a price on a support ballot.")
    demand(phase["optionsHash"] != digest(options), "The same prices were published before.")
    amounts = {e["areaId"]: e["amount"] for e in phase["voting"]["envelopes"]}
    for option in options:
        fits = is_count(option["amount"]) and option["envelopeAreaId"] in amounts
        demand(fits, "%s has no price or no envelope." % option["ideaId"])
    dear = [o["ideaId"] for o in options if o["amount"] > amounts[o["envelopeAreaId"]]]
    expected = {"phaseId": phase["phaseId"], "options": options, "optionsHash": digest(options)}
    return {**expected, "overEnvelopeIdeaIds": sorted(dear, key=code_units)}


def phase_opened(count, event):
    phase = phase_of(count, event)
    demand(phase["status"] == "planned", "The phase was opened before, or cancelled.")
    in_window = phase["opensAt"] <= event.at < end_of(phase)
    demand(in_window, "The phase opens outside of its window.")
    demand(count.published_at is not None, "The consultation is not public.")
    demand(not phase["suspended"], "An option on the ballot is suspended.")
    ready = phase["voting"] and (phase["options"] or is_support(phase["voting"]))
    asks = phase["method"] in ("budgeting", "voting", "support")
    demand(ready or not asks, "The vote is not ready.")
    cause = "schedule" if event.leaf["as"] == "system" else "manual"
    expected = {"phaseId": phase["phaseId"], "at": event.at, "cause": cause}
    expected["configVersion"] = phase["voting"]["configVersion"] if phase["voting"] else None
    expected["optionsHash"] = phase["optionsHash"]
    return {**expected, **pick(count.rules, "rulesVersion tallyVisibility")}


def phase_closed(count, event):
    phase, reason = phase_of(count, event), trimmed(event.data["reason"])
    demand(phase["status"] == "open", "The phase is not open.")
    is_late = event.at >= end_of(phase)
    demand(is_late or reason, "The phase closes before its end, and no reason is told.")
    demand_short(event.data["reason"], "The reason")
    moment = phase["closesAt"] if is_late else event.at
    expected = {"phaseId": phase["phaseId"], "at": moment, "reason": reason}
    return {**expected, "cause": "schedule" if is_late else "manual"}


NOTICE = 48 * 3_600_000  # milliseconds


def is_over(phase, instant):
    """Whether nobody takes part any more at an instant, or not in between."""
    in_gap = any(start <= instant < end for start, end in phase["gaps"])
    return phase["status"] == "closed" or in_gap or instant >= end_of(phase)


def phase_rescheduled(count, event):
    phase, now, to = phase_of(count, event), event.at, event.data["to"]
    fits = phase["status"] != "cancelled" and not is_over(phase, now)
    demand(fits, "The phase is over or cancelled.")
    demand_window(to["opensAt"], to["closesAt"])
    before, after = pick(phase, "opensAt closesAt"), pick(to, "opensAt closesAt")
    demand(before != after, "The phase is not moved.")
    if before["opensAt"] != after["opensAt"]:
        fits = phase["status"] == "planned" and after["opensAt"] >= now
        demand(fits, "The phase opens in the past, or is open.")
    fits = max(now, after["opensAt"]) < end_of(after)
    demand(fits, "The phase closes in the past, or before it opens.")
    if end_of(after) < end_of(before):
        fits = after["closesAt"] >= instant_of(milliseconds(now) + NOTICE)
        demand(fits, "The phase is made shorter less than 48 hours before its new end.")
    demand_apart(count, {**phase, **after})
    demand_text(event.data["reason"], "The reason", BODY)
    demand_text(event.data["decidedBy"], "Who decided")
    told = {name: trimmed(event.data[name]) for name in ("reason", "decidedBy")}
    return {**pick(phase, "phaseId"), "from": before, "to": after, **told}


def certified_result(count, phase):
    return count.tallies.get(phase["phaseId"], {}).get("ResultsCertified")


def phase_reopened(count, event):
    phase, closes_at = phase_of(count, event), event.data["closesAt"]
    demand(phase["status"] == "closed", "The phase is not closed.")
    demand(not certified_result(count, phase), "The result is certified.")
    demand_window(event.at, closes_at)
    demand(closes_at is None or closes_at > event.at, "The phase closes in the past.")
    demand_apart(count, {**phase, "opensAt": event.at, "closesAt": closes_at})
    return {**pick(phase, "phaseId"), "at": event.at, "closesAt": closes_at, **decision(event)}


def decision(event):
    """Why something was decided, and where that is written down."""
    demand_text(event.data["reason"], "The reason", BODY)
    demand_text(event.data["decisionRef"], "Where it was decided")
    return {name: trimmed(event.data[name]) for name in ("reason", "decisionRef")}


def phase_cancelled(count, event):
    phase = phase_of(count, event)
    demand(phase["status"] != "cancelled", "The phase was cancelled before.")
    demand(not certified_result(count, phase), "The result is certified.")
    demand_text(event.data["reason"], "The reason", BODY)
    told = {"reason": trimmed(event.data["reason"]), "fateOfVotes": "kept_not_counted"}
    return {**pick(phase, "phaseId"), "at": event.at, **told}


def consultation_archived(count, event):
    is_open = any(phase["status"] == "open" for phase in count.phases.values())
    demand(not is_open, "A phase is still open.")
    reason = trimmed(event.data["noFollowUpReason"])
    demand(reason or count.decided, "No decision, and no reason is told.")
    demand_short(reason, "The reason")
    demand_text(event.data["outcomeSummary"], "The outcome", BODY)
    return {"at": event.at, "noFollowUpReason": reason, **pick(event.data, "outcomeSummary")}


# ---- Section 5: prices that are corrected ----------------------------------------------------


def cost_correction(count, event):
    """What two agents say alike of a price; throws where none is corrected."""
    phase, data = phase_of(count, event), event.data
    option = (phase["options"] or {}).get(data["ideaId"])
    fits = option and count.ideas.get(data["ideaId"], {}).get("own")
    fits = fits and phase["status"] in ("open", "closed") and not certified_result(count, phase)
    demand(fits, "No price is corrected here.")
    fits = is_count(data["new"]) and data["new"] != option["amount"]
    demand(fits and isinstance(data["notify"], bool), "It is the same price, or none.")
    told = {**pick(data, "ideaId phaseId new notify"), "old": option["amount"]}
    return {**told, **decision(event)}


def cost_proposed(count, event):
    expected = cost_correction(count, event)
    first, _ = count.corrections.get(event.data["ideaId"], (None, None))
    demand(first != expected, "It is proposed already.")
    return {**expected, "proposedBy": event.leaf["actor"]}


def cost_corrected(count, event):
    expected, idea = cost_correction(count, event), event.data["ideaId"]
    first, who = count.corrections.get(idea, (None, None))
    second = event.leaf["actor"]
    demand(first == expected and who != second, "No other agent has proposed it.")
    before = phase_of(count, event)["options"][idea]["costVersion"]
    version = max(count.costs.get(idea, 0), before) + 1
    told = {**expected, "proposedBy": who, "approvedBy": second, "costVersion": version}
    return {**told, **pick(count.created, "currency")}


def option_repriced(count, event):
    return count.repricing[1]


def note_price(count, event):
    """Takes what agents say of a price in, or the price on the ballot that follows."""
    data, idea = event.data, event.data["ideaId"]
    if event.type == "IdeaCostCorrectionProposed":
        said = {member: data[member] for member in data if member != "proposedBy"}
        count.corrections[idea] = (said, data["proposedBy"])
    elif event.type == "IdeaCostCorrected":
        del count.corrections[idea]
        count.costs[idea] = data["costVersion"]
        follows = {**pick(data, "phaseId ideaId costVersion"), "at": event.at}
        follows.update(previous=data["old"], amount=data["new"])
        count.repricing = (event.leaf["cmd"], follows)
    else:
        phase, count.repricing = phase_of(count, event), None
        option = phase["options"][idea]
        past = {**pick(option, "amount costVersion"), "until": data["at"]}
        phase["prices"].setdefault(idea, []).append(past)
        phase["options"][idea] = {**option, **pick(data, "amount costVersion")}


def options_at(phase, instant):
    """The options of a phase at the prices that were in force at an instant."""
    found = {}
    for idea, option in (phase["options"] or {}).items():
        then = (past for past in phase["prices"].get(idea, []) if instant < past["until"])
        found[idea] = {**option, **pick(next(then, option), "amount costVersion")}
    return found


def prices_of(phase, idea):
    """Every price that an option has had since it was published, the latest last."""
    past = [price["amount"] for price in phase["prices"].get(idea, [])]
    return past + [phase["options"][idea]["amount"]]


def corrected_in(phase):
    """The prices of a phase that were corrected: as they were published, and as they are."""
    own = {idea: prices_of(phase, idea) for idea in sorted(phase["prices"], key=code_units)}
    return [{"ideaId": i, "published": p[0], "amount": p[-1]} for i, p in own.items()]


def with_prices(phase, closed):
    """A phase at the prices with which its tally was closed."""
    own = {price["ideaId"]: price["amount"] for price in closed.get("prices", [])}
    options = {
        idea: {**option, "amount": own.get(idea, prices_of(phase, idea)[0])}
        for idea, option in phase["options"].items()
    }
    return {**phase, "options": options}


# ---- Section 5: ballots ----------------------------------------------------------------------


def voting_phase(count, event):
    """The phase in which a voter acts, at an instant at which it is open."""
    phase = phase_of(count, event)
    asks = phase["voting"] and (phase["options"] or is_support(phase["voting"]))
    demand(asks, "Nobody votes in this phase.")
    of_baskets = event.type in OF_BASKETS
    demand(of_baskets != is_support(phase["voting"]), "One votes otherwise in this phase.")
    begun = phase["status"] != "planned" and phase["opensAt"] <= event.at
    demand(begun, "The phase was not open yet.")
    fits = phase["status"] != "cancelled" and not is_over(phase, event.at)
    demand(fits, "The phase was closed or cancelled.")
    fits = event.stream not in count.invalid and event.stream not in count.papered
    demand(fits, "The ballot was taken out of the count, or is on paper.")
    return phase


def standing(count, event):
    """The voter's basket, as `replaces` of a later act names it, and its revision."""
    group, revision = count.voters.get(event.stream, (None, 0))
    if group is None:
        return None, revision
    lines = [pick(line, "ideaId unitCost votes") for line in group.lines]
    return {"basketRevision": revision, "envelopeAreaId": group.area, "lines": lines}, revision


def basket_submitted(count, event):
    phase, data = voting_phase(count, event), event.data
    rules, area = phase["voting"], data["envelopeAreaId"]
    before, revision = standing(count, event)
    demand(revision == 0 or rules["revisionAllowed"], "This voter may not choose again.")
    same = before is None or before["envelopeAreaId"] == area
    demand(same, "The envelope is another than before.")
    expected = chosen_basket(phase, data, revision)
    if before:
        old, new = (
            {line["ideaId"]: pick(line, "votes unitCost") for line in basket["lines"]}
            for basket in (before, expected)
        )
        demand(old != new, "It is the same basket again.")
    return {**expected, "replaces": before}


def chosen_basket(phase, data, revision):
    """What is right of a basket whether it is on paper or not; throws where it is not allowed."""
    rules, area = phase["voting"], data["envelopeAreaId"]
    lines = priced(phase, area, data["lines"])
    votes = {line["ideaId"]: line["votes"] for line in lines}
    demand(len(votes) == len(lines), "An option is in the basket twice.")
    cost, points = sum(line["unitCost"] for line in lines), sum(votes.values())
    demand_limits(rules, area, len(lines), cost, points)
    demand_topics(phase, lines)
    told = {**pick(data, "phaseId voterRef"), "basketRevision": revision + 1, "lines": lines}
    expected = {**told, "receiptHash": digest(told), "totalCost": cost, "totalVotes": points}
    expected.update(optionsHash=phase["optionsHash"], configVersion=rules["configVersion"])
    return {**expected, "envelopeAreaId": area}


def paper_recorded(count, event):
    phase, data, stream = phase_of(count, event), event.data, event.stream
    fits = phase["voting"] and phase["options"] and phase["status"] in ("open", "closed")
    demand(fits and not certified_result(count, phase), "Nobody votes on paper here.")
    demand_voted(phase, event)
    before, revision = standing(count, event)
    makes_room = count.awaited == (stream, event.leaf["cmd"])
    fits = makes_room or (before is None and stream not in count.invalid)
    demand(fits and stream not in count.papered, "The voter has voted, or is out of the count.")
    known = (data["phaseId"], data["serial"])
    demand(known not in count.papered.values(), "The paper is recorded already.")
    demand_text(data["serial"], "The number")
    demand_text(data["boothId"], "The booth")
    told = {**pick(data, "serial occurredAt"), "boothId": trimmed(data["boothId"])}
    then = {**phase, "options": options_at(phase, data["occurredAt"])}
    return {**chosen_basket(then, data, revision), **told}


def demand_voted(phase, event):
    """Throws unless people can have voted when that is said."""
    end = end_of(phase) if phase["closedAt"] is None else phase["closedAt"]
    when = event.data["occurredAt"]
    fits = phase["opensAt"] <= when < end and when <= event.at
    fits = fits and not any(start <= when < back for start, back in phase["gaps"])
    demand(fits, "Nobody voted at that time.")


def room_made(count, event):
    """An online ballot that is out of the count for one on paper, which follows in the same act."""
    phase, basket = phase_of(count, event), standing(count, event)[0]
    fits = phase["voting"] and phase["voting"].get("paperReplacesOnline") and basket
    fits = fits and event.stream not in count.invalid and event.stream not in count.papered
    demand(fits, "Nothing here makes room for a paper.")
    told = {**pick(event.data, "phaseId voterRef reasonCode"), "evidenceRef": None, "votes": []}
    return {**told, "decidedBy": [event.leaf["actor"]], "basket": basket}


def priced(phase, area, lines):
    """The lines of a basket at the published prices."""
    found = []
    for place, line in enumerate(lines):
        option = phase["options"].get(line["ideaId"])
        demand(option, "%s is not on this ballot." % line["ideaId"])
        demand(line["ideaId"] not in phase["suspended"], "A suspended option is chosen.")
        demand(option["envelopeAreaId"] == area, "An option is of another envelope.")
        new = {"unitCost": option["amount"], "votes": votes_of(phase["voting"], line, place)}
        found.append({**new, **pick(option, "ideaId ideaVersion costVersion")})
    return found


def votes_of(rules, line, place):
    """What a line is worth."""
    if rules["ballotType"] == "ordinal":
        return max(0, rules["maxItems"] - place)
    if rules["ballotType"] != "cumulative":
        return 1
    demand(is_count(line["votes"]), "That is no number of votes.")
    demand_between(line["votes"], 1, rules["maxVotesPerIdea"], "votes for one option")
    return line["votes"]


def demand_limits(rules, area, items, cost, votes):
    amounts = {e["areaId"]: e["amount"] for e in rules["envelopes"]}
    demand(area in amounts, "There is no such envelope.")
    least = 1 if rules["minItems"] is None else rules["minItems"]
    most = None if rules["maxSpend"] is None else min(rules["maxSpend"], amounts[area])
    demand_between(items, least, rules["maxItems"], "options")
    demand_between(cost, rules["minSpend"], most, "money")
    if rules["ballotType"] != "ordinal":
        demand_between(votes, rules["minVotesPerVoter"], rules["maxVotesPerVoter"], "votes")


def demand_topics(phase, lines):
    for limit in phase["voting"]["maxPerTopic"]:
        topics = [phase["options"][line["ideaId"]]["topicIds"] for line in lines]
        costs = [p["unitCost"] for p, own in zip(lines, topics) if limit["topicId"] in own]
        demand_between(len(costs), None, limit["items"], "options of one topic")
        demand_between(sum(costs), None, limit["spend"], "money for one topic")


def demand_between(value, least, most, what):
    demand(least is None or value >= least, "The basket has too few %s." % what)
    demand(most is None or value <= most, "The basket has too many %s." % what)


def why_withdrawn(event):
    return "erasure" if event.leaf["as"] == "system" else "voter"


def basket_withdrawn(count, event):
    voting_phase(count, event)
    before, revision = standing(count, event)
    demand(before, "There is no basket to withdraw.")
    expected = {**pick(event.data, "phaseId voterRef"), "reason": why_withdrawn(event)}
    return {**expected, "basketRevision": revision, "replaces": before}


def note_basket(count, event):
    """Takes an act of a voter in: alike baskets of a phase are kept once, and counted."""
    data, (group, _) = event.data, count.voters.get(event.stream, (None, 0))
    if group and event.stream not in count.invalid:
        group.count -= 1
    group = None
    if event.type == "PaperBallotRecorded":
        count.invalid.discard(event.stream)
        count.papered[event.stream] = (data["phaseId"], data["serial"])
        count.awaited = None
    if event.type != "BasketWithdrawn":
        lines = tuple((li["ideaId"], li["votes"], li["unitCost"]) for li in data["lines"])
        new = {"phase": data["phaseId"], "area": data["envelopeAreaId"], "lines": data["lines"]}
        key = (new["phase"], new["area"], lines)
        group = count.groups.setdefault(key, SimpleNamespace(**new, count=0))
        group.count += 1
    count.voters[event.stream] = (group, data["basketRevision"])
    count.acts[data["phaseId"]] = count.acts.get(data["phaseId"], 0) + 1


GONE = ("hidden", "withdrawn", "merged")  # why nobody votes on an idea, and votes on it wait


def saying(count, event, to):
    """What an act on a vote says of what counts after it; `to` is None where it is taken back."""
    idea, least = event.data["ideaId"], phase_of(count, event)["voting"]["minVotesPerVoter"] or 0
    votes = count.votes.get(event.stream, {})
    before = {own: value for own, value in votes.items() if value is not None}
    after = {own: value for own, value in {**before, idea: to}.items() if value is not None}
    was, stays = len(before) >= least, len(after) >= least
    names = pick(event.data, "phaseId voterRef ideaId")
    counted = listed(after, idea, was) if stays else []
    uncounted = listed(before, idea, stays) if was else []
    return {**names, "standing": len(after), "counted": counted, "uncounted": uncounted}


def listed(votes, idea, alone):
    """All votes in the order of their ideas, or that on one idea alone."""
    ideas = sorted(votes, key=code_units)
    return [{"ideaId": i, "value": votes[i]} for i in ideas if i == idea or not alone]


def said(count, event, value):
    """What is right of a vote whether it is new or changed; throws where it is not allowed."""
    rules, idea = voting_phase(count, event)["voting"], count.ideas.get(event.data["ideaId"])
    votable = idea and idea["own"] and idea["category"] not in ("rejected", "implemented", "closed")
    gone = any(is_so_of(count, event.data["ideaId"], why) for why in GONE)
    demand(votable and not gone, "Nobody votes on this idea.")
    demand(value in rules["values"], "That cannot be said of an idea.")
    told = {"ideaVersion": idea["version"], "configVersion": rules["configVersion"]}
    return {**saying(count, event, value), **told}


def vote_cast(count, event):
    expected = said(count, event, event.data["value"])
    rules, votes = phase_of(count, event)["voting"], count.votes.get(event.stream, {})
    idea, most = event.data["ideaId"], rules["maxVotesPerVoter"]
    demand(votes.get(idea) is None, "The voter has voted on this idea.")
    demand(idea not in votes or rules["revisionAllowed"], "This voter may not vote again.")
    demand(most is None or expected["standing"] <= most, "The voter has no more votes.")
    return {**expected, "value": event.data["value"]}


def vote_changed(count, event):
    expected = said(count, event, event.data["to"])
    before = count.votes.get(event.stream, {}).get(event.data["ideaId"])
    demand(before is not None, "There is no vote to change.")
    demand_unlocked(count, event, before)
    demand(before != event.data["to"], "It is the same vote again.")
    allowed = phase_of(count, event)["voting"]["revisionAllowed"]
    demand(allowed, "This voter may not vote again.")
    return {**expected, "from": before, "to": event.data["to"]}


def vote_withdrawn(count, event):
    voting_phase(count, event)
    before = count.votes.get(event.stream, {}).get(event.data["ideaId"])
    demand(before is not None, "There is no vote to withdraw.")
    demand_unlocked(count, event, before)
    return {**saying(count, event, None), "value": before, "reason": why_withdrawn(event)}


def demand_unlocked(count, event, before):
    """Throws where a support stays because its idea has reached the threshold."""
    phase = phase_of(count, event)
    locks = before == "up" and phase["voting"].get("lockSupportsAtThreshold")
    own = phase["threshold"] or {}
    reached = (event.data["ideaId"], own.get("thresholdId")) in count.reached
    demand(not (locks and reached), "The idea has reached the threshold: its supports stay.")


def threshold_reached(count, event):
    phase, data = phase_of(count, event), event.data
    own, idea = phase["threshold"], count.ideas.get(data["ideaId"])
    fits = own and idea and idea["own"] and phase["status"] != "cancelled"
    demand(fits, "Nothing asks for so many supports.")
    new = (data["ideaId"], own["thresholdId"]) not in count.reached
    fits = new and is_count(data["counted"]) and data["counted"] >= own["votes"]
    demand(fits, "The threshold is not reached, or was before.")
    demand(data["cause"] in ("vote", "offline", "merge"), "Nobody knows that cause.")
    told = pick(data, "ideaId phaseId counted atPosition cause")
    return {**told, "thresholdId": own["thresholdId"], "required": own["votes"]}


def feedback_overdue(count, event):
    data, idea = event.data, count.ideas.get(event.data["ideaId"])
    fits = idea and idea["own"] and data["dueAt"] in idea["promised"] and data["dueAt"] <= event.at
    demand(fits, "No answer was promised until then, or then was to come.")
    return pick(data, "ideaId dueAt")


def note_vote(count, event):
    """Takes an act on a vote in."""
    data, phase = event.data, event.data["phaseId"]
    value = data["to"] if event.type == "VoteChanged" else data["value"]
    withdrawn = event.type == "VoteWithdrawn"
    own = count.votes.setdefault(event.stream, {})
    own[data["ideaId"]] = None if withdrawn else value
    count.said_at[event.stream, data["ideaId"]] = event.leaf["n"]
    for votes, sign in ((data["uncounted"], -1), (data["counted"], 1)):
        for vote in votes:
            none = {"up": 0, "down": 0, "neutral": 0, "invalidated": 0}
            count.supports.setdefault((phase, vote["ideaId"]), none)[vote["value"]] += sign
    more, less = len(data["counted"]), len(data["uncounted"])
    began = more > less and more == data["standing"]
    ended = less > more and less == data["standing"] + 1
    count.voting[phase] = count.voting.get(phase, 0) + began - ended
    count.acts[phase] = count.acts.get(phase, 0) + 1


REASONS = ("ineligible", "duplicate_identity", "fraud")


def demand_ruling(count, event, ruling):
    """Throws unless agents may say that of this ballot; what everything said of it begins with."""
    phase, stream = phase_of(count, event), event.stream
    fits = phase["voting"] and phase["status"] != "cancelled"
    demand(fits and not certified_result(count, phase), "Nobody rules on ballots of this phase.")
    basket, _ = standing(count, event)
    votes = [v for v in count.votes.get(stream, {}).values() if v is not None]
    demand(basket or votes, "There is nothing in this ballot.")
    is_out = stream in count.invalid
    demand(is_out == (ruling == "BallotReinstated"), "The ballot is so already.")
    demand(event.data["reasonCode"] in REASONS, "Nobody knows that reason.")
    evidence = event.data["evidenceRef"]
    demand_short(evidence, "Where the evidence is", 500)
    told = pick(event.data, "phaseId voterRef reasonCode")
    return {**told, "evidenceRef": trimmed(evidence)}


def ruling_proposed(count, event):
    ruling, who = event.data["ruling"], event.leaf["actor"]
    demand(ruling in ("BallotInvalidated", "BallotReinstated"), "Nobody knows that ruling.")
    expected = demand_ruling(count, event, ruling)
    before = count.proposals.get(event.stream)
    fits = before is None or before[:2] != (ruling, expected["reasonCode"])
    demand(fits, "It is proposed already.")
    return {**expected, "ruling": ruling, "proposedBy": who}


def ballot_ruled(count, event):
    makes_room = event.data["reasonCode"] == "replaced_by_paper"
    own = ("BallotInvalidated", "officer/registrar")
    demand(makes_room == ((event.type, event.leaf["as"]) == own), "It is not theirs to say.")
    if makes_room:
        return room_made(count, event)
    expected, who = demand_ruling(count, event, event.type), event.leaf["actor"]
    ruling, reason, first = count.proposals.get(event.stream, (None, None, None))
    fits = (ruling, reason) == (event.type, expected["reasonCode"]) and first != who
    demand(fits, "No other agent has proposed it.")
    basket, _ = standing(count, event)
    own = count.votes.get(event.stream, {})
    votes = listed({i: v for i, v in own.items() if v is not None}, None, False)
    least = phase_of(count, event)["voting"]["minVotesPerVoter"] or 0
    counting = votes if len(votes) >= least else []
    return {**expected, "decidedBy": [first, who], "basket": basket, "votes": counting}


def note_ruling(count, event):
    """Takes what agents say of a ballot in."""
    data, stream, phase = event.data, event.stream, event.data["phaseId"]
    if event.type == "BallotRulingProposed":
        count.proposals[stream] = (data["ruling"], data["reasonCode"], data["proposedBy"])
        return
    count.proposals.pop(stream, None)
    if data["reasonCode"] == "replaced_by_paper":
        count.awaited = (stream, event.leaf["cmd"])
    sign = 1 if event.type == "BallotReinstated" else -1
    (count.invalid.discard if sign > 0 else count.invalid.add)(stream)
    group, _ = count.voters.get(stream, (None, 0))
    if group:
        group.count += sign
    for vote in data["votes"]:
        row = count.supports[(phase, vote["ideaId"])]
        row[vote["value"]] += sign
        row["invalidated"] -= sign
    if data["votes"]:
        count.voting[phase] += sign


# ---- Section 5: votes on paper ---------------------------------------------------------------


def paper_phase(count, event):
    """The phase of an event on votes on paper, at a moment at which they may be written down."""
    phase = phase_of(count, event)
    fits = phase["voting"] and phase["status"] in ("open", "closed")
    demand(fits and not certified_result(count, phase), "Nobody writes votes on paper down here.")
    hidden = phase["status"] == "open" and phase["tallyVisibility"] == "hidden_until_close"
    demand(not hidden, "The counts are hidden until the phase is closed.")
    return phase


def asks_for_ballots(rules):
    """Whether a result asks for what each voter chose together."""
    rule = rules["allocationRule"]
    asks = rule and any("borda" in c for c in [rule.get("by", "")] + rules["tieBreak"])
    return rule and (rule["name"] != "greedy" or asks)


def demand_papers(count, phase, data):
    """Throws unless so many people can have said that on paper."""
    rules, voters, lines = phase["voting"], data["voterCount"], data["lines"]
    sums = rules["ballotType"] != "ordinal" and not asks_for_ballots(rules)
    demand(sums, "The result asks for each ballot.")
    demand(is_count(voters) and HEX.fullmatch(data["evidenceHash"]), "A count or digest is not one.")
    most = rules["maxVotesPerIdea"]
    most = rules["maxVotesPerVoter"] if most is None else most
    most = most if rules["ballotType"] == "cumulative" else 1
    seen, said = set(), {}
    for line in lines:
        demand(sorted(line) == ["ideaId", "picks", "value", "votes"], "It has other members.")
        idea, value, picks, votes = (line[m] for m in ("ideaId", "value", "picks", "votes"))
        demand((idea, value) not in seen, "%s is listed twice." % idea)
        seen.add((idea, value))
        if is_support(rules):
            known = count.ideas.get(idea, {}).get("own") and value in rules["values"]
            said[idea] = said.get(idea, 0) + votes
        else:
            known = idea in phase["options"] and value is None
        demand(known, "Nobody can say that of %s." % idea)
        fits = is_count(picks) and is_count(votes) and picks <= min(voters, votes)
        fits = fits and (picks or not votes) and (most is None or votes <= picks * most)
        demand(fits and said.get(idea, 0) <= voters, "There are too many votes for %s." % idea)
    prices = {idea: min(prices_of(phase, idea)) for idea in phase["options"] or ()}
    totals = [("maxVotesPerVoter", sum(line["votes"] for line in lines))]
    if not is_support(rules):
        totals.append(("maxItems", sum(line["picks"] for line in lines)))
        totals.append(("maxSpend", sum(li["picks"] * prices[li["ideaId"]] for li in lines)))
    for limit, total in totals:
        fits = rules[limit] is None or total <= rules[limit] * voters
        demand(fits, "%d people have more than %s allows." % (voters, limit))


BATCH = "phaseId batchId kind place occurredAt"
PAPERS = "voterCount lines"


def papers_recorded(count, event):
    phase, data = paper_phase(count, event), event.data
    demand(event.stream not in count.batches, "The batch is written down already.")
    demand(data["kind"] in ("booth", "meeting", "mail"), "Nobody knows that kind.")
    demand_text(data["place"], "The place")
    demand_short(event.words.get("witnessedBy"), "The witness", 500)
    demand_voted(phase, event)
    demand_papers(count, phase, data)
    told = pick(data, BATCH + " evidenceHash " + PAPERS)
    return {**told, "place": trimmed(data["place"]), "offlineRevision": 1}


def known_batch(count, event):
    """The batch that an event takes up."""
    demand(event.stream in count.batches, "There is no such batch.")
    batch, is_void = count.batches[event.stream]
    demand(not is_void, "The batch was taken out of the count.")
    demand_text(event.data["reason"], "The reason", BODY)
    told = {**pick(batch, BATCH), "reason": trimmed(event.data["reason"])}
    return {**told, "replaces": pick(batch, PAPERS)}, batch


def papers_corrected(count, event):
    phase, data = paper_phase(count, event), event.data
    expected, batch = known_batch(count, event)
    demand_papers(count, phase, data)
    names = PAPERS + " evidenceHash"
    demand(pick(batch, names) != pick(data, names), "It says the same again.")
    new = {**pick(data, names), "offlineRevision": batch["offlineRevision"] + 1}
    return {**expected, **new}


def papers_voided(count, event):
    paper_phase(count, event)
    expected, batch = known_batch(count, event)
    return {**expected, **pick(batch, "offlineRevision")}


def note_papers(count, event):
    """Takes what is said of a batch in."""
    data, phase = event.data, event.data["phaseId"]
    is_void = event.type == "OfflineVotesVoided"
    batch = count.batches[event.stream][0] if is_void else data
    count.batches[event.stream] = (batch, is_void)
    for papers, sign in ((data.get("replaces"), -1), (None if is_void else data, 1)):
        if papers:
            count.on_paper[phase] = count.on_paper.get(phase, 0) + sign * papers["voterCount"]
            for line in papers["lines"]:
                key = (phase, line["ideaId"], line["value"])
                own = count.papers.setdefault(key, [0, 0])
                own[0] += sign * line["picks"]
                own[1] += sign * line["votes"]
    count.doubts.pop(phase, None)


# ---- Section 5: tally and participation ------------------------------------------------------


def groups_in(count, phase_id):
    return [group for group in count.groups.values() if group.phase == phase_id and group.count]


def tally_rows(count, phase_id):
    """The tally of a phase; for the public picks and votes as published, money by the prices."""
    phase, none = count.phases[phase_id], {"picks": 0, "votes": 0, "moneyPicked": 0}
    rows = {i: {"phaseId": phase_id, "ideaId": i, **none} for i in phase["listed"]}
    if count.for_public:
        for row in count.published[TALLY]:
            if row["phaseId"] == phase_id and row["ideaId"] in rows:
                rows[row["ideaId"]].update(pick(row, "picks votes moneyPicked"))
    for group in groups_in(count, phase_id):
        for line in group.lines:
            rows[line["ideaId"]]["picks"] += group.count
            rows[line["ideaId"]]["votes"] += group.count * line["votes"]
            rows[line["ideaId"]]["moneyPicked"] += group.count * line["unitCost"]
    for idea, row in rows.items():
        own = count.papers.get((phase_id, idea, None), (0, 0))
        row["offlinePicks"], row["offlineVotes"] = own
        if count.for_public:  # certain at one price; where it was corrected it lies between
            prices = prices_of(phase, idea) if idea in phase["options"] else [0]
            least, most = row["picks"] * min(prices), row["picks"] * max(prices)
            row["moneyPicked"] = min(max(row["moneyPicked"], least), most)
        row["suspended"] = phase["suspended"].get(idea)
        row["counted"] = 0 if row["suspended"] else row["picks"] + row["offlinePicks"]
    return sorted(rows.values(), key=lambda row: code_units(row["ideaId"]))


def participation_row(count, phase_id):
    """Who took part in a phase; blank baskets are not counted for the public."""
    row = {"phaseId": phase_id}
    rules = count.phases[phase_id]["voting"]
    row["offlineVoters"] = count.on_paper.get(phase_id, 0)
    row["totalSpend"] = sum(own["moneyPicked"] for own in tally_rows(count, phase_id))
    if count.for_public:
        of_phase = [own for s, own in count.attended.items() if phase_named(count, s) == phase_id]
        least = max(1, rules["minVotesPerVoter"] or 0)
        taking = [own for own in of_phase if not own[3] and (own[0] or own[2] >= least)]
        row["participants"] = len(taking) + row["offlineVoters"]
        row["acts"] = sum(own[1] for own in of_phase)
        return row
    groups = groups_in(count, phase_id)
    row["participants"] = sum(group.count for group in groups) + count.voting.get(phase_id, 0)
    row["participants"] += row["offlineVoters"]
    row["blankBaskets"] = sum(group.count for group in groups if not group.lines)
    row["acts"] = count.acts.get(phase_id, 0)
    return row


def vote_rows(count, phase_id):
    """What votes come to in a phase; for the public as published, as far as that can be."""
    if count.for_public:
        rows = [dict(row) for row in count.published[VOTES] if row["phaseId"] == phase_id]
    else:
        own = [(i, said) for (phase, i), said in count.supports.items() if phase == phase_id]
        rows = [{"phaseId": phase_id, "ideaId": i, **said} for i, said in own]
    known = {row["ideaId"] for row in rows}
    none = {"up": 0, "down": 0, "neutral": 0, "invalidated": 0}
    for phase, idea, value in count.papers:
        if phase == phase_id and value is not None and idea not in known:
            known.add(idea)
            rows.append({"phaseId": phase_id, "ideaId": idea, **none})
    for row in rows:
        for value in ("up", "down", "neutral"):
            papers = count.papers.get((phase_id, row["ideaId"], value), (0, 0))
            row["offline" + value.capitalize()] = papers[1]
        whys = [why for why in GONE if is_so_of(count, row["ideaId"], why)]
        row["suspended"] = whys[0] if whys else None
        sources = sources_of(count, row["ideaId"])
        said = united(count, phase_id, row["ideaId"], sources) if sources else {}
        for value in ("up", "down", "neutral"):
            member, most = "merged" + value.capitalize(), said.get(value, 0)
            if not count.for_public:
                row[member] = most
            elif row.setdefault(member, 0):
                most = sum(own[value] for own in rows if own["ideaId"] in sources)
                demand(row[member] <= most, "More votes come by merges than are.", file=VOTES)
        row["counted"] = 0 if whys else sum(all_of(row).values())
    if count.for_public and is_support(count.phases[phase_id]["voting"]):
        least = count.phases[phase_id]["voting"]["minVotesPerVoter"] or 0
        named = [own for s, own in count.attended.items() if phase_named(count, s) == phase_id]
        there = sum(votes for _, _, votes, is_out in named if votes >= least and not is_out)
        fits = sum(row["up"] + row["down"] + row["neutral"] for row in rows) <= there
        demand(fits, "More votes are published than there are.", file=VOTES)
    return sorted(rows, key=lambda row: code_units(row["ideaId"]))


def all_of(row):
    """All votes on an idea by what they say: online, on paper, and on ideas merged into it."""
    names = ("up", "down", "neutral")
    more = [("offline" + v.capitalize(), "merged" + v.capitalize()) for v in names]
    return {v: row[v] + row[paper] + row[merged] for v, (paper, merged) in zip(names, more)}


def sources_of(count, idea):
    """Ideas whose voters are counted once with those of the one that has taken them in."""
    into = (idea, "union_distinct_voters")
    own = [source for source, found in count.merged.items() if found == into]
    return {i for i in own if not any(is_so_of(count, i, why) for why in GONE[:2])}


def united(count, phase_id, idea, sources):
    """What voters who say nothing of an idea say of those merged into it, each what they said last."""
    least = count.phases[phase_id]["voting"]["minVotesPerVoter"] or 0
    said = {}
    for stream, votes in count.votes.items():
        votes = {i: v for i, v in votes.items() if v is not None}
        counts = len(votes) >= least and stream not in count.invalid and idea not in votes
        known = sources.intersection(votes)
        if counts and known and phase_named(count, stream) == phase_id:
            value = votes[max(known, key=lambda i: count.said_at[stream, i])]
            said[value] = said.get(value, 0) + 1
    return said


def phase_named(count, stream):
    """The phase of a voter's stream: the one with the longest id that fits."""
    fitting = [phase for phase in count.phases if stream.startswith("ballot-%s-" % phase)]
    return max(fitting, key=len, default=None)


def closed_phase(count, event):
    """The closed phase that an event of its tally is about, and the data of those before."""
    phase = phase_of(count, event)
    ended = phase["voting"] and phase["status"] == "closed"
    demand(ended, "Nobody votes in this phase, or it is not closed.")
    return phase, count.tallies.setdefault(phase["phaseId"], {})


def tally_closed(count, event):
    phase, tally = closed_phase(count, event)
    phase_id, expected = phase["phaseId"], pick(event.data, "upToPosition")
    expected["closedAt"] = phase["closedAt"]
    demand("ResultsCertified" not in tally, "The result is certified.")
    if is_support(phase["voting"]):
        return votes_closed(count, event, expected)
    rows = [row for row in tally_rows(count, phase_id) if not row["suspended"]]
    counts = [chosen(row) for row in rows]
    expected.update(countsHash=digest(counts), suspended=suspended_in(phase))
    took = participation_row(count, phase_id)
    expected.update(phaseId=phase_id, baskets=took["participants"] - took["offlineVoters"])
    expected.update({m: took[m] for m in ["offlineVoters"] if took[m]})
    if phase["prices"]:
        expected["prices"] = corrected_in(phase)
    expected = as_known(count, event, expected, "countsHash")
    demand_new_close(count, expected)
    return expected


def chosen(row):
    """How often an option was chosen, in baskets and on paper."""
    sums = {m: row[m] + row["offline" + m.capitalize()] for m in ("picks", "votes")}
    return {"ideaId": row["ideaId"], **sums}


def demand_new_close(count, expected):
    """Throws where a tally was closed so before."""
    before = count.tallies[expected["phaseId"]].get("TallyClosed")
    names = "closedAt upToPosition countsHash suspended"
    again = before and pick(before, names) == pick(expected, names)
    again = again and before.get("prices") == expected.get("prices")
    demand(not again, "The tally was closed before.")


def suspended_in(phase):
    """The options of a phase that count nothing, and why."""
    ids = sorted(phase["suspended"], key=code_units)
    return [{"ideaId": idea, "why": phase["suspended"][idea]} for idea in ids]


def votes_closed(count, event, expected):
    """The end of a support ballot: its counts stand in the log itself."""
    phase_id, rows = event.data["phaseId"], vote_rows(count, event.data["phaseId"])
    names = "ideaId counted"
    counts = [{**pick(row, names), **all_of(row)} for row in rows if not row["suspended"]]
    took = participation_row(count, phase_id)
    voters = took["participants"]
    expected.update({m: took[m] for m in ["offlineVoters"] if took[m]})
    gone = [{"ideaId": row["ideaId"], "why": row["suspended"]} for row in rows if row["suspended"]]
    expected.update(phaseId=phase_id, baskets=0, suspended=gone)
    if count.for_public:
        told, counts = counts, event.data["votes"]["counts"]
        as_known(count, event, {"phaseId": phase_id, "counts": told}, "counts", counts)
    expected["votes"] = {"voters": voters, "counts": counts}
    expected["countsHash"] = digest(counts)
    demand_new_close(count, expected)
    return expected


def as_known(count, event, expected, member, found=None):
    """
    For the public takes what rests on published counts as it is found. It must fit them in the end:
    what does not is a fault unless the phase is opened again or cancelled.
    """
    if not count.for_public:
        return expected
    found = event.data[member] if found is None else found
    wrong = difference(expected[member], found, member + ".")
    if wrong:
        n = event.leaf["n"]
        file = tile_path("entries", n // 256, min(256, count.size - n // 256 * 256))
        place = {"file": file, "n": n, "eventId": event.leaf["id"]}
        count.doubts.setdefault(expected["phaseId"], Fault(wrong + ".", **place))
    return {**expected, member: found}


def results_certified(count, event):
    phase, tally = closed_phase(count, event)
    own = "TallyClosed" if is_support(phase["voting"]) else "AllocationComputed"
    fits = own in tally and event.type not in tally
    demand(fits, "There is no result to certify.")
    who = event.words.get("signatories")
    demand(who is None or who, "Nobody signs the result.")
    for person in who or []:
        demand_text(person["name"], "A name")
        demand_text(person["office"], "An office")
    signed = tally[own]["countsHash"] if own == "TallyClosed" else tally["outcome"].hash
    return {**pick(tally[own], "phaseId upToPosition"), "resultHash": signed}


def results_published(count, event):
    _, tally = closed_phase(count, event)
    fits = "ResultsCertified" in tally and event.type not in tally
    demand(fits, "There is no result to publish.")
    own = pick(tally["ResultsCertified"], "phaseId resultHash")
    return {**own, **in_reserve(event.data)}


def results_reopened(count, event):
    phase, tally = closed_phase(count, event)
    demand("ResultsCertified" in tally, "No result is certified.")
    return {**pick(phase, "phaseId"), **decision(event)}


# ---- Section 5: allocation -------------------------------------------------------------------


def allocation_computed(count, event):
    phase, tally = closed_phase(count, event)
    rules, found = phase["voting"], event.data
    demand(not is_support(rules), "A support ballot chooses nothing by itself.")
    fits = "TallyClosed" in tally and "ResultsCertified" not in tally
    demand(fits, "The tally is not closed, or the result is certified.")
    expected = pick(tally["TallyClosed"], "phaseId upToPosition")
    expected.update(rule=rules["allocationRule"], ruleVersion=1, tieBreak=rules["tieBreak"])
    groups = same_groups(groups_in(count, phase["phaseId"]))
    phase = with_prices(phase, tally["TallyClosed"])
    told = {"groups": groups, **pick(phase, "optionsHash"), **pick(expected, "upToPosition")}
    told["suspended"] = tally["TallyClosed"]["suspended"]
    told.update({m: tally["TallyClosed"][m] for m in ["prices"] if m in tally["TallyClosed"]})
    papers = [row for row in tally_rows(count, phase["phaseId"]) if row["offlinePicks"]]
    if papers:
        told["offline"] = [
            {"ideaId": row["ideaId"], "picks": row["offlinePicks"], "votes": row["offlineVotes"]}
            for row in papers
        ]
    own = found["inputHash"] if count.for_public else digest(told)
    again = tally.get("AllocationComputed", {}).get("inputHash") == own
    demand(not again, "The same was computed before.")
    if is_computed(count, rules):
        out = tally["TallyClosed"]["suspended"]
        envelopes = [allocate(count, phase, e, groups, out) for e in rules["envelopes"]]
        expected = as_known(count, event, {**expected, "envelopes": envelopes}, "envelopes")
        envelopes = expected["envelopes"]
    else:
        why = "asks for the ballots themselves" if count.for_public else "is not computed here"
        what = "the allocation of %s: its rule " % phase["phaseId"]
        count.not_recounted.add(what + why)
        envelopes = found["envelopes"]
        demand_sums(phase, envelopes)
    result = {**pick(expected, "phaseId"), "inputHash": own, "envelopes": envelopes}
    return {**expected, **result, "resultHash": digest(result)}


def same_groups(groups):
    """Baskets that hold the same, at whatever prices it was chosen, sorted by what they hold."""
    found = {}
    for group in groups:
        lines = [pick(line, "ideaId votes") for line in group.lines]
        new = {"envelopeAreaId": group.area, "lines": lines, "count": 0}
        found.setdefault(canonical(new), new)["count"] += group.count
    return sorted(found.values(), key=group_text)


def allocation_overridden(count, event):
    (phase, tally), data = closed_phase(count, event), event.data
    fits = "AllocationComputed" in tally and "ResultsCertified" not in tally
    demand(fits, "There is no result to override, or it is certified.")
    option = with_prices(phase, tally["TallyClosed"])["options"].get(data["ideaId"])
    demand(option and data["to"] in ("selected", "not_selected"), "There is no such option.")
    is_chosen, cost = data["to"] == "selected", option["amount"]
    own = tally["outcome"].envelopes[option["envelopeAreaId"]]
    demand(is_chosen != (data["ideaId"] in own["selected"]), "It is so already.")
    out = [o["ideaId"] for o in tally["TallyClosed"]["suspended"]]
    demand(not (is_chosen and data["ideaId"] in out), "A suspended option is funded.")
    spent = own["spent"] + (cost if is_chosen else -cost)
    fits = is_count(data["amount"]) and max(own["amount"], spent) <= data["amount"]
    demand(fits, "More is spent than there is, or the envelope is smaller than before.")
    told = {**pick(data, "phaseId ideaId to amount"), **pick(option, "envelopeAreaId")}
    told.update(decision(event), cost=cost, spent=spent)
    return {**told, "resultHash": digest({**told, "resultHash": tally["outcome"].hash})}


def note_outcome(tally, kind, data):
    """What is funded, as it was computed or as it was decided since."""
    if kind == "AllocationComputed":
        envelopes = {}
        for own in data["envelopes"]:
            selected = {option["ideaId"] for option in own["selected"]}
            envelopes[own["envelopeAreaId"]] = {**pick(own, "amount spent"), "selected": selected}
        tally["outcome"] = SimpleNamespace(hash=data["resultHash"], envelopes=envelopes)
        return
    tally["outcome"].hash = data["resultHash"]
    own = tally["outcome"].envelopes[data["envelopeAreaId"]]
    own.update(pick(data, "amount spent"))
    change = own["selected"].add if data["to"] == "selected" else own["selected"].discard
    change(data["ideaId"])


def group_text(group):
    lines = [[line["ideaId"], line["votes"]] for line in group["lines"]]
    return code_units(canonical([group["envelopeAreaId"], lines, group["count"]]))


def is_computed(count, rules):
    """Greedy rules are; for the public those that ask for no order of preference."""
    rule, criteria = rules["allocationRule"], rules["tieBreak"]
    asks = any("borda" in criterion for criterion in [rule.get("by", "")] + criteria)
    return rule["name"] == "greedy" and not (count.for_public and asks)


def demand_sums(phase, envelopes):
    """What holds of every allocation, by whatever rule."""
    declared = [(e["areaId"], e["amount"]) for e in phase["voting"]["envelopes"]]
    found = [(e["envelopeAreaId"], e["amount"]) for e in envelopes]
    demand(found == declared, "The envelopes are not those that were declared.")
    for envelope in envelopes:
        costs = {
            idea: option["amount"]
            for idea, option in phase["options"].items()
            if option["envelopeAreaId"] == envelope["envelopeAreaId"]
        }
        funded = {o["ideaId"]: o["cost"] for o in envelope["selected"]}
        ideas = [o["ideaId"] for o in envelope["selected"] + envelope["notSelected"]]
        demand(sorted(ideas) == sorted(costs), "An option is not once funded or not funded.")
        fits = all(costs[idea] == cost for idea, cost in funded.items())
        fits = fits and sum(funded.values()) == envelope["spent"] <= envelope["amount"]
        demand(fits, "What is spent is not what the funded options cost.")


CRITERIA = {
    **{"more_votes": ("votes", -1), "fewer_votes": ("votes", 1)},
    **{"higher_score": ("score", -1), "lower_score": ("score", 1)},
    **{"higher_borda": ("borda", -1), "lower_borda": ("borda", 1)},
    **{"lower_cost": ("cost", 1), "higher_cost": ("cost", -1)},
    **{"earlier_place": ("place", 1), "later_place": ("place", -1)},
    **{"idea_id": ("order", 1), "idea_id_reversed": ("order", -1)},
}


def rank(option, criterion):
    """What a criterion sorts equal options by, the least first."""
    measure, sign = CRITERIA[criterion]
    return sign * getattr(option, measure)


def merit(option, by):
    """What a greedy rule sorts options by, the least first; what is free stands before all."""
    total = getattr(option, by.replace("_per_cost", ""))
    if not by.endswith("_per_cost"):
        return (1, -total)
    return (1, -Fraction(total, option.cost)) if option.cost else (0, 0)


def measured(count, phase, area, groups, out):
    """The options of one envelope in code point order of their ids, with the support they have."""
    options = {}
    for place, (idea, option) in enumerate(phase["options"].items(), 1):
        if option["envelopeAreaId"] == area and idea not in out:
            own = {"id": idea, "cost": option["amount"], "place": place}
            options[idea] = SimpleNamespace(**own, votes=0, score=0, borda=0)
    for row in tally_rows(count, phase["phaseId"]):
        if row["ideaId"] in options:
            options[row["ideaId"]].votes = row["picks"] + row["offlinePicks"]
            options[row["ideaId"]].score = row["votes"] + row["offlineVotes"]
    for group in groups:
        if group["envelopeAreaId"] == area:
            lines = [line for line in group["lines"] if line["ideaId"] in options]
            for behind, line in enumerate(reversed(lines)):
                options[line["ideaId"]].borda += group["count"] * behind
    found = sorted(options.values(), key=lambda option: option.id)
    for order, option in enumerate(found):
        option.order = order
    return found


def allocate(count, phase, envelope, groups, suspended):
    """Greedy allocation of one envelope."""
    rule, criteria = phase["voting"]["allocationRule"], phase["voting"]["tieBreak"] + ["idea_id"]
    out = {option["ideaId"] for option in suspended}
    options = measured(count, phase, envelope["areaId"], groups, out)
    chosen, passed, ties, left = [], [], [], envelope["amount"]
    unit, reach = rule["by"].replace("_per_cost", ""), rule.get("threshold", 0)
    under = [option for option in options if getattr(option, unit) < reach]
    queue = [option for option in options if getattr(option, unit) >= reach]
    for option in queue:
        option.merit = merit(option, rule["by"])
    queue.sort(key=lambda option: [option.merit] + [rank(option, c) for c in criteria])
    while queue:
        first = queue[0]
        tied = itertools.takewhile(lambda option: option.merit == first.merit, queue)
        tied = [option for option in tied if option.cost <= left or not rule["skip"]]
        if len(tied) > 1 and tied[0] is first and sum(o.cost for o in tied) > left:
            why = next(c for c in criteria if rank(first, c) != rank(tied[1], c))
            ids = [option.id for option in sorted(tied, key=lambda option: option.order)]
            ties.append({"tied": ids, "chosen": first.id, "by": why})
        queue.pop(0)
        if first.cost <= left:
            left -= first.cost
            new = {"ideaId": first.id, "cost": first.cost, "by": "rule"}
            chosen.append({**new, "rank": len(chosen) + 1})
            continue
        passed.append({"ideaId": first.id, "why": "did_not_fit"})
        if not rule["skip"]:
            passed += [{"ideaId": option.id, "why": "stopped_before"} for option in queue]
            break
    passed += [{"ideaId": option.id, "why": "below_threshold"} for option in under]
    areas = {idea: option["envelopeAreaId"] for idea, option in phase["options"].items()}
    passed += [o for o in suspended if areas.get(o["ideaId"], ()) == envelope["areaId"]]
    result = {"envelopeAreaId": envelope["areaId"], "amount": envelope["amount"]}
    result.update(spent=envelope["amount"] - left, selected=chosen, notSelected=passed)
    return {**result, "tieBreaks": ties, "increments": None}


# ---- Section 5: taking events in -------------------------------------------------------------

DECIDED = {
    "PhaseAdded": phase_added,
    "ConsultationPublished": consultation_published,
    "ConsultationUnpublished": consultation_unpublished,
    "VotingConfigured": voting_configured,
    "CostsPublished": costs_published,
    "PhaseOpened": phase_opened,
    "PhaseClosed": phase_closed,
    "PhaseRescheduled": phase_rescheduled,
    "PhaseReopened": phase_reopened,
    "PhaseCancelled": phase_cancelled,
    "ConsultationArchived": consultation_archived,
    "IdeaCostCorrectionProposed": cost_proposed,
    "IdeaCostCorrected": cost_corrected,
    "BallotOptionRepriced": option_repriced,
    "BasketSubmitted": basket_submitted,
    "BasketWithdrawn": basket_withdrawn,
    "VoteCast": vote_cast,
    "VoteChanged": vote_changed,
    "VoteWithdrawn": vote_withdrawn,
    "BallotRulingProposed": ruling_proposed,
    "BallotInvalidated": ballot_ruled,
    "BallotReinstated": ballot_ruled,
    "PaperBallotRecorded": paper_recorded,
    "ThresholdReached": threshold_reached,
    "OfficialFeedbackOverdue": feedback_overdue,
    "OfflineVotesRecorded": papers_recorded,
    "OfflineVotesCorrected": papers_corrected,
    "OfflineVotesVoided": papers_voided,
    "TallyClosed": tally_closed,
    "AllocationComputed": allocation_computed,
    "AllocationOverridden": allocation_overridden,
    "ResultsCertified": results_certified,
    "ResultsPublished": results_published,
    "ResultsReopened": results_reopened,
}
# What Python throws at data that is not of the kind that a rule expects.
SENSELESS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
OF_BASKETS = ("BasketSubmitted", "BasketWithdrawn", "PaperBallotRecorded")
OF_VOTER = OF_BASKETS + ("VoteCast", "VoteChanged", "VoteWithdrawn")
OF_RULING = ("BallotRulingProposed", "BallotInvalidated", "BallotReinstated")
OF_BALLOT = OF_VOTER + OF_RULING
OF_PAPERS = ("OfflineVotesRecorded", "OfflineVotesCorrected", "OfflineVotesVoided")
OF_TALLY = ("TallyClosed", "AllocationComputed", "ResultsCertified", "ResultsPublished")
OF_TALLY += ("AllocationOverridden", "ResultsReopened")
OF_REVIEW = ("ReviewSessionOpened", "IdeaReviewed", "ReviewSessionClosed")
# How the names of what stands in the stream of an idea begin.
OF_IDEA = ("Idea", "OfficialFeedback", "ContentFlagged", "Duplicate", "Location", "Assessment")
OF_IDEA += ("ThresholdReached", "HearingScheduled", "ImplementationProgressReported")
OF_PRICE = ("IdeaCostCorrectionProposed", "IdeaCostCorrected", "BallotOptionRepriced")
OF_OPTION = ("BallotOptionSuspended", "BallotOptionRestored")
# For auditors, as ballots are; in no count.
RESTRICTED = ("PaperSerialUsed", "ContentFlagged", "CommentFlagged", "IdeaAssessed")
# What an event makes true of an idea, or no longer true.
STANDING = {
    "IdeaHidden": ("hidden", True),
    "IdeaRestored": ("hidden", False),
    "IdeaWithdrawn": ("withdrawn", True),
    "IdeaMergedInto": ("merged", True),
    "IdeaUnmerged": ("merged", False),
    "IdeaDisqualifiedFromBallot": ("disqualified", True),
    "IdeaAdmittedToBallot": ("disqualified", False),
}
DOCUMENTS = ("MeetingReportAdded", "AdvisoryOpinionAdded", "StatementPublished")
OF_CONSULTATION = {"ConsultationCreated", "RulesPublished", "DecisionPublished", *DOCUMENTS}
OF_CONSULTATION.update(OF_OPTION)
OF_CONSULTATION.update(set(DECIDED).difference(OF_BALLOT, OF_PAPERS, OF_TALLY, OF_PRICE[:2]))
OF_CONSULTATION.difference_update(("ThresholdReached", "OfficialFeedbackOverdue"))


def take(count, leaf, words):
    """Counts the event of a leaf; `words` are what is told beside it, the data among them."""
    kind = leaf["t"]
    demand_entitled(leaf)
    count.ballots += kind in OF_VOTER
    shown = None if kind not in RESTRICTED else "restricted"
    fits = kind in OF_BALLOT or leaf.get("vis") == shown
    demand(fits, "%s is not for those whom the rules say." % kind)
    if "data" not in leaf and "data" not in words:
        if kind in RESTRICTED:
            return
        stands, acts, votes, is_out = count.attended.get(leaf["stream"], (False, 0, 0, False))
        stands = kind != "BasketWithdrawn" if kind in OF_BASKETS else stands
        votes += (kind == "VoteCast") - (kind == "VoteWithdrawn")
        is_out = kind == "BallotInvalidated" or (
            is_out and kind not in ("BallotReinstated", "PaperBallotRecorded")
        )
        count.attended[leaf["stream"]] = (stands, acts + (kind in OF_VOTER), votes, is_out)
        if kind in OF_RULING:
            count.doubts.pop(phase_named(count, leaf["stream"]), None)
        return
    event = SimpleNamespace(type=kind, stream=leaf["stream"], leaf=leaf, words=words)
    event.data = leaf["data"] if "data" in leaf else words.pop("data")
    event.at = leaf.get("at", leaf["ts"])
    try:
        follows = (kind, event.stream, leaf["cmd"]) == ("PaperBallotRecorded", *(count.awaited or ()))
        demand(follows or not count.awaited, "A ballot made room for a paper that does not follow.")
        waits, is_price = count.repricing, kind == "BallotOptionRepriced"
        fits = is_price == (waits is not None) and (waits or [leaf["cmd"]])[0] == leaf["cmd"]
        demand(fits, "A price on a ballot changes with its correction, in the same act.")
        demand_oneself(event)
        demand_stream(count, event)
        if kind in OF_CONSULTATION:
            is_first = kind == "ConsultationCreated"
            demand(is_first == (count.created is None), "It is created once, and first.")
        if kind in OF_CONSULTATION or kind in DECIDED:
            demand(not count.archived, "The consultation is archived.")
        note_standing(count, event)
        if kind in ("TallyClosed", "ConsultationArchived"):
            demand_followed(count)
        if kind in DECIDED:
            judge(count, event)
        note(count, event)
        tell(count, event)
    except SENSELESS as error:
        raise Fault("This %s cannot be counted (%r)." % (kind, error))


def note_standing(count, event):
    """What became of ideas; an option is suspended or restored where its idea gives cause."""
    kind, data = event.type, event.data
    if event.leaf["cmd"] != count.command:
        count.latest.clear()
    count.command = event.leaf["cmd"]
    if kind in STANDING:
        demand(event.stream == "idea-" + data["ideaId"], "It stands in %s." % event.stream)
        what, is_so = STANDING[kind]
        key = (what, data["phaseId"] if what == "disqualified" else None)
        known = count.standing.setdefault(data["ideaId"], set())
        was = count.merged.get(data["ideaId"], ("", ""))[1]
        if kind == "IdeaUnmerged" and data["ideaId"] != data["sourceIdeaId"]:
            known = set()  # of the idea that had taken the other in nothing changes
        known.add(key) if is_so else known.discard(key)
        if kind == "IdeaMergedInto":
            count.merged[data["ideaId"]] = (data["targetIdeaId"], data["votePolicy"])
        elif kind == "IdeaUnmerged" and data["ideaId"] == data["sourceIdeaId"]:
            count.merged.pop(data["ideaId"], None)
        if "union_distinct_voters" in (was, count.merged.get(data["ideaId"], ("", ""))[1]):
            for own in [p for p in count.phases.values() if p["voting"]]:
                if is_support(own["voting"]):  # votes are counted over other ideas than before
                    count.doubts.pop(own["phaseId"], None)
        count.latest.add(data["ideaId"])
    elif kind in OF_OPTION:
        members = ["ideaId", "phaseId"] + ["cause"] * (kind == "BallotOptionSuspended")
        demand(sorted(data) == sorted(members), "It has other members.")
        phase, idea = phase_of(count, event), data["ideaId"]
        demand(idea in (phase["options"] or {}), "There is no option %s." % idea)
        before = phase["suspended"].get(idea)
        if kind == "BallotOptionRestored":
            fits = before in ("hidden", "merged") and not is_so_of(count, idea, before)
            demand(fits, "The option is not to be restored.")
            return
        cause = data["cause"]
        fits = phase["status"] != "cancelled" and before != cause
        fits = fits and (before is None or cause == "disqualified")
        demand(fits, "The option is suspended already, or the phase is cancelled.")
        demand(is_so_of(count, idea, cause, phase), "%s is not %s." % (idea, cause))


def is_so_of(count, idea, cause, phase=None):
    key = (cause, phase["phaseId"] if cause == "disqualified" else None)
    return key in count.standing.get(idea, ())


def demand_followed(count):
    """Throws where an option counts although its idea is hidden or disqualified."""
    for phase in count.phases.values():
        ideas = set(phase["options"] or ()) if phase["status"] != "cancelled" else set()
        for idea in sorted(ideas - count.latest):
            for cause in ("hidden", "disqualified"):
                fits = idea in phase["suspended"] or not is_so_of(count, idea, cause, phase)
                demand(fits, "%s is %s, and counts in %s." % (idea, cause, phase["phaseId"]))


def demand_stream(count, event):
    stream = event.stream
    if event.type in OF_CONSULTATION:
        stream = "consultation-" + count.id
    elif event.type in OF_TALLY:
        stream = "tally-" + event.data["phaseId"]
    elif event.type == "PaperSerialUsed":
        stream = "paper-%(phaseId)s-%(serial)s" % event.data
    elif event.type in OF_PAPERS:
        stream = "offline-%(phaseId)s-%(batchId)s" % event.data
    elif event.type in OF_BALLOT:
        stream = "ballot-%s-%s" % (event.data["phaseId"], event.data["voterRef"])
    elif event.type in OF_REVIEW:
        stream = "review-" + event.data["sessionId"]
    elif event.type.startswith(OF_IDEA):
        stream = "idea-" + event.data["ideaId"]
    demand(event.stream == stream, "It stands in %s, not %s." % (event.stream, stream))


def judge(count, event):
    """Holds an event to what the rules make of it."""
    demand(count.created, "The consultation is not created.")
    wrong = difference(DECIDED[event.type](count, event), event.data)
    demand(not wrong, "%s is not what the rules make of it: %s." % (event.type, wrong))
    secrecy = None
    if event.type in OF_BALLOT:
        closed = phase_of(count, event)["voting"]["ballotDisclosure"] != "auditors"
        secrecy = "sealed_until_close" if closed else "restricted"
    same = event.leaf.get("vis") == secrecy
    demand(same, "%s is not for those whom the rules say." % event.type)


def difference(expected, found, path=""):
    """Where two JSON values first differ, in words; None where they do not."""
    if canonical(expected) == canonical(found):
        return None
    pairs = []
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in list(expected) + list(found):
            if name not in expected or name not in found:
                return path + name + (" is missing" if name in expected else " is too much")
        pairs = [(name, expected[name], found[name]) for name in expected]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = [(str(i), *pair) for i, pair in enumerate(zip(expected, found))]
    for name, *pair in pairs:
        below = difference(*pair, path + name + ".")
        if below:
            return below
    shown = tuple(canonical(value)[:100] for value in (found, expected))
    return (path[:-1] or "it") + " is %s, and should be %s" % shown


def note(count, event):
    """Changes the state by an event that was found to be right."""
    kind, data = event.type, event.data
    if kind == "ConsultationCreated":
        count.created = data
    elif kind == "ConsultationPublished":
        count.published_at = event.at
    elif kind == "ConsultationUnpublished":
        count.published_at = None
    elif kind == "ConsultationArchived":
        count.archived = True
    elif kind == "DecisionPublished":
        count.decided = True
    elif kind == "RulesPublished":
        count.rules = data
    elif kind == "PhaseAdded":
        new = {"status": "planned", "voting": None, "options": None, "optionsHash": None}
        new.update(suspended={}, listed={}, tallyVisibility="hidden_until_close", closedAt=None, gaps=[])
        new.update(threshold=None, prices={})
        count.phases[data["phaseId"]] = {**data, **new}
    elif kind in OF_PRICE:
        note_price(count, event)
    elif kind == "IdeaCostSet":
        count.costs[data["ideaId"]] = data["costVersion"]
    elif kind in OF_BASKETS:
        note_basket(count, event)
    elif kind in OF_VOTER:
        note_vote(count, event)
    elif kind in OF_PAPERS:
        note_papers(count, event)
    elif kind in OF_RULING:
        note_ruling(count, event)
    elif kind == "IdeaSubmitted":
        own = data.get("consultationId") == count.id
        promised = {data.get("feedbackDueAt")}
        new = {"version": 1, "category": "open", "own": own, "promised": promised}
        count.ideas[data["ideaId"]] = new
    elif kind == "OfficialFeedbackGiven" and data["ideaId"] in count.ideas:
        count.ideas[data["ideaId"]]["promised"].add(data.get("feedbackDueAt"))
    elif kind == "OfficialFeedbackOverdue":
        count.ideas[data["ideaId"]]["promised"].discard(data["dueAt"])
    elif kind == "ThresholdReached":
        count.reached.add((data["ideaId"], data["thresholdId"]))
    elif kind == "IdeasMerged":
        for phase in data.get("unitedIn", []):
            none = {"up": 0, "down": 0, "neutral": 0, "invalidated": 0}
            count.supports.setdefault((phase, data["ideaId"]), none)
    elif kind == "IdeaRevised":
        count.ideas[data["ideaId"]]["version"] = data["ideaVersion"]
    elif kind == "IdeaStatusChanged":
        count.ideas[data["ideaId"]]["category"] = data["category"]
    elif kind in OF_TALLY:
        note_tally(count.tallies[data["phaseId"]], kind, data)
    elif kind == "BallotOptionSuspended":
        phase_of(count, event)["suspended"][data["ideaId"]] = data["cause"]
    elif kind == "BallotOptionRestored":
        phase_of(count, event)["suspended"].pop(data["ideaId"])
    elif kind in DECIDED and "phaseId" in data:
        note_phase(phase_of(count, event), kind, data)
        if kind == "PhaseOpened":
            phase_of(count, event)["threshold"] = count.rules.get("threshold")
        if kind in ("PhaseReopened", "PhaseCancelled"):
            count.doubts.pop(data["phaseId"], None)


def note_tally(tally, kind, data):
    """Another close takes the allocation back, and a revision what was certified and published."""
    tally[kind] = data
    if kind == "TallyClosed":
        tally.pop("AllocationComputed", None)
    elif kind in ("AllocationComputed", "AllocationOverridden"):
        note_outcome(tally, kind, data)
    elif kind == "ResultsReopened":
        for name in (kind, "ResultsCertified", "ResultsPublished"):
            tally.pop(name, None)


def note_phase(phase, kind, data):
    if kind == "VotingConfigured":
        phase["voting"] = data
    elif kind == "CostsPublished":
        phase["options"] = {option["ideaId"]: option for option in data["options"]}
        phase["optionsHash"] = data["optionsHash"]
        phase["listed"].update(phase["options"])
        phase.update(suspended={}, prices={})
    elif kind == "PhaseOpened":
        phase.update(status="open", tallyVisibility=data["tallyVisibility"])
    elif kind == "PhaseClosed":
        phase.update(status="closed", closedAt=data["at"])
    elif kind == "PhaseRescheduled":
        phase.update(data["to"])
    elif kind == "PhaseReopened":
        phase["gaps"].append((phase["closedAt"], data["at"]))
        phase.update(status="open", closedAt=None, closesAt=data["closesAt"])
    elif kind == "PhaseCancelled":
        phase.update(status="cancelled")


# ---- Section 5: what is published ------------------------------------------------------------

COLUMNS = {
    TALLY: set(
        "phaseId ideaId picks votes moneyPicked offlinePicks offlineVotes counted suspended".split()
    ),
    VOTES: set(
        "phaseId ideaId up down neutral invalidated offlineUp offlineDown offlineNeutral".split()
        + "mergedUp mergedDown mergedNeutral counted suspended".split()
    ),
    PARTICIPATION: set(
        "phaseId participants offlineVoters blankBaskets acts totalSpend".split()
    ),
}
ALL = None
# What a reader is shown of each event: members of its data, and words.
SHOWN = {
    "ConsultationCreated": ("title purpose initiator", ""),
    "RulesPublished": ("rulesVersion text commitment", ""),
    "ConsultationPublished": ("", ""),
    "ConsultationUnpublished": (ALL, ""),
    "PhaseAdded": (ALL, ""),
    "CostsPublished": ("phaseId optionsHash", ""),
    "BallotOptionSuspended": (ALL, ""),
    "BallotOptionRestored": (ALL, ""),
    "BallotOptionRepriced": (ALL, ""),
    "PhaseOpened": (ALL, ""),
    "PhaseClosed": (ALL, ""),
    "PhaseRescheduled": ("phaseId reason decidedBy", ""),
    "PhaseReopened": (ALL, ""),
    "PhaseCancelled": (ALL, ""),
    "MeetingReportAdded": (ALL, ""),
    "AdvisoryOpinionAdded": (ALL, ""),
    "StatementPublished": (ALL, ""),
    "OfflineVotesRecorded": (BATCH + " offlineRevision voterCount evidenceHash", ""),
    "OfflineVotesCorrected": (BATCH + " offlineRevision voterCount evidenceHash reason", ""),
    "OfflineVotesVoided": (BATCH + " offlineRevision reason", ""),
    "TallyClosed": (ALL, ""),
    "AllocationComputed": ("phaseId resultHash", ""),
    "AllocationOverridden": (ALL, ""),
    "ResultsCertified": (ALL, "signatories"),
    "ResultsPublished": (ALL, ""),
    "ResultsReopened": (ALL, ""),
    "ReviewSessionOpened": ("sessionId bodyId", ""),
    "ReviewSessionClosed": ("sessionId carriedOverReason", ""),
    "DecisionPublished": (ALL, ""),
    "ConsultationArchived": (ALL, ""),
}
SHOWN_OF_IDEA = {
    "IdeaSubmitted": ("origin phaseId", ""),
    "IdeaRevised": ("ideaVersion kind", "reason"),
    "IdeaStatusChanged": (ALL, ""),
    "OfficialFeedbackGiven": ("feedbackId docRefs", "text authorLabel"),
    "IdeaReviewed": (ALL, ""),
    "AllocationOverridden": (ALL, ""),
    "IdeaCostSet": (ALL, ""),
    "IdeaCostCorrectionProposed": (ALL, ""),
    "IdeaCostCorrected": (ALL, ""),
    "IdeaAdmittedToBallot": (ALL, ""),
    "IdeaDisqualifiedFromBallot": (ALL, ""),
    "IdeaWithdrawn": ("", "reason"),
    "OfficialFeedbackRevised": ("feedbackId feedbackRevision docRefs", "text authorLabel reason"),
    "OfficialFeedbackRetracted": ("feedbackId", "reason"),
    "IdeaPrescreened": (ALL, ""),
    "IdeaAssigned": ("departmentId", ""),
    "IdeaClassified": (ALL, ""),
    "LocationSuggested": (ALL, ""),
    "LocationConfirmed": (ALL, ""),
    "AssessmentPublished": (ALL, ""),
    "IdeaPutOnAgenda": (ALL, ""),
    "HearingScheduled": (ALL, ""),
    "ImplementationProgressReported": (ALL, ""),
    "DuplicateSuggested": (ALL, ""),
    "DuplicateDismissed": (ALL, ""),
    "IdeasMerged": ("reason", ""),
    "IdeaMergedInto": ("targetIdeaId votePolicy reason", ""),
    "IdeaUnmerged": (ALL, ""),
    "ThresholdReached": (ALL, ""),
    "OfficialFeedbackOverdue": ("dueAt", ""),
    "IdeaHidden": ("reasonCode publicNote", ""),
    "IdeaRestored": ("reasonCode publicNote", ""),
}


def row_of(event, key, data, words=""):
    """A row of timeline or ideas."""
    row = {**key, "n": event.leaf["n"], "type": event.type, "at": event.at, "data": data}
    row.update(recordedAt=event.leaf["ts"], channel=event.leaf["ch"])
    row["words"] = {w: event.words[w] for w in words.split() if event.words.get(w)}
    return row


def tell(count, event):
    """Adds the rows that an event makes."""
    data, kind = event.data, event.type
    if kind in SHOWN:
        members, words = SHOWN[kind]
        shown = dict(data) if members is ALL else pick(data, members)
        if kind in ("RulesPublished", "ConsultationPublished"):
            shown.update(in_reserve(data))
        if kind == "CostsPublished":
            shown["optionCount"] = len(data["options"])
        if kind == "ReviewSessionOpened":
            shown.update(data["period"], ideaCount=len(data["ideaIds"]))
        if kind == "ReviewSessionClosed":
            shown["carriedOverCount"] = len(data["carriedOverIdeaIds"])
        if kind == "PhaseRescheduled":
            shown.update(data["to"], previousOpensAt=data["from"]["opensAt"])
            shown["previousClosesAt"] = data["from"]["closesAt"]
        if kind == "AllocationComputed":
            shown["rule"] = data["rule"]["name"]
            shown["selectedCount"] = sum(len(e["selected"]) for e in data["envelopes"])
            shown["spent"] = sum(e["spent"] for e in data["envelopes"])
        row = row_of(event, {"consultationId": count.id}, shown, words)
        count.rows[TIMELINE].append(row)
    of_ideas = []
    if kind in SHOWN_OF_IDEA:
        members, words = SHOWN_OF_IDEA[kind]
        shown = dict(data) if members is ALL else pick(data, members)
        shown.pop("ideaId", None)
        if kind == "IdeasMerged":
            shown["sourceIdeaIds"] = [own["ideaId"] for own in data["merged"]]
            shown["votePolicy"] = data["merged"][0]["votePolicy"]
        count.rows[IDEAS].append(row_of(event, pick(data, "ideaId"), shown, words))
    elif kind == "DecisionPublished":
        shown = {member: data[member] for member in data if member != "concernsIdeaIds"}
        of_ideas = [(idea, shown) for idea in dict.fromkeys(data["concernsIdeaIds"])]
    elif kind == "OfflineVotesCorrected":
        of_ideas = corrected_ideas(data)
    elif kind == "AllocationComputed":
        for outcome in [o for e in data["envelopes"] for o in e["selected"] + e["notSelected"]]:
            why = outcome.get("why")
            shown = {**pick(data, "phaseId"), "funded": why is None, "why": why}
            of_ideas.append((outcome["ideaId"], shown))
    count.rows[IDEAS] += [row_of(event, {"ideaId": idea}, shown) for idea, shown in of_ideas]
    if kind in OF_TALLY or kind in ("PhaseReopened", "PhaseCancelled"):
        tell_result(count, event)


def corrected_ideas(data):
    """What is told of each idea of which a corrected batch says something else than before."""
    before, now = data["replaces"]["lines"], data["lines"]
    common = pick(data, "phaseId batchId place offlineRevision reason")
    found = []
    for idea in dict.fromkeys(line["ideaId"] for line in now + before):
        was, own = ([line for line in lines if line["ideaId"] == idea] for lines in (before, now))
        if sorted(map(canonical, was)) != sorted(map(canonical, own)):
            old, new = (sum(line["votes"] for line in lines) for lines in (was, own))
            found.append((idea, {**common, "previousVotes": old, "votes": new}))
    return found


def tell_result(count, event):
    """Writes the row of a phase in the results on."""
    data, rows = event.data, count.rows[RESULTS]
    computed = "rule ruleVersion tieBreak inputHash resultHash"
    if event.type == "TallyClosed":
        none = dict.fromkeys(computed.split() + ["computedAt", "certifiedAt", "publishedAt"])
        new = {**none, **pick(data, "phaseId upToPosition baskets countsHash")}
        new.update(consultationId=count.id, envelopes=[], overrides=[], words={})
        new.update(status="tally_closed")
        new.update(votes=data.get("votes"), offlineVoters=data.get("offlineVoters", 0))
        new.update(prices=data.get("prices", []))
        rows[data["phaseId"]] = new
    row = rows.get(data["phaseId"], {})
    if event.type == "AllocationComputed":
        row.update(pick(data, computed + " envelopes"), status="computed", computedAt=event.at)
        row["overrides"] = []
    elif event.type == "AllocationOverridden":
        names = "ideaId envelopeAreaId to cost amount spent reason decisionRef"
        row["overrides"] = row["overrides"] + [{**pick(data, names), "at": event.at}]
        row.update(pick(data, "resultHash"))
    elif event.type == "ResultsCertified":
        words = row_of(event, {}, {}, "signatories")["words"]
        row.update(status="certified", certifiedAt=event.at, words=words)
    elif event.type == "ResultsPublished":
        row.update(status="published", publishedAt=event.at)
    elif event.type == "ResultsReopened":
        row.update(status="under_revision")
    elif event.type in ("PhaseReopened", "PhaseCancelled"):
        row.update(status="withdrawn")


def read_published(bundle):
    """The rows of each published file."""
    rows = {}
    for name in PUBLISHED:
        with at(file=name):
            rows[name] = from_canonical(read_file(bundle, name), "The file")
            whole = isinstance(rows[name], list) and all(isinstance(r, dict) for r in rows[name])
            demand(whole, "The file is no list of rows.")
            for row in rows[name] if name in COLUMNS else []:
                demand(set(row) == COLUMNS[name], "A row has not the columns that it must have.")
                for column, value in row.items():
                    is_text = column.endswith("Id") and isinstance(value, str)
                    is_text = is_text or (column == "suspended" and (value is None or value))
                    demand(is_text or is_count(value), "A %s is not one." % column)
    return rows


def is_told(phase):
    """Whether the counts of a phase may be published."""
    shown = phase["status"] == "closed" or phase["tallyVisibility"] == "always"
    listed = phase["listed"] or is_support(phase["voting"])
    return listed and shown and phase["status"] != "cancelled"


def demand_published(count):
    """Holds every published row to what was counted."""
    for doubt in count.doubts.values():
        raise doubt
    if not count.archived:
        demand_followed(count)
    rows, found, for_public = count.rows, count.published, count.for_public
    told = [p for p in sorted(count.phases, key=code_units) if is_told(count.phases[p])]
    demand_rows(TALLY, [row for p in told for row in tally_rows(count, p)], found[TALLY])
    demand_rows(VOTES, [row for p in told for row in vote_rows(count, p)], found[VOTES])
    counted, shown = [participation_row(count, p) for p in told], found[PARTICIPATION]
    bare = [{name: row[name] for name in row if name != "blankBaskets"} for row in shown]
    demand_rows(PARTICIPATION, counted, bare if for_public else shown)
    for row in shown if for_public else []:
        may_be_blank = count.phases[row["phaseId"]]["voting"]["minItems"] == 0
        most = row["participants"] - row["offlineVoters"] if may_be_blank else 0
        fits = row["blankBaskets"] <= most
        demand(fits, "There are more blank baskets than can be.", file=PARTICIPATION)
    results = [rows[RESULTS][p] for p in sorted(rows[RESULTS], key=code_units)]
    demand_rows(RESULTS, results, found[RESULTS])
    demand_rows(TIMELINE, rows[TIMELINE], found[TIMELINE])
    rows[IDEAS].sort(key=lambda row: (code_units(row["ideaId"]), row["n"]))
    demand_rows(IDEAS, rows[IDEAS], found[IDEAS])


def demand_rows(name, expected, found):
    for i in range(max(len(expected), len(found))):
        own, other = [rows[i] if i < len(rows) else None for rows in (expected, found)]
        wrong = difference(own, other)
        if wrong:
            place = {"n": own["n"]} if own and "n" in own else {}
            raise Fault("Row %d is not what was counted: %s." % (i, wrong), file=name, **place)


# ---- Section 6: all checks, in order ---------------------------------------------------------

BALLOTS = "what is in each ballot: a bundle for the public does not hold it"
OWN_POLICY = """WARNING: the policy is the bundle's own. That it holds shows that the bundle agrees with
itself, and nothing of who made it. Get the policy of the log elsewhere: --policy FILE."""


def verify(stream, policy=None, seen=()):
    """What was found of a bundle that holds; throws the first Fault of one that does not."""
    bundle = SimpleNamespace(stream=stream, digests={}, unread=set())
    try:
        bundle.entries = read_directory(stream)
        demand("manifest.json" in bundle.entries, "The archive has no manifest.json.")
    except Fault as fault:
        fault.code = NO_BUNDLE
        raise
    manifest = read_manifest(bundle)
    bundle.digests, bundle.unread = manifest["files"], set(manifest["files"])
    keys, checkpoint = read_trust(bundle, manifest, policy)
    kept = []
    for name, data in seen:
        with at(file=name):
            kept.append((name, read_seen(data, keys)))
    count = new_count(manifest, read_published(bundle))
    roots = {own.checkpoint.size: None for _, own in kept}
    leaves = {own.index: None for _, own in kept}
    root, told = read_leaves(bundle, manifest, count, roots, leaves)
    demand(root == checkpoint.root, "It is not the root over all leaves.", file="checkpoint")
    for name, own in kept:
        with at(file=name):
            demand_seen(own, manifest, roots, leaves)
    explain(told)
    for own, (why, n) in told.withheld.items():
        sentence = "The disclosure of %s is withheld, and nothing explains that." % own
        demand(why != "unexplained", sentence, file=DISCLOSURES, n=n)
    try:
        demand_published(count)
    except SENSELESS as error:
        raise Fault("What is published cannot be counted (%r)." % error)
    for name in sorted(bundle.unread):
        for _ in read_chunks(bundle, name):
            pass
    return report(manifest, count, checkpoint, told, policy)


def read_trust(bundle, manifest, policy):
    """The keys of the policy, from outside if one was given, and the checkpoint held to it."""
    own = read_file(bundle, "policy.txt")
    with at(file="policy.txt" if policy is None else "the policy given"):
        trusted = read_policy(own if policy is None else policy)
    keys = trusted.logs + trusted.witnesses
    with at(file="checkpoint"):
        checkpoint = open_checkpoint(read_file(bundle, "checkpoint"), keys)
        demand(is_met(trusted.quorum, checkpoint.signed), "Too few witnesses saw it.")
        demand(checkpoint.origin == manifest["origin"], "It is of %s." % checkpoint.origin)
        demand(checkpoint.size == manifest["size"], "It has %d leaves." % checkpoint.size)
    return keys, checkpoint


def read_leaves(bundle, manifest, count, roots, leaves):
    """Checks and counts all leaves in order; the root over them, and what was told beside them."""
    size, tree = manifest["size"], SimpleNamespace(size=0, parts=[], rows=[], full=[])
    history = SimpleNamespace(origin=manifest["origin"], n=0, streams={}, latest=0)
    history.events, history.commands, history.command = set(), set(), ""
    told = SimpleNamespace(audience=manifest["audience"], open=0, withheld={}, ahead=None)
    told.about, told.hidden = {}, set()
    told.lines = disclosure_lines(bundle)
    with at(file=DISCLOSURES):
        told.ahead = next(told.lines, None)
    for start in range(0, size, 256):
        file = tile_path("entries", start // 256, min(256, size - start))
        with at(file=file):
            lines = split_entries(read_file(bundle, file), min(256, size - start))
        for n, line in enumerate(lines, start):
            append(tree, leaf_hash(line))
            if n in leaves:
                leaves[n] = leaf_hash(line)
            if tree.size in roots:
                roots[tree.size] = root_of(tree)
            with at(file=file, n=n):
                leaf = read_leaf(line)
                with at(eventId=leaf["id"]):
                    go_on(history, leaf)
                    with at(file=DISCLOSURES):
                        words = tell_beside(told, leaf)
                    if leaf["t"] == "PersonalDataErased":
                        erase(told, leaf.get("data", words.get("data")))
                    if leaf["t"] in ("IdeaHidden", "IdeaRestored", "CommentHidden", "CommentRestored"):
                        moderate(told, leaf["t"], leaf.get("data", words.get("data")))
                    take(count, leaf, words)
        demand_tiles(bundle, tree.full)
        tree.full = []
    rows = [(row, size >> 8 * row + 8, own) for row, own in enumerate(tree.rows) if own]
    demand_tiles(bundle, rows)
    if told.ahead:
        raise Fault("A disclosure is of no leaf.", file=DISCLOSURES, n=told.ahead[0])
    return root_of(tree), told


def report(manifest, count, checkpoint, told, policy):
    whys = [why for why, _ in told.withheld.values()]
    shown = {why: whys.count(why) for why in ("erased", "moderated", "kept", "unlisted", "unexplained")}
    return {
        **pick(manifest, "audience origin size position"),
        "root": base64.b64encode(checkpoint.root).decode(),
        "signedBy": [key.name for key in checkpoint.signed],
        "disclosures": {"open": told.open, "withheld": len(whys), **shown},
        "ballots": count.ballots,
        "published": {name: len(rows) for name, rows in count.published.items()},
        "ownPolicy": policy is None,
        "notRecounted": [BALLOTS] * count.for_public + sorted(count.not_recounted),
    }


TEXT = """%(origin)s: %(size)d leaves, for: %(audience)s, root %(root)s
disclosures: %(open)d open, %(withheld)d withheld = %(erased)d erased + %(moderated)d hidden by \
moderators + %(kept)d kept for auditors \
+ %(unlisted)d beside secret ballots + %(unexplained)d unexplained
%(ballots)d acts of voters"""


def text_of(found):
    yield TEXT % {**found, **found["disclosures"]}
    yield "signed by " + ", ".join(found["signedBy"])
    yield from ("%d rows compared in %s" % (n, name) for name, n in found["published"].items())
    yield from ("not recounted: " + what for what in found["notRecounted"])
    yield "Everything holds."


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Checks a bundle of Cahier, offline, and recounts what it publishes.",
        epilog="Exit codes: 0 it holds; 3 it does not; 2 it is no bundle, or wrong usage.",
    )
    parser.add_argument("bundle")
    parser.add_argument("--policy", metavar="FILE", help="says whose signatures count")
    kept = "checkpoints and receipts kept from before"
    parser.add_argument("--seen", metavar="FILE", nargs="+", action="extend", help=kept)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    told = {"bundle": options.bundle, "holds": True}
    try:
        given = [options.policy] * (options.policy is not None) + (options.seen or [])
        read = {}
        for path in given:
            with open(path, "rb") as file:
                read[path] = file.read()
        seen = [(path, read[path]) for path in options.seen or []]
        with open(options.bundle, "rb") as stream:
            told.update(verify(stream, read.get(options.policy), seen))
    except OSError as error:
        print("%s cannot be read: %s" % (error.filename, error.strerror), file=sys.stderr)
        return NO_BUNDLE
    except Fault as fault:
        names = [name for name in ("file", "n", "eventId") if name in fault.place]
        place = {name: fault.place[name] for name in names}
        told.update(holds=False, fault={"sentence": fault.sentence, **place})
        if options.json:
            print(json.dumps(told))
        where = ["%s %s" % pair for pair in place.items()]
        print(", ".join([options.bundle] + where) + ": " + fault.sentence, file=sys.stderr)
        return fault.code
    if told["ownPolicy"]:
        print(OWN_POLICY, file=sys.stderr)
    print(json.dumps(told) if options.json else "\n".join(text_of(told)))
    return HOLDS


if __name__ == "__main__":
    sys.exit(main())
