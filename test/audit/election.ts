import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleSources } from '../../src/audit/build.js';
import { asksForBallots } from '../../src/domain/allocation/rule.js';
import { evolve, foldOf, rules, type Command } from '../../src/domain/commands.js';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import { schemaVersions, type CahierFact } from '../../src/domain/events.js';
import { digest } from '../../src/ledger/canonical.js';
import { checkpointText, type Checkpoint } from '../../src/ledger/checkpoint.js';
import { disclosureDigest, disclosureText } from '../../src/ledger/disclosure.js';
import { saltsFrom } from '../../src/ledger/leaf.js';
import { noteText, signNote } from '../../src/ledger/note.js';
import { signer, vkey, type Signer } from '../../src/ledger/note-key.js';
import { openMemoryLog } from '../../src/log/memory.js';
import type { Log } from '../../src/log/port.js';
import { consultationId, organisationId, submit, voteId } from '../arcueil.js';
import { onPaper, story, type Step } from '../story.js';

export const host = 'consult.example.org';
export const origin = `${host}/c/${consultationId}`;

const sofia = { kind: 'agent' as const, ref: 'sofia', role: 'staff' };
const cahier = { kind: 'system' as const, ref: 'cahier', role: 'system' };

/** Citizens act as themselves, the vote opens on schedule, and staff does the rest. */
const actorOf = (command: Command) => {
  if (command.type === 'OpenPhase' && command.phaseId === voteId) return cahier;
  const { voterRef, authorRef, flaggerRef } = command as unknown as Partial<Record<string, string>>;
  const ref = voterRef ?? authorRef ?? flaggerRef;
  return ref ? { kind: 'citizen' as const, ref, role: 'citizen' } : sofia;
};

/** The key of that log; another seed is another key of the same name. */
export const keyOf = (seed = 1, name = origin): Signer =>
  signer(name, 'note', Buffer.alloc(32, seed));

/** A policy that trusts one log and asks for no witness. */
export const policyOf = (key: Signer): string => `log ${vkey(key)}\nquorum none\n`;

/** Signs the head of a log. */
export const signing =
  (key: Signer) =>
  (head: Omit<Checkpoint, 'extensions'>): string => {
    const text = checkpointText(head);
    return noteText({ text, signatures: [signNote(text, key)] });
  };

/** A log in memory that holds an election, and all that a bundle of it is made from. */
export interface Election extends Omit<BundleSources, 'checkpoint'> {
  log: Log;
  /** What the vault opens, by digest; who is erased is deleted here. */
  vault: Map<string, string>;
}

type Ballot = Extract<
  CahierFact,
  { type: 'BasketSubmitted' | 'BasketWithdrawn' | 'PaperBallotRecorded' }
>;

/** What each voter's last act leaves standing; Eve's ballot is taken out of the count. */
const standing = (facts: readonly CahierFact[]) => {
  const acts = facts
    .filter((f): f is Ballot => /^(Basket|PaperBallot)/.test(f.type))
    .filter((f) => f.data.voterRef !== 'eve');
  const last = new Map(acts.map((f) => [f.data.voterRef, f]));
  return [...last.values()].flatMap((f) => (f.type === 'BasketWithdrawn' ? [] : [f.data]));
};

/** What stands on paper, where it was written down. */
const papersIn = (facts: readonly CahierFact[]) =>
  facts.some((f) => f.type === 'OfflineVotesRecorded') ? [onPaper] : [];

const closeTally = (before: readonly CahierFact[]): Command => {
  const [baskets, paper] = [standing(before), papersIn(before)];
  const ideas = ['garden', 'bench'];
  const lines = baskets.flatMap((basket) => basket.lines);
  const counts = ideas.map((ideaId) => {
    const votes = lines.filter((line) => line.ideaId === ideaId).map((line) => line.votes);
    const papers = paper.find((p) => p.ideaId === ideaId) ?? { picks: 0, votes: 0 };
    const given = votes.reduce((sum, v) => sum + v, papers.votes);
    return { ideaId, picks: votes.length + papers.picks, votes: given };
  });
  return {
    ...{ type: 'CloseTally', consultationId, phaseId: voteId, upToPosition: '42' },
    ...{ baskets: baskets.length, counts, offlineVoters: paper[0]?.picks ?? 0 },
  };
};

const computeAllocation = (before: readonly CahierFact[]): Command => {
  const groups = new Map<string, { count: number; lines: { ideaId: string; votes: number }[] }>();
  for (const { lines } of standing(before)) {
    const key = JSON.stringify(lines);
    const alike = lines.map(({ ideaId, votes }) => ({ ideaId, votes }));
    groups.set(key, { lines: alike, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const all = [...groups.values()].map((group) => ({ envelopeAreaId: null, ...group }));
  return {
    type: 'ComputeAllocation',
    consultationId,
    phaseId: voteId,
    groups: all,
    offline: papersIn(before),
  };
};

/** The story of Arcueil with more voters; each third chooses again, and one comes once it is reopened. */
export const storyWith = (voters: number): Step[] => {
  const choices = [['garden'], ['bench'], ['garden', 'bench']];
  const more = Array.from({ length: voters }, (_, i): Command[] => {
    const voterRef = `voter-${i}`;
    const first = submit(choices[i % 3]!, { voterRef, segments: { age: String(20 + (i % 60)) } });
    return i % 3 === 0 ? [first, submit(choices[(i + 1) % 3]!, { voterRef })] : [first];
  }).flat();
  const late = [submit(['garden'], { voterRef: 'voter-late' })];
  const windows = [
    { at: '2026-05-02T10:00:00.000Z', ballots: more },
    { at: '2026-06-05T10:00:00.000Z', ballots: late },
  ].values();
  return story.flatMap((step): Step[] => {
    const { type, ...wish } = step.wish([]) as Command & { phaseId?: string };
    if (type === 'CloseTally' && wish.phaseId === voteId) return [{ ...step, wish: closeTally }];
    if (type === 'ComputeAllocation') return [{ ...step, wish: computeAllocation }];
    if (type !== 'ClosePhase' || wish.phaseId !== voteId) return [step];
    const { at, ballots } = windows.next().value!;
    return [...ballots.map((ballot) => ({ at, wish: () => ballot })), step];
  });
};

/** The same story under other voting rules, with as many voters. */
export const storyUnder = (rules: Partial<VotingRules>, voters: number): Step[] =>
  storyWith(voters)
    .filter(({ wish }) => !asksForAll(rules) || !wish([]).type.endsWith('OfflineVotes'))
    .map(({ wish, ...step }) => ({
      ...step,
      wish: (before) => {
        const command = wish(before);
        const isOfBaskets = command.type === 'ConfigureVoting' && command.phaseId === voteId;
        return isOfBaskets ? { ...command, ...rules } : command;
      },
    }));

/** Whether rules ask for each ballot, so that sums on paper are not enough. */
const asksForAll = ({ allocationRule, tieBreak = [], ballotType }: Partial<VotingRules>) =>
  ballotType === 'ordinal' || (allocationRule ? asksForBallots(allocationRule, tieBreak) : false);

/** Lets an election happen; everything in it is the same each time. */
export const electionOf = async (steps: Step[]): Promise<Election> => {
  const log = openMemoryLog();
  const vault = new Map<string, string>();
  const states = new Map<string, unknown>();
  const facts: CahierFact[] = [];
  for (const [i, { at, by, wish }] of steps.entries()) {
    const command = wish(facts);
    const { streams, writes, decide } = rules[command.type];
    const names = streams(command as never) as Record<string, string>;
    const stateOf = (stream: string) => states.get(stream) ?? foldOf(stream).initial;
    const world = Object.fromEntries(Object.entries(names).map(([n, s]) => [n, stateOf(s)]));
    const actor = by ?? actorOf(command);
    const decision = decide(command as never, world, { at, actor, digest });
    if ('refused' in decision) throw new Error(JSON.stringify([command, decision.refused]));
    const isOfTown = /^(organisation|roles)-/.test(names[writes]!);
    const events = decision.facts.map((fact, k) => ({
      eventId: uuid(`${i} ${k}`),
      type: fact.type,
      schemaVersion: schemaVersions[fact.type],
      organisationId,
      consultationId: isOfTown ? null : consultationId,
      recordedAt: at,
      actor,
      channel: 'api' as const,
      visibility: fact.visibility ?? ('public' as const),
      data: fact.data,
      ...sealedOf(fact, `${i} ${k}`, vault),
    }));
    const written = new Map<string, typeof events>();
    for (const [k, fact] of decision.facts.entries()) {
      const stream = names[fact.to ?? writes]!;
      states.set(stream, evolve(foldOf(stream), stateOf(stream), fact));
      written.set(stream, [...(written.get(stream) ?? []), events[k]!]);
      facts.push(fact);
    }
    if (events.length)
      await log.append({
        ...{ commandId: `command ${i}`, fingerprint: `${i}` },
        writes: [...written].map(([stream, events]) => ({ stream, expect: 'any', events })),
      });
  }
  return {
    ...{ log, vault, saltOf: saltsFrom(Buffer.alloc(32, 7)) },
    disclosures: { open: async (asked) => new Map([...vault].filter(([d]) => asked.includes(d))) },
    ...{ policy: policyOf(keyOf()), documents: { format: '# Format\n' } },
  };
};

/** Records what no rule of the domain decides here: a notice that words are erased, for instance. */
export const recordFact = async (
  { log }: Election,
  type: string,
  data: unknown,
  stream: string,
): Promise<void> => {
  await log.append({
    ...{ commandId: `${type} ${stream}`, fingerprint: 'by hand' },
    writes: [
      {
        ...{ stream, expect: 'any' },
        events: [
          {
            ...{ eventId: uuid(`${type} ${stream}`), type, schemaVersion: 1, organisationId },
            ...{ consultationId, recordedAt: '2026-07-01T09:00:00.000Z', actor: cahier },
            ...{ channel: 'api', visibility: 'public', data },
          },
        ],
      },
    ],
  });
};

/** A folder of this test's own, gone when the process ends. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'cahier-bundle-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
};

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

const uuid = (text: string): string =>
  hex(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const sealedOf = (fact: CahierFact, place: string, vault: Map<string, string>) => {
  const members = Object.entries((fact.personal ?? {}) as object).map(([name, value]) => {
    const salt = Buffer.from(hex(`${place} ${name}`), 'hex').toString('base64url', 0, 16);
    const text = disclosureText({ salt, name, value });
    vault.set(disclosureDigest(text), text);
    return [name, disclosureDigest(text)] as const;
  });
  return members.length ? { sealed: Object.fromEntries(members) } : {};
};
