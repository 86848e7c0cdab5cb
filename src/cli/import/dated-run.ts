import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { voteTally, type VoteTallyRow } from '../../../projections/vote-tally.js';
import { Ask } from '../../views/ask.js';
import { actsOf, Sayings, type DatedAct } from './dated-acts.js';
import { datedPlan, type DatedPlan } from './dated-plan.js';
import {
  nothing,
  sum,
  type Counts,
  type CountsAsOf,
  type DatedReport,
  type ImportedIdea,
} from './dated-report.js';
import { stepOf } from './dated-wishes.js';
import type { DatedSource } from './dated.js';
import type { Progress } from './run.js';
import { codesOf, operator, sender, stages, type Send } from './send.js';

/** A moment of the source as of which to count: what took place until then, inclusive. */
export interface Cut {
  asked: string;
  until: number;
}

const files = {
  polis: { idea: 'comments.csv', comment: '', vote: 'votes.csv', flag: '', hiding: 'comments.csv' },
  rua: {
    idea: 'opinions.ndjson',
    comment: 'arguments.ndjson',
    vote: 'votes.ndjson',
    flag: 'reports.ndjson',
    hiding: 'opinions.ndjson',
  },
};

/** Where a source is brought in. */
export interface Place {
  commands: CommandBus;
  queries: QueryBus;
  /** Lets views be kept while a work lasts; the work is told how to wait for them. */
  keeping: <T>(work: (reach: (position: bigint) => Promise<void>) => Promise<T>) => Promise<T>;
}

/**
 * Turns a dated source into a consultation through the same commands as everybody's, one after the other in the order of time, so
 * that what stood at any moment of the source stands at one position of the log; a second run adds nothing. Views follow in the
 * end: behind one act at a time they would take longer than all of the acts.
 */
export const runDated = async (
  source: DatedSource,
  cuts: Cut[],
  { commands, queries, keeping }: Place,
  progress: Progress = () => {},
): Promise<DatedReport> => {
  const acts = actsOf(source);
  const plan = datedPlan(source, acts[0]!.at, acts.at(-1)!.at);
  const send = sender(commands);
  const opened = await keeping(() => stages(plan.before, send));
  const done = await inOrder(acts, { source, plan, send, progress }, opened, cuts);
  return keeping(async (reach) => {
    await reach(done.position);
    const closed = await stages(plan.after, send);
    await reach(closed);
    const tallies = (asOf?: bigint): Promise<VoteTallyRow[]> => {
      const where = { phaseId: plan.phaseId };
      const question = { view: voteTally, where, ...(asOf !== undefined && { asOf }) };
      return queries.execute(new Ask(question, operator));
    };
    const asOf: CountsAsOf[] = [];
    for (const { asked, until, position } of done.cuts)
      asOf.push({
        asked,
        until: new Date(until).toISOString(),
        position: String(position),
        votes: sum((await tallies(position)).map(countsOf)),
      });
    return reportOf(source, plan, done, asOf, await tallies());
  });
};

interface Around {
  source: DatedSource;
  plan: DatedPlan;
  send: Send;
  progress: Progress;
}

interface Done {
  /** Where the log stands after the last act. */
  position: bigint;
  cuts: (Cut & { position: bigint })[];
  refused: DatedReport['refusals'];
  rows: Map<string, Counts>;
  saidAgain: number;
  voters: number;
}

/** Sends acts one by one, and notes where the log stood at each cut. */
const inOrder = async (
  acts: DatedAct[],
  { source, plan, send, progress }: Around,
  opened: bigint,
  asked: Cut[],
): Promise<Done> => {
  const sayings = new Sayings();
  const done: Done = {
    ...{ position: opened, cuts: [], refused: [] },
    ...{ rows: new Map(), saidAgain: 0, voters: 0 },
  };
  const cuts = [...asked].sort((a, b) => a.until - b.until);
  for (const [i, act] of acts.entries()) {
    while (cuts[0] && cuts[0].until < act.at)
      done.cuts.push({ ...cuts.shift()!, position: done.position });
    const before = act.of === 'vote' ? sayings.say(act.row) : undefined;
    if (act.of === 'vote') count(done, act.row);
    if (act.of === 'vote' && before === act.row.value) {
      done.saidAgain++;
      continue;
    }
    const result = await send(stepOf(act, plan, source.locale, before));
    progress(i + 1, acts.length);
    if (result.status === 'refused')
      done.refused.push({
        file: files[source.kind][act.of],
        line: 'line' in act.row ? act.row.line : 0,
        codes: codesOf(result),
      });
    else if (!result.alreadyApplied && result.position > done.position)
      done.position = result.position;
  }
  for (const cut of cuts) done.cuts.push({ ...cut, position: done.position });
  done.voters = sayings.voters;
  return done;
};

const count = ({ rows }: Done, { ideaId, value }: DatedSource['votes'][number]): void => {
  const counts = rows.get(ideaId) ?? nothing();
  counts[value]++;
  rows.set(ideaId, counts);
};

const countsOf = ({ up, down, neutral }: Counts): Counts => ({ up, down, neutral });

const reportOf = (
  source: DatedSource,
  { consultationId, phaseId, ideaId }: DatedPlan,
  done: Done,
  asOf: CountsAsOf[],
  tallies: VoteTallyRow[],
): DatedReport => {
  const votes = new Map(tallies.map((row) => [row.ideaId, countsOf(row)]));
  const hidden = new Set(source.hidings.flatMap((h) => (h.commentId === null ? [h.ideaId] : [])));
  const comments = commentsOf(source);
  const ideas = source.ideas.map(({ id }): ImportedIdea => ({
    id,
    ideaId: ideaId(id),
    votes: votes.get(ideaId(id)) ?? nothing(),
    rows: done.rows.get(id) ?? nothing(),
    comments: comments.get(id) ?? noComments(),
    hidden: hidden.has(id),
  }));
  return {
    consultationId,
    phaseId,
    ideas,
    voters: done.voters,
    rows: {
      votes: source.votes.length,
      saidAgain: done.saidAgain,
      comments: source.comments.length,
      flags: source.flags.length,
      hidings: source.hidings.length,
    },
    votes: sum(ideas.map((i) => i.votes)),
    everyRow: sum(ideas.map((i) => i.rows)),
    asOf,
    repeated: source.repeated,
    refusals: [...source.refusals, ...done.refused].sort(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line,
    ),
    differences: differing(source, ideas),
    warnings: source.warnings,
  };
};

const noComments = (): ImportedIdea['comments'] => ({ for: 0, against: 0, neutral: 0, none: 0 });

const commentsOf = ({ comments }: DatedSource): Map<string, ImportedIdea['comments']> => {
  const found = new Map<string, ImportedIdea['comments']>();
  for (const { ideaId, stance } of comments) {
    const counts = found.get(ideaId) ?? noComments();
    counts[stance ?? 'none']++;
    found.set(ideaId, counts);
  }
  return found;
};

const differing = ({ ideas: rows }: DatedSource, ideas: ImportedIdea[]): string[] => {
  const counted = new Map(ideas.map((i) => [i.id, i.rows]));
  return rows
    .filter(({ id, said }) => {
      const { up, down } = counted.get(id)!;
      return said !== undefined && (said.up !== up || said.down !== down);
    })
    .map(({ id }) => id);
};
