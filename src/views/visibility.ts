import type { PhaseRow } from '../../projections/phase.js';
import type { Projection } from '../../projections/projection.js';

/** Who reads: nobody in particular when there is no token. */
export interface Viewer {
  roles: readonly string[];
  /** Organisations whose unpublished matters staff may read; `*` stands for all. */
  organisations: readonly string[];
  /** Roles that organisations have granted, in all they do or in one consultation. */
  granted?: readonly { role: string; organisationId: string; consultationId: string | null }[];
}

const has = (viewer: Viewer, ...roles: string[]): boolean =>
  roles.some((r) => viewer.roles.includes(r));

/** Where a viewer has one of these roles, by their token or by grant. */
const reachOf = (viewer: Viewer, ...roles: string[]) => {
  const byToken = has(viewer, ...roles) ? viewer.organisations : [];
  const granted = (viewer.granted ?? []).filter(({ role }) => roles.includes(role));
  const whole = granted.filter(({ consultationId }) => consultationId === null);
  return {
    everywhere: byToken.includes('*'),
    organisations: [...byToken, ...whole.map(({ organisationId }) => organisationId)],
    consultations: granted.flatMap(({ consultationId }) => consultationId ?? []),
  };
};

/** A list for SQL, which knows no empty one. */
const listed = (ids: readonly string[]): readonly string[] => (ids.length ? ids : ['']);

/** Consultations this viewer may know of, as a SQL condition on `views.consultation`. */
const known = (viewer: Viewer): { sql: string; params: object } => {
  const reach = reachOf(viewer, 'staff', 'admin', 'registrar');
  if (has(viewer, 'auditor') || reach.everywhere) return { sql: 'true', params: {} };
  if (!reach.organisations.length && !reach.consultations.length)
    return { sql: `"publishedAt" is not null`, params: {} };
  return {
    sql: `("publishedAt" is not null or "organisationId" in (:...organisations)
      or "consultationId" in (:...consultations))`,
    params: {
      organisations: listed(reach.organisations),
      consultations: listed(reach.consultations),
    },
  };
};

const consultations = (viewer: Viewer): { sql: string; params: object } => {
  const { sql, params } = known(viewer);
  return { sql: `select "consultationId" from views.consultation where ${sql}`, params };
};

/** Phases whose ballots nobody may count yet, as SQL. */
export const uncounted = `select "phaseId" from views.phase where "tallyVisibility" = 'hidden_until_close' and status <> 'closed'
  or status = 'cancelled'`;

/** Acts on single ballots. That there was one is no secret; what it chose is nobody's while counts are hidden. */
export const ofBallots: ReadonlySet<string> = new Set([
  ...['BasketSubmitted', 'BasketWithdrawn', 'VoteCast', 'VoteChanged', 'VoteWithdrawn'],
  ...['BallotInvalidated', 'BallotReinstated', 'PaperBallotRecorded'],
]);

/** Phases whose counts may be told, as the rules frozen at opening say; votes of a cancelled one count nowhere. */
const tallied = `select "phaseId" from views.phase
  where "tallyVisibility" = 'always' and status <> 'cancelled' or status = 'closed'`;
const counted = new Set([
  ...['basket_tally', 'vote_tally', 'phase_participation', 'participation_part'],
  ...['votes_under_rules', 'offline_batch', 'offline_subtotal'],
]);

/**
 * Phases whose counts may be told by segment, or by area: they are over. Of a count that goes on, what has come in between
 * two looks at it would tell of what kind each voter is.
 */
const segmented = `select "phaseId" from views.phase where status = 'closed'`;

/** Views of what single voters did. */
const ofOneVoter = new Set(['my_ballot', 'standing_vote']);

/** Who may see what moderators hide, as a SQL condition on a row. */
const moderated = (viewer: Viewer, row: 'h' | 'v'): { sql: string; params: object } => {
  const reach = reachOf(viewer, 'moderator', 'staff', 'admin');
  if (has(viewer, 'auditor') || reach.everywhere) return { sql: 'true', params: {} };
  if (!reach.organisations.length && !reach.consultations.length)
    return { sql: 'false', params: {} };
  return {
    sql: `exists (select 1 from views.consultation c where c."consultationId" = ${row}."consultationId"
      and (c."organisationId" in (:...moderated) or c."consultationId" in (:...moderatedIn)))`,
    params: {
      moderated: listed(reach.organisations),
      moderatedIn: listed(reach.consultations),
    },
  };
};

/** Assessments that are published; working papers are for those who moderate or audit. */
const finished = (viewer: Viewer): { sql: string; params: object } => {
  const { sql, params } = moderated(viewer, 'v');
  return { sql: `(v."publishedAt" is not null or ${sql})`, params };
};

/** Comments that nobody hides now, whatever was so in the past that is asked for; hidden ones are for those who moderate or audit. */
const shown = (viewer: Viewer): { sql: string; params: object } => {
  const { sql, params } = moderated(viewer, 'h');
  const hidden = `select 1 from views.comment h where h."ideaId" = v."ideaId" and h."commentId" = v."commentId"
    and h."hiddenAt" is not null`;
  return { sql: `not exists (${hidden} and not ${sql})`, params };
};

/** Rows of an organisation for those who have one of these roles in all of it, or audit. */
const ofOrganisation = (viewer: Viewer, ...roles: string[]): { sql: string; params: object } => {
  const { everywhere, organisations } = reachOf(viewer, ...roles);
  if (has(viewer, 'auditor') || everywhere) return { sql: 'true', params: {} };
  return { sql: 'v."organisationId" in (:...held)', params: { held: listed(organisations) } };
};

/** Rows about ideas that a moderator hides are for those who moderate or audit. */
const unhidden = (view: Projection, viewer: Viewer): { sql: string; params: object }[] => {
  if (!('ideaId' in view.columns) || ofOneVoter.has(view.name)) return [];
  const { sql, params } = moderated(viewer, 'h');
  if (sql === 'true') return [];
  const hidden = `select 1 from views.idea_card h where h."ideaId" = v."ideaId" and h."hiddenAt" is not null`;
  return [{ sql: `not exists (${hidden} and not ${sql})`, params }];
};

/**
 * The one policy of what may be read, as SQL conditions on the rows of a view `v`: drafts only by their
 * own staff, what moderators hide only by them, counts only when the rules allow it, the trail only by
 * auditors. Other people's ballots are kept out by key: nobody but an auditor asks for a ballot except by a pseudonym of their own.
 */
export const visible = (view: Projection, viewer: Viewer): { sql: string; params: object }[] => {
  if (
    view.name === 'audit_trail' ||
    (ofOneVoter.has(view.name) && !has(viewer, 'citizen', 'registrar'))
  )
    return [{ sql: has(viewer, 'auditor') ? 'true' : 'false', params: {} }];
  if (view.name === 'voter_profile')
    return [
      { sql: has(viewer, 'auditor') ? `v."phaseId" in (${segmented})` : 'false', params: {} },
    ];
  if (view.name === 'ballot_ruling' && !has(viewer, 'auditor', 'staff'))
    return [{ sql: 'false', params: {} }];
  if (view.name === 'account_merge')
    return [{ sql: has(viewer, 'auditor', 'staff') ? 'true' : 'false', params: {} }];
  if (view.name === 'participant_block')
    return [ofOrganisation(viewer, 'moderator', 'staff', 'admin')];
  if (view.name === 'role_grant') return [ofOrganisation(viewer, 'staff', 'admin')];
  if (view.name === 'moderation_log' || view.name === 'staff_inbox')
    return [moderated(viewer, 'v')];
  const { sql, params } = consultations(viewer);
  const conditions: { sql: string; params: object }[] = [];
  if ('consultationId' in view.columns)
    conditions.push({ sql: `v."consultationId" in (${sql})`, params });
  else if ('phaseId' in view.columns)
    conditions.push({
      sql: `v."phaseId" in (select "phaseId" from views.phase where "consultationId" in (${sql}))`,
      params,
    });
  else if ('ideaId' in view.columns)
    conditions.push({
      sql: `v."ideaId" in (select "ideaId" from views.idea_card where "consultationId" in (${sql}))`,
      params,
    });
  if (counted.has(view.name)) conditions.push({ sql: `v."phaseId" in (${tallied})`, params: {} });
  if (view.name === 'participation_part')
    conditions.push({ sql: `(v.kind <> 'area' or v."phaseId" in (${segmented}))`, params: {} });
  if (view.name === 'assessment') conditions.push(finished(viewer));
  if (view.name === 'comment') conditions.push(shown(viewer));
  return [...conditions, ...unhidden(view, viewer)];
};

/** Phases `v` of which this viewer may read counts by segment, as SQL conditions. */
export const segmentable = (
  view: Projection,
  viewer: Viewer,
): { sql: string; params: object }[] => [
  ...visible(view, viewer),
  { sql: `v."phaseId" in (${segmented})`, params: {} },
];

/** Nobody in particular. */
export const anybody: Viewer = { roles: [], organisations: [] };

/** Who counts for everybody: what it reads is told in sums alone. */
export const counter: Viewer = { roles: ['auditor'], organisations: ['*'] };

/** Whether everybody may read the ballots of a phase, without their voters. */
export const ballotsAreOpen = ({ status, voting }: Pick<PhaseRow, 'status' | 'voting'>): boolean =>
  status === 'closed' && voting?.ballotDisclosure === 'public_after_close';

/** Whether what votes of a phase come to may be told. */
export const isTallied = ({
  status,
  tallyVisibility,
}: Pick<PhaseRow, 'status' | 'tallyVisibility'>): boolean =>
  status === 'closed' || (tallyVisibility === 'always' && status !== 'cancelled');
