import type {
  ConsultationTimelineRow,
  TimelineRow,
} from '../../../projections/consultation-timeline.js';
import type { IdeaTimelineRow } from '../../../projections/idea-timeline.js';
import type { Projection } from '../../../projections/projection.js';
import { page, type Connection, type PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { globalId } from '../ids.js';
import { phaseFields } from './types.js';

/** A timeline row as its item type shows it. */
const item = ({ data, ...row }: TimelineRow): object => {
  const phases = Object.fromEntries(
    phaseFields(row.type)
      .filter((field) => data[field] != null)
      .map((field) => [field, globalId('Phase', data[field] as string)]),
  );
  return { ...data, ...row, ...phases };
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
  const nodes = rows.nodes.map(item);
  return {
    ...rows,
    nodes,
    edges: rows.edges.map(({ cursor }, i) => ({ cursor, node: nodes[i]! })),
  };
};
