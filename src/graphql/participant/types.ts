import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Instant, Position } from '../scalars.js';

@ObjectType({ description: 'How you are written to.' })
export class Participant {
  @Field({ description: 'The language of messages, as BCP 47.' })
  locale!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where messages go; null where none are sent.',
  })
  email!: string | null;
  @Field(() => Instant, { description: 'Since when you are known.' })
  registeredAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export enum ErasedVotes {
  KEEP = 'keep',
  WITHDRAW = 'withdraw',
}
registerEnumType(ErasedVotes, {
  name: 'ErasedVotes',
  description: 'What becomes of votes when an account is erased.',
  valuesMap: {
    KEEP: { description: 'They stay and count; nobody can tell any more whose they were.' },
    WITHDRAW: {
      description: 'They are taken back, each by an act of its own, and then forgotten.',
    },
  },
});

export enum ErasedTexts {
  KEEP = 'keep',
  ERASE = 'erase',
}
registerEnumType(ErasedTexts, {
  name: 'ErasedTexts',
  description: 'What becomes of words when an account is erased.',
  valuesMap: {
    KEEP: { description: 'They stay, as those of a former participant.' },
    ERASE: { description: 'Nothing opens them any more.' },
  },
});

@ObjectType({ description: 'The erasure of an account.' })
export class Erasure {
  @Field(() => ErasedVotes, { description: 'What becomes of what was voted.' })
  votes!: ErasedVotes;
  @Field(() => ErasedTexts, { description: 'What becomes of what was written.' })
  texts!: ErasedTexts;
  @Field(() => Instant, { description: 'When it was asked for.' })
  requestedAt!: string;
  @Field(() => Instant, {
    nullable: true,
    description: 'When it was done; null until then.',
  })
  erasedAt!: string | null;
  @Field(() => Int, { nullable: true, description: 'How many words nothing opens any more.' })
  disclosures!: number | null;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}
