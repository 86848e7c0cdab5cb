const lines = `(select string_agg(format(
    '{"ideaId":"bench.idea-%s","ideaVersion":1,"unitCost":%s,"costVersion":1,"votes":1}',
    (n * 7 + k * 11) % 40, 100000 * k), ',') from generate_series(1, 3) k)`;

const filling = `
insert into log.events (
  position, revision, schema_version, recorded_at, event_id, stream, type, organisation_id,
  consultation_id, actor, channel, command_id, visibility, data, checksum, command_size, fingerprint
)
select n, 0, 1, now(), uuidv7(), 'ballot-bench.vote-' || voter, 'BasketSubmitted', 'bench',
  'bench.consultation', json_build_object('kind', 'citizen', 'ref', voter, 'role', 'citizen'), 'web',
  gen_random_uuid()::text, 'restricted',
  format('{"phaseId":"bench.vote","voterRef":"%s","basketRevision":1,"lines":[%s],"totalCost":600000,' ||
    '"totalVotes":3,"envelopeAreaId":null,"optionsHash":"bench","configVersion":1,' ||
    '"receiptHash":"%s","replaces":null}', voter, ${lines}, md5(voter))::json,
  sha256(int8send(n)), 1, 'bench'
from (select n, md5('voter ' || n) as voter from generate_series($1::bigint, $2) n) v`;

const CHUNK = 50_000;

/** Puts so many baskets of three ideas, each of a voter of its own, in bulk into an empty log, as its owner. */
export const fill = async (owner, count) => {
  await owner.query('set synchronous_commit = off');
  for (let first = 1; first <= count; first += CHUNK)
    await owner.query(filling, [first, Math.min(count, first + CHUNK - 1)]);
  await owner.query('vacuum analyze log.events');
  await owner.query('checkpoint');
};
