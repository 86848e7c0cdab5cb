import { one, type Projection } from '../../projections/projection.js';
import { chained } from './fold.js';
import type { Row } from './history.js';

/** What does each stream hold, in one digest that shows every element exactly once? */
export const trace: Projection<Row> = {
  name: 'trace',
  key: ['stream'],
  columns: { stream: 'text', count: 'int', digest: 'text' },
  on: {
    '*': one(
      ({ stream }) => ({ stream }),
      (row, { stream, revision, data }) =>
        chained(row, {
          stream,
          revision,
          element: (data as unknown as { element: string }).element,
        }),
    ),
  },
};
