import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { basketTally } from '../../../projections/basket-tally.js';
import { results } from '../../../projections/results.js';
import type { EnvelopeResult } from '../../domain/tally/events.js';
import { Ask } from '../../views/ask.js';
import type { PabulibBallot, PabulibFile } from './pabulib-file.js';
import { fileRules } from './file-rules.js';
import { digestOf, planOf, type Plan } from './plan.js';
import { codesOf, operator, pooled, sender, stages, type Send } from './send.js';

export interface ImportedOption {
  id: string;
  ideaId: string;
  /** Baskets that count and hold it. */
  votes: number;
  /** Sum of the votes those baskets give to it. */
  score: number;
  /** Price in minor units of the currency. */
  costMinor: number;
  selected: boolean;
  /** What the file's own columns say; null where it has none. */
  fileVotes: number | null;
  fileScore: number | null;
  /** Votes and points that refused ballots would have given. */
  refusedVotes: number;
  refusedScore: number;
}

export interface RefusedBallot {
  line: number;
  voterId: string;
  codes: string[];
}

/** What an import did and how its counts compare with the file's. */
export interface ImportReport {
  consultationId: string;
  phaseId: string;
  ballots: number;
  accepted: number;
  refused: number;
  options: ImportedOption[];
  refusals: RefusedBallot[];
  /** Options whose count is not the file's, even with the refused ballots added. */
  differences: string[];
  warnings: string[];
}

/** Told after each ballot, with how many are done. */
export type Progress = (done: number, total: number) => void;

/**
 * Turns an election into a consultation through the same commands as everybody's; a second run
 * adds nothing.
 */
export const runImport = async (
  file: PabulibFile,
  text: string,
  commands: CommandBus,
  queries: QueryBus,
  progress: Progress = () => {},
): Promise<ImportReport> => {
  const plan = planOf(file, digestOf(text));
  const send = sender(commands);
  await stages(plan.before, send);
  const refusals = await ballots(file.ballots, plan, fileRules(file), send, progress);
  const position = await stages(plan.after, send);
  return report(file, plan, refusals, queries, position);
};

const ballots = async (
  all: PabulibBallot[],
  plan: Plan,
  brokenRules: (ballot: PabulibBallot) => string[],
  send: Send,
  progress: Progress,
): Promise<RefusedBallot[]> => {
  const refused: RefusedBallot[] = [];
  const refuse = ({ line, voterId }: PabulibBallot, codes: string[]) =>
    void refused.push({ line, voterId, codes });
  const accepted = new Set<string>();
  let done = 0;
  const submit = async (ballot: PabulibBallot): Promise<void> => {
    const broken = brokenRules(ballot);
    const result = broken.length ? undefined : await send(plan.ballot(ballot));
    if (result?.status === 'granted') accepted.add(ballot.voterId);
    else refuse(ballot, result ? codesOf(result) : broken);
    progress(++done, all.length);
  };
  const seen = new Set<string>();
  const again = all.filter(({ voterId }) => {
    const known = seen.has(voterId);
    seen.add(voterId);
    return known;
  });
  const repeats = new Set(again);
  await pooled(
    all.filter((b) => !repeats.has(b)),
    submit,
  );
  for (const ballot of again)
    if (accepted.has(ballot.voterId)) refuse(ballot, ['DUPLICATE_VOTER']);
    else await submit(ballot);
  return refused.sort((a, b) => a.line - b.line);
};

const report = async (
  file: PabulibFile,
  plan: Plan,
  refusals: RefusedBallot[],
  queries: QueryBus,
  minPosition: bigint,
): Promise<ImportReport> => {
  const where = { phaseId: plan.phaseId };
  const tallies = await queries.execute(
    new Ask({ view: basketTally, where, minPosition }, operator),
  );
  const [result] = await queries.execute(new Ask({ view: results, where, minPosition }, operator));
  const counts = new Map(tallies.map((t) => [t.ideaId, t]));
  const funded = new Set(
    ((result?.envelopes ?? []) as EnvelopeResult[]).flatMap((e) => e.selected.map((s) => s.ideaId)),
  );
  const lost = votesOfRefused(file, refusals);
  const options = file.options.map((o): ImportedOption => {
    const ideaId = plan.ideaId(o);
    return {
      id: o.id,
      ideaId,
      votes: counts.get(ideaId)?.picks ?? 0,
      score: counts.get(ideaId)?.votes ?? 0,
      costMinor: o.cost,
      selected: funded.has(ideaId),
      fileVotes: o.votes ?? null,
      fileScore: o.score ?? null,
      refusedVotes: lost.get(o.id)?.votes ?? 0,
      refusedScore: lost.get(o.id)?.score ?? 0,
    };
  });
  return {
    consultationId: plan.consultationId,
    phaseId: plan.phaseId,
    ballots: file.ballots.length,
    accepted: file.ballots.length - refusals.length,
    refused: refusals.length,
    options,
    refusals,
    differences: options.filter(differs).map((o) => o.id),
    warnings: file.warnings,
  };
};

const differs = (o: ImportedOption): boolean =>
  (o.fileVotes !== null && o.fileVotes !== o.votes + o.refusedVotes) ||
  (o.fileScore !== null && o.fileScore !== o.score + o.refusedScore);

const votesOfRefused = ({ ballots, meta, options }: PabulibFile, refusals: RefusedBallot[]) => {
  const lines = new Set(refusals.map((r) => r.line));
  const lost = new Map<string, { votes: number; score: number }>();
  const longest = meta.maxLength ?? options.length;
  for (const ballot of ballots.filter((b) => lines.has(b.line)))
    ballot.votes.forEach(({ id, points }, place) => {
      const { votes, score } = lost.get(id) ?? { votes: 0, score: 0 };
      const given = meta.voteType === 'ordinal' ? Math.max(0, longest - place) : (points ?? 1);
      lost.set(id, { votes: votes + 1, score: score + given });
    });
  return lost;
};
