import type { CommandBus } from '@nestjs/cqrs';
import { Act, type ActResult, type Turn } from '../../acts/act.js';
import type { Principal } from '../../acts/principal.js';
import { CliError } from '../fail.js';
import type { Step } from './plan.js';

/** How many commands are under way at once. */
const inFlight = 512;

/** Who imports: an account that may configure, moderate and see what is counted. */
export const operator: Principal = {
  sub: 'cahier-import',
  roles: ['admin', 'staff', 'auditor'],
  organisations: ['*'],
};

/** The same account where it brings in what others did. */
const registrar: Principal = { ...operator, roles: ['registrar'] };

/** Makes one wish of an import, perhaps in its turn. */
export type Send = (step: Step, turn?: Turn) => Promise<ActResult>;

/** Sends wishes in the name of who imports, each at the moment at which it took place. */
export const sender =
  (commands: CommandBus): Send =>
  ({ wish, key, occurredAt, onBehalfOf }, turn) =>
    commands.execute(
      new Act(wish, {
        principal: onBehalfOf ? registrar : operator,
        commandId: key,
        channel: 'import',
        occurredAt,
        ...(onBehalfOf && { onBehalfOf }),
        ...(turn && { turn }),
      }),
    );

/** Runs tasks with a bounded number under way. */
export const pooled = async <T>(
  items: readonly T[],
  task: (item: T) => Promise<void>,
): Promise<void> => {
  const next = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of { [Symbol.iterator]: () => next }) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, worker));
};

/** What another import of the same place has already made is as good as ours. */
const tolerated = new Set(['ALREADY_EXISTS']);

/** Sends what nobody may refuse, stage by stage; gives the position of the last act. */
export const stages = async (steps: Step[][], send: Send): Promise<bigint> => {
  let position = 0n;
  for (const stage of steps)
    await pooled(stage, async (step) => {
      const result = await send(step);
      if (result.status === 'granted') {
        if (result.position > position) position = result.position;
        return;
      }
      const reasons = result.refusals.filter((r) => !tolerated.has(r.code));
      if (reasons.length)
        throw new CliError(
          `${step.wish.type} was refused: ${reasons.map((r) => `${r.code} ${r.message}`).join('; ')}`,
        );
    });
  return position;
};

/**
 * Why an act was refused; that its phase is over by the second run is no news beside what the act
 * itself breaks.
 */
export const codesOf = ({ refusals }: Extract<ActResult, { status: 'refused' }>): string[] => {
  const codes = [...new Set(refusals.map((r) => r.code))];
  const own = codes.filter((c) => c !== 'PHASE_CLOSED');
  return own.length ? own : codes;
};
