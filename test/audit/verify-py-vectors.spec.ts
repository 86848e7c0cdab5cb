import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { consultationTimeline } from '../../projections/consultation-timeline.js';
import { ideaTimeline } from '../../projections/idea-timeline.js';
import { documentsFrom } from '../../src/audit/build.js';
import { rolesOf } from '../../src/audit/entitled.js';
import { allocate } from '../../src/domain/allocation/allocate.js';
import type { AllocationRule, Measure, TieBreak } from '../../src/domain/allocation/rule.js';
import { schemaVersions } from '../../src/domain/events.js';
import { decodeBundle } from '../../src/ledger/entry-bundle.js';
import { packageRoot } from '../../src/package-root.js';
import { bytesOf, jsonOf, known } from '../ledger/vectors.js';
import { chance } from './chance.js';
import { hasPython, openPython, VERIFY_PY } from './python.js';

const withPython = hasPython ? describe : describe.skip;
let python: ReturnType<typeof openPython>;
beforeAll(() => {
  if (hasPython) python = openPython();
});
afterAll(() => {
  if (hasPython) python.close();
});

const page = readFileSync(join(packageRoot, 'docs/bundle-format.md'), 'utf8');

describe('verify.py', () => {
  test('comes with the package, and so into each bundle', async () => {
    const { files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(files).toContain('src/ledger/bundle/verify.py');
    expect((await documentsFrom(packageRoot)).verifier).toBe(readFileSync(VERIFY_PY, 'utf8'));
  });

  test('has a page that names every type of event that a consultation’s log can hold', () => {
    const [, list] = /Known, each in version 1:\n\n(.+?)\n\n/s.exec(page)!;
    expect(list!.match(/\w+/g)!.sort()).toEqual(Object.keys(rolesOf).sort());
    expect(new Set(Object.values(schemaVersions))).toEqual(new Set([1]));
  });

  test('has a page that says what each row of a timeline shows', () => {
    const lists = { timeline: consultationTimeline, ideas: ideaTimeline };
    for (const [name, { on }] of Object.entries(lists)) {
      const [, list] = new RegExp(`In \`${name}\`:\n\n(.+?)\n\n`, 's').exec(page)!;
      const told = list!
        .split(/^- /m)
        .flatMap((item) => item.split(':')[0]!.match(/\b[A-Z]\w+/g) ?? []);
      expect(told.sort()).toEqual(Object.keys(on).sort());
    }
  });
});

withPython('verify.py, held to what others have written', () => {
  test('knows every type of event that a consultation’s log can hold', async () => {
    const types = await python.exec('answer = sorted(verify.KNOWN)', null);
    expect(types).toEqual(Object.keys(rolesOf).sort());
  });

  test('takes the Ed25519 signatures of Wycheproof that are valid, and no other', async () => {
    const groups = jsonOf('wycheproof/ed25519_test.json.gz').testGroups as {
      publicKey: { pk: string };
      tests: { msg: string; sig: string; result: string }[];
    }[];
    const cases = groups.flatMap(({ publicKey: { pk }, tests }) =>
      tests.map(({ msg, sig, result }) => ({ parts: [pk, msg, sig], valid: result === 'valid' })),
    );
    expect(cases.length).toBeGreaterThan(100);
    const lines = 'answer = [verify.is_signature(*map(bytes.fromhex, parts)) for parts in asked]';
    const found = await python.exec(
      lines,
      cases.map(({ parts }) => parts),
    );
    expect(found).toEqual(cases.map(({ valid }) => valid));
  });

  test('writes the canonical JSON of RFC 8785', async () => {
    const names = ['arrays', 'french', 'structures', 'unicode', 'values', 'weird'];
    const texts = (folder: string) =>
      names.map((name) => bytesOf(`jcs/${folder}/${name}.json`).toString());
    const lines = `
numbers = {"parse_int": verify.number_of, "parse_float": verify.number_of}
answer = [verify.canonical(json.loads(text, **numbers)) for text in asked]`;
    expect(await python.exec(lines, texts('input'))).toEqual(texts('output'));
  });

  test('writes numbers as ECMAScript does, and refuses every other spelling', async () => {
    const random = chance(8785);
    const view = new DataView(new ArrayBuffer(8));
    const numbers = Array.from({ length: 3000 }, (_, i) => {
      if (i % 2) return random(2 ** 31) / 10 ** random(12);
      view.setUint32(0, random(2 ** 31) * 2 + random(2));
      view.setUint32(4, random(2 ** 31) * 2 + random(2));
      return view.getFloat64(0);
    }).filter(Number.isFinite);
    const texts = [...numbers, 1e21, 1e-7, 2 ** 53, 5e-324].map((x) => JSON.stringify(x));
    const lines = `
def spelling(text):
    try:
        verify.from_canonical(text.encode(), "It")
        return True
    except verify.Fault:
        return False
answer = [spelling(text) for text in asked]`;
    expect(await python.exec(lines, texts)).toEqual(texts.map(() => true));
    const others = ['1.0', '1e2', '-0', '01', '1E400', 'NaN', '9007199254740993', '"\\ud800"'];
    const spaced = ['{"b":1,"a":2}', '{"a":1,"a":1}', ' 1', '"\\u0041"', '[1, 2]', ''];
    expect(await python.exec(lines, [...others, ...spaced])).not.toContain(true);
  });

  test('opens the checkpoints and receipts of a log that another implementation keeps', async () => {
    const text = (name: string) => bytesOf(`sample-log-600/${name}`).toString();
    const [log, witness] = text('vkeys.txt').trim().split('\n');
    const receipts = [0, 1, 255, 256, 599].map((i) => text(`receipt-${i}.tlog-proof`));
    const leaves = ['000', '001', '002.p/88'].flatMap((name) => {
      const bytes = bytesOf(`sample-log-600/tile/entries/${name}`);
      return decodeBundle(bytes, name.length === 3 ? 256 : 88).map((leaf) => leaf.toString('hex'));
    });
    const policy = `log ${log}\nwitness w ${witness}\nquorum w\n`;
    const lines = `
from types import SimpleNamespace as Tree
policy = verify.read_policy(asked["policy"].encode())
keys = policy.logs + policy.witnesses
tree, leaves, full = Tree(size=0, parts=[], rows=[], full=[]), [], []
for leaf in asked["leaves"]:
    leaves.append(verify.leaf_hash(bytes.fromhex(leaf)))
    verify.append(tree, leaves[-1])
head = verify.open_checkpoint(asked["checkpoint"].encode(), keys)
answer = [head.size == tree.size, head.root == verify.root_of(tree)]
answer.append(verify.is_met(policy.quorum, head.signed))
for receipt in asked["receipts"]:
    seen = verify.read_seen(receipt.encode(), keys)
    size, root = seen.checkpoint.size, seen.checkpoint.root
    led = [verify.climb(leaves[i], i, size, seen.proof) == root for i in range(size)]
    answer.append([i for i in range(size) if led[i]] == [seen.index])`;
    const found = await python.exec(lines, {
      policy,
      checkpoint: text('checkpoint'),
      receipts,
      leaves,
    });
    expect(found).toEqual(Array(8).fill(true));
  });

  test('opens each checkpoint of the log of fifteen entries', async () => {
    const { vkey: key, entriesInOrder: entries } = known.tessera_testlog;
    const notes = entries.map((_: string, i: number) =>
      bytesOf(`tessera-log/checkpoint.${i + 1}`).toString(),
    );
    const lines = `
from types import SimpleNamespace as Tree
tree, answer = Tree(size=0, parts=[], rows=[], full=[]), []
keys = [verify.read_key(asked["key"], verify.NOTE)]
for entry, note in zip(asked["entries"], asked["notes"]):
    verify.append(tree, verify.leaf_hash(entry.encode()))
    head = verify.open_checkpoint(note.encode(), keys)
    answer.append((head.size, head.root) == (tree.size, verify.root_of(tree)))`;
    expect(await python.exec(lines, { key, entries, notes })).toEqual(Array(15).fill(true));
  });

  test('finds what the page gives as an example', async () => {
    const blocks = page.split('## 7. Example')[1]!.split('```');
    const [, leaf, told, checkpoint, , disclosure] = blocks.map((block) => block.trim());
    const lines = `
leaf = asked["leaf"].encode()
root = verify.leaf_hash(leaf)
read = verify.read_leaf(leaf)
d, own = [line.split()[1] for line in asked["disclosure"].split("\\n")]
found = verify.base64url(verify.hashlib.sha256(d.encode()).digest())
name, value = verify.read_disclosure(d)
answer = [len(leaf), root.hex(), verify.base64.b64encode(root).decode(), read["t"], found == own, name, value]`;
    const found = (await python.exec(lines, { leaf, disclosure })) as unknown[];
    const [length, root, base64, ...rest] = found as [number, string, string, ...unknown[]];
    expect(told).toContain(`${length} bytes`);
    expect(told).toContain(`\`${length.toString(16).padStart(4, '0')}\``);
    expect(told).toContain(`\`${root}\``);
    expect(checkpoint).toBe(`h.example/c/b\n1\n${base64}`);
    expect(rest).toEqual(['ConsultationPublished', true, 'title', 'A garden']);
  });

  test('refuses without arguments, as a program', () => {
    const { status, stderr } = spawnSync('python3', ['-B', VERIFY_PY], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('usage') });
  });
});

const MEASURES: Measure[] = ['votes', 'score', 'borda'];
const CRITERIA: TieBreak[] = [
  ...(['more_votes', 'fewer_votes', 'higher_score', 'lower_score', 'higher_borda'] as const),
  ...(['lower_borda', 'lower_cost', 'higher_cost', 'earlier_place', 'later_place'] as const),
  ...(['idea_id', 'idea_id_reversed'] as const),
];

withPython('verify.py, held to our allocation', () => {
  const random = chance(37);
  const some = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const polls = Array.from({ length: 300 }, () => {
    const ids = ['a', 'B', 'é', '\ud83c\udf33', '\uffee', 'z', '10', '9'].slice(0, 2 + random(7));
    const options = ids.map((ideaId) => ({ ideaId, amount: random(5) * 10 }));
    const groups = Array.from({ length: random(8) }, () => ({
      count: 1 + random(3),
      lines: [...ids]
        .sort(() => random(3) - 1)
        .slice(0, random(ids.length + 1))
        .map((ideaId) => ({ ideaId, votes: 1 + random(3), unitCost: 0 })),
    }));
    const by = `${some(MEASURES)}${some(['', '_per_cost'] as const)}` as const;
    const threshold = random(3) ? {} : { threshold: random(4) };
    const rule: AllocationRule = { name: 'greedy', by, skip: random(2) === 0, ...threshold };
    const tieBreak = Array.from({ length: random(3) }, () => some(CRITERIA));
    const suspended = random(4) ? [] : [{ ideaId: ids[0]!, why: 'hidden' }];
    return { options, groups, rule, tieBreak, suspended, budget: random(10) * 10 };
  });

  test('funds the same, for the same reasons, in 300 random polls with many ties', async () => {
    const ours = polls.map(({ options, groups, rule, tieBreak, suspended, budget }) => {
      const placed = options.map((o, i) => ({ ideaId: o.ideaId, cost: o.amount, place: i + 1 }));
      const standing = placed.filter((o) => suspended[0]?.ideaId !== o.ideaId);
      const input = { options: standing, ballots: groups, budget };
      const { spent, selected, notSelected, tieBreaks } = allocate(input, rule, tieBreak);
      return { spent, selected, notSelected: [...notSelected, ...suspended], tieBreaks };
    });
    expect(ours.filter(({ tieBreaks }) => tieBreaks.length > 0).length).toBeGreaterThan(50);
    const lines = `
from types import SimpleNamespace as Record
answer = []
for poll in asked:
    options = {o["ideaId"]: {**o, "envelopeAreaId": None} for o in poll["options"]}
    voting = {"allocationRule": poll["rule"], "tieBreak": poll["tieBreak"]}
    phase = {"phaseId": "p", "options": options, "listed": options, "voting": voting}
    phase["suspended"] = {o["ideaId"]: o["why"] for o in poll["suspended"]}
    own = {i: Record(phase="p", area=None, **group) for i, group in enumerate(poll["groups"])}
    count = Record(for_public=False, phases={"p": phase}, papers={}, groups=own)
    groups = [{"envelopeAreaId": None, **group} for group in poll["groups"]]
    found = verify.allocate(count, phase, {"areaId": None, "amount": poll["budget"]}, groups, poll["suspended"])
    answer.append(verify.pick(found, "spent selected notSelected tieBreaks"))`;
    expect(await python.exec(lines, polls)).toEqual(ours);
  });
});
