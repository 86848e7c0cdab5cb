import { randomFillSync, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const random = { bytes: Buffer.alloc(16 * 256), used: 16 * 256 };
let seq = 0;

/** A UUIDv7 behind the last one; its random bits are drawn in bulk, so that a load costs little to make. */
export const newId = () => {
  if (random.used === random.bytes.length) [random.used] = [0, randomFillSync(random.bytes)];
  const bits = random.bytes.subarray(random.used, (random.used += 16));
  return uuidv7({ random: bits, seq: seq++ });
};

const LINES = [12_000_00, 4_500_00, 80_000_00].map((unitCost, n) => ({
  ideaId: `bench.idea-${n}`,
  unitCost,
  votes: 1,
}));

/** Names in the order in which the log writes them. */
const dataOf = (voterRef) => ({
  envelope: { amount: 100_000_00, currency: 'EUR' },
  lines: LINES,
  phaseId: 'bench.vote',
  voterRef,
});

/** A basket as a citizen submits it, some 500 bytes with its envelope. */
export const basket = () => ({
  eventId: newId(),
  type: 'BasketSubmitted',
  schemaVersion: 1,
  organisationId: 'bench',
  consultationId: 'bench.consultation',
  recordedAt: new Date().toISOString(),
  actor: { kind: 'citizen', ref: 'bench.voter', role: 'citizen' },
  channel: 'web',
  visibility: 'restricted',
  data: dataOf('bench.voter'),
});

/** So many baskets. */
export const baskets = (count) => Array.from({ length: count }, basket);

/** The stream of a voter, whose pseudonym is as random as in life. */
export const ballot = () => `ballot-bench.vote-${randomUUID()}`;

const filling = `
insert into log.events (
  position, revision, schema_version, recorded_at, event_id, stream, type, organisation_id,
  consultation_id, actor, channel, command_id, visibility, data, checksum, command_size, fingerprint
)
select n, 0, 1, now(), uuidv7(), 'ballot-bench.vote-' || gen_random_uuid(), 'BasketSubmitted',
  'bench', 'bench.consultation', '{"kind":"citizen","ref":"bench.voter","role":"citizen"}', 'web',
  uuidv7()::text, 'restricted', '${JSON.stringify(dataOf('bench.voter'))}',
  sha256(int8send(n)), 1, 'bench'
from generate_series($1::bigint, $2) n`;

const CHUNK = 100_000;

/** Puts baskets in bulk into an empty log, as its owner. */
export const fill = async (owner, count) => {
  await owner.query('set synchronous_commit = off');
  for (let first = 1; first <= count; first += CHUNK) {
    const last = Math.min(count, first + CHUNK - 1);
    await owner.query(filling, [first, last]);
  }
  await owner.query('vacuum analyze log.events');
  await owner.query('checkpoint');
};
