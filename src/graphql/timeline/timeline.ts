import type {
  ConsultationTimelineRow,
  TimelineRow,
} from '../../../projections/consultation-timeline.js';
import { ideaCard } from '../../../projections/idea-card.js';
import type { IdeaTimelineRow } from '../../../projections/idea-timeline.js';
import { phase } from '../../../projections/phase.js';
import type { Projection } from '../../../projections/projection.js';
import { page, type Connection, type PageArgs } from '../connection.js';
import { votesUnder } from '../consultation/votes-under-rules.js';
import type { RequestContext } from '../context.js';
import { globalId } from '../ids.js';
import { withOnDemand } from '../on-demand.js';
import { idFields } from './types.js';

const globalIds = (of: 'Phase' | 'Idea', ids: string | string[]): string | string[] =>
  typeof ids === 'string' ? globalId(of, ids) : ids.map((id) => globalId(of, id));

/** How many votes name words of an idea that a revision took the place of. */
const votesOnEarlierWords = async (
  context: RequestContext,
  ideaId: string,
  ideaVersion: number,
): Promise<number | null> => {
  const [card] = await context.rowsBy(ideaCard, { ideaId });
  if (!card) return null;
  const phases = await context.rowsBy(phase, { consultationId: card.consultationId });
  return votesUnder(
    context,
    phases,
    (row) => row.ideaId === ideaId && row.ideaVersion < ideaVersion,
  );
};

/** A timeline row as its item type shows it; what is sealed of it is opened when it is asked for. */
const item = (context: RequestContext, { data, sealed, ...row }: TimelineRow): object => {
  const shown: Record<string, unknown> = { ...row, ...data };
  const ids = Object.fromEntries(
    idFields(row.type)
      .filter(([field]) => shown[field] != null)
      .map(([field, of]) => [field, globalIds(of, shown[field] as string | string[])]),
  );
  const words = Object.fromEntries(
    Object.entries(sealed).map(([name, digest]) => [
      name,
      async () => (await context.words(digest)) ?? (name === 'signatories' ? [] : null),
    ]),
  );
  const { ideaId, ideaVersion } = shown as { ideaId: string; ideaVersion: number };
  const earlierVotes = () => votesOnEarlierWords(context, ideaId, ideaVersion);
  return withOnDemand(
    { ...data, ...row, ...ids },
    {
      ...{ ...words, erased: () => context.isErased(sealed) },
      ...(row.type === 'IdeaRevised' && { earlierVotes }),
    },
  );
};

/** One page of a timeline, in the order of the log. */
export const timelinePage = async <Row extends ConsultationTimelineRow | IdeaTimelineRow>(
  context: RequestContext,
  args: PageArgs,
  view: Projection<Row>,
  whole: { [C in keyof Row & string]?: string },
): Promise<Connection<object>> => {
  const order = ['position' as keyof Row & string];
  const rows = await page<Row>(context, args, { view, order }, whole);
  const nodes = rows.nodes.map((row) => item(context, row));
  return {
    ...rows,
    nodes,
    edges: rows.edges.map(({ cursor }, i) => ({ cursor, node: nodes[i]! })),
  };
};
