import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { voteTally, type VoteTallyRow } from '../../../projections/vote-tally.js';
import type { ActResult, Turn } from '../../acts/act.js';
import { Ask } from '../../views/ask.js';
import { actsOf, Sayings, type DatedAct } from './dated-acts.js';
import { datedPlan, type DatedPlan } from './dated-plan.js';
import { countsOf, reportOf, type Cut, type Done } from './dated-outcome.js';
import { nothing, sum, type CountsAsOf, type DatedReport } from './dated-report.js';
import { stepOf } from './dated-wishes.js';
import type { DatedSource } from './dated.js';
import type { Progress } from './run.js';
import { InLine } from './in-line.js';
import { codesOf, operator, sender, stages, type Send } from './send.js';

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
 * Turns a dated source into a consultation through the same commands as everybody's, in the order of time, so that what stood at any moment of the source stands at one position of the log; a second run adds nothing. Views follow in the
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

/** Sends acts in their order, and notes where the log stood at each cut. */
const inOrder = async (
  acts: DatedAct[],
  { source, plan, send, progress }: Around,
  opened: bigint,
  asked: Cut[],
): Promise<Done> => {
  const sayings = new Sayings();
  const line = new InLine();
  const done: Done = {
    ...{ position: opened, cuts: [], refused: [] },
    ...{ rows: new Map(), saidAgain: 0, voters: 0 },
  };
  const cuts = [...asked].sort((a, b) => a.until - b.until);
  for (const [i, act] of acts.entries()) {
    while (cuts[0] && cuts[0].until < act.at) {
      await line.settled();
      done.cuts.push({ ...cuts.shift()!, position: done.position });
    }
    const before = act.of === 'vote' ? sayings.say(act.row) : undefined;
    if (act.of === 'vote') count(done, act.row);
    if (act.of === 'vote' && before === act.row.value) {
      done.saidAgain++;
      continue;
    }
    const made = async (turn: Turn) => {
      const result = await send(stepOf(act, plan, source.locale, before), turn);
      note(done, result, act, source);
      progress(i + 1, acts.length);
    };
    if (act.of !== 'vote') await line.settled();
    await line.add(made);
    if (act.of !== 'vote') await line.settled();
  }
  await line.settled();
  for (const cut of cuts) done.cuts.push({ ...cut, position: done.position });
  done.voters = sayings.voters;
  return done;
};

const note = (done: Done, result: ActResult, { of, row }: DatedAct, { kind }: DatedSource) => {
  if (result.status === 'refused')
    done.refused.push({
      file: files[kind][of],
      line: 'line' in row ? row.line : 0,
      codes: codesOf(result),
    });
  else if (!result.alreadyApplied && result.position > done.position)
    done.position = result.position;
};

const count = ({ rows }: Done, { ideaId, value }: DatedSource['votes'][number]): void => {
  const counts = rows.get(ideaId) ?? nothing();
  counts[value]++;
  rows.set(ideaId, counts);
};
