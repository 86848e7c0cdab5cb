import { Field, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant, Position } from '../scalars.js';

@ObjectType({ description: 'One event of the log, without any person’s words.' })
export class AuditEntry {
  @Field(() => Position, { description: 'Its place in the log.' })
  position!: bigint;
  @Field({ description: 'UUIDv7.' })
  eventId!: string;
  @Field({ description: 'What happened.' })
  type!: string;
  @Field({ description: 'The stream it is part of.' })
  stream!: string;
  @Field(() => Int, { description: 'Its rank in the stream, from 0.' })
  revision!: number;
  @Field(() => Instant, { description: 'When the server recorded it.' })
  recordedAt!: string;
  @Field(() => Instant, {
    nullable: true,
    description: 'When it took place, where it was not made through this server.',
  })
  occurredAt!: string | null;
  @Field({ description: 'citizen, agent, officer or system.' })
  actorKind!: string;
  @Field({ description: 'Who, by a pseudonym.' })
  actorRef!: string;
  @Field({ description: 'In which role.' })
  actorRole!: string;
  @Field({ description: 'Through which door.' })
  channel!: string;
  @Field({ description: 'Pseudonym of the idempotency key.' })
  commandId!: string;
  @Field({ description: 'Who else may read it.' })
  visibility!: string;
}

export const AuditConnection = connectionOf(() => AuditEntry, 'Audit');
