import { ideaCard, type IdeaCardRow } from '../../projections/idea-card.js';
import type { Answered } from '../views/ask.js';
import type { PublicReader } from './reader.js';
import type { Table } from './table.js';

const columns = [
  ...['idea_id', 'title', 'body', 'language', 'erased', 'origin', 'topics', 'area', 'status'],
  ...['status_category', 'cost', 'currency', 'merged_into', 'withdrawn_at', 'submitted_at'],
] as const;

/** Ideas that are shown, so many at a time: their words are opened together. */
const PAGE = 500;

/** Every idea that is not hidden, as it reads. */
export const ideasTable = async (reader: PublicReader): Promise<Table> => ({
  columns,
  rows: rowsOf(reader, await shownIdeas(reader)),
});

/** Ideas of the consultation that nobody hides, in the order of their ids. */
export const shownIdeas = (reader: PublicReader): Promise<Answered<IdeaCardRow>[]> =>
  reader.ask<IdeaCardRow>({
    view: ideaCard,
    where: { consultationId: reader.consultationId },
    order: ['ideaId'],
  });

async function* rowsOf(reader: PublicReader, ideas: IdeaCardRow[]) {
  for (let i = 0; i < ideas.length; i += PAGE) {
    const page = ideas.slice(i, i + PAGE);
    const words = await reader.words(page);
    yield* page.map((idea, j) => rowOf(idea, words[j]!));
  }
}

const rowOf = (idea: IdeaCardRow, { title, body, locale }: Record<string, unknown>) => [
  idea.ideaId,
  title ?? '',
  body ?? '',
  locale ?? '',
  title === undefined ? 'yes' : 'no',
  idea.origin,
  idea.topicIds.join(' '),
  idea.areaId ?? '',
  idea.statusId,
  idea.statusCategory,
  idea.costAmount ?? '',
  idea.costCurrency ?? '',
  idea.mergedInto ?? '',
  idea.withdrawnAt ?? '',
  idea.submittedAt,
];
