import type { VotingRules } from '../domain/consultation/events.js';
import type { Recorded } from '../log/port.js';
import type { Account } from './account.js';

/** Opens what a digest stands for. */
type Open = (digest: string) => Promise<unknown>;

/** What is known of where somebody lives. */
export interface Known {
  organisationId: string;
  /** Absent in imports. */
  account?: Account;
  /** As the token says that they came with. */
  tokenAreaId: string | null;
}

const isOf =
  (organisationId: string) =>
  ({ type, data }: Recorded): boolean =>
    /^Residence(Declared|Verified)$/.test(type) &&
    (data as { organisationId: string }).organisationId === organisationId;

/**
 * The area in which a voter lives: as it was verified here, else as their token says, else as they
 * declare it where that is enough. What was declared last takes the place of what was verified before.
 */
export const residenceOf = async (
  { organisationId, account, tokenAreaId }: Known,
  { declaredResidence }: Pick<VotingRules, 'declaredResidence'>,
  open: Open,
): Promise<string | null> => {
  const told = account?.events.findLast(isOf(organisationId));
  const areaOf = async (): Promise<string | null> =>
    ((await open(told!.sealed!['areaId']!)) as string | null) ?? null;
  if (told?.type === 'ResidenceVerified') return areaOf();
  if (tokenAreaId !== null || !told || !declaredResidence) return tokenAreaId;
  return areaOf();
};

/** What a voter has last said of themselves, if they have. */
export const segmentsOf = async (
  account: Account | undefined,
  open: Open,
): Promise<Record<string, string> | undefined> => {
  const told = account?.events.findLast(({ type }) => type === 'ProfileSegmentsDeclared');
  const digest = told?.sealed?.['segments'];
  return digest
    ? (((await open(digest)) as Record<string, string> | null) ?? undefined)
    : undefined;
};
