import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

/** How far an act has come. */
export enum ReceiptStatus {
  SEALED = 'SEALED',
  PENDING = 'PENDING',
}
registerEnumType(ReceiptStatus, {
  name: 'ReceiptStatus',
  description: 'How far an act has come on its way into the signed log.',
  valuesMap: {
    SEALED: { description: 'It stands in a log whose head is signed.' },
    PENDING: { description: 'It is recorded and not signed yet; ask again in a second.' },
  },
});

@ObjectType({
  description: 'What shows, offline, that your act stands in the log; null where it is pending.',
})
export class ActReceipt {
  @Field(() => ReceiptStatus, { description: 'How far the act has come.' })
  status!: ReceiptStatus;
  @Field(() => String, { nullable: true, description: 'The name of the log.' })
  origin!: string | null;
  @Field(() => Int, { nullable: true, description: 'The rank of the act in that log, from 0.' })
  index!: number | null;
  @Field(() => String, { nullable: true, description: 'The signed head of the log.' })
  checkpoint!: string | null;
  @Field(() => String, { nullable: true, description: 'The content of a `.tlog-proof` file.' })
  proof!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The leaf: exactly the text that is hashed.',
  })
  leaf!: string | null;
  @Field(() => [String], {
    description: 'What the leaf holds only digests of and you may have (RFC 9901).',
  })
  disclosures!: string[];
  @Field({ description: 'What the receipt shows, and how to check it, in plain words.' })
  explanation!: string;
}
