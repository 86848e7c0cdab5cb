import { votingTroubles } from '../../domain/consultation/voting.js';
import { textLimits } from '../../domain/text.js';
import type { PabulibBallot, PabulibFile } from './pabulib-file.js';
import { votingOf } from './voting.js';

/** Longest id of an option that still makes a name for its stream, once it is written for links. */
const idLimit = 100;

/**
 * Rules of an election's file that voting rules have no words for: fewest points for one option,
 * fewest options of a category. Gives the codes of those that a ballot breaks.
 */
export const fileRules = ({
  meta,
  options,
}: PabulibFile): ((ballot: PabulibBallot) => string[]) => {
  const categories = new Map(options.map((o) => [o.id, o.categories]));
  const fewest = meta.categories.filter((c) => c.minLength);
  const { minPoints } = meta;
  return ({ votes }) => [
    ...(minPoints !== undefined && votes.some((v) => v.points !== undefined && v.points < minPoints)
      ? ['INVALID_VOTES']
      : []),
    ...(fewest.some(
      (c) => votes.filter((v) => categories.get(v.id)?.includes(c.name)).length < c.minLength!,
    )
      ? ['BASKET_TOO_FEW_ON_TOPIC']
      : []),
  ];
};

/** Why an election that can be read cannot be imported; undefined if it can. Asked before anything is written. */
export const importTrouble = (file: PabulibFile, today: string): string | undefined => {
  const { meta, options } = file;
  if (!options.length) return 'the file has no projects.';
  if (meta.dateEnd >= today) return `the vote ends on ${meta.dateEnd}, which is not over yet.`;
  const [voting] = votingTroubles(votingOf(file));
  if (voting) return `its limits contradict each other: ${voting.message}`;
  if (meta.unit.length > textLimits.line)
    return `unit has more than ${textLimits.line} characters.`;
  if (meta.description.length > textLimits.body / 2)
    return `description has more than ${textLimits.body / 2} characters.`;
  const option = options.find(
    (o) =>
      encodeURIComponent(o.id).length > idLimit ||
      [...o.categories, o.neighborhood, o.district, o.subunit].some(
        (text) => text && text.length > textLimits.line,
      ),
  );
  return (
    option &&
    `Line ${option.line}: the id, a category or a place of project ${option.id.slice(0, 40)} is too long.`
  );
};
