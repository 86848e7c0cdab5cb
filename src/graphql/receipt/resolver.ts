import { Inject } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { roles } from '../../acts/principal.js';
import { Pseudonyms } from '../../views/pseudonyms.js';
import { Receipts } from '../../views/receipts.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { ActReceipt, ReceiptStatus } from './types.js';

/** How long a receipt is waited for, in milliseconds. */
const PATIENCE_MS = 3_000;

const pending: ActReceipt = {
  status: ReceiptStatus.PENDING,
  origin: null,
  index: null,
  checkpoint: null,
  proof: null,
  leaf: null,
  disclosures: [],
  explanation: 'Your act is recorded. It is not in a signed log yet; ask again in a second.',
};

@Resolver(() => ActReceipt)
export class ReceiptResolver {
  constructor(
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
  ) {}

  @Query(() => ActReceipt, {
    nullable: true,
    description: 'The receipt of an act of your own; null where you have no act of that commandId.',
  })
  @Allow(...roles)
  async receipt(
    @Args('commandId', { description: 'The commandId of your mutation.' }) commandId: string,
    @Args('waitForReceipt', {
      defaultValue: false,
      description: 'Waits up to three seconds until the act is in a signed log.',
    })
    waits: boolean,
    @Context('cahier') context: RequestContext,
  ): Promise<ActReceipt | null> {
    const id = await this.pseudonyms.commandRef(context.viewer.sub, commandId);
    const receipt = await this.receipts.receiptOf(id, waits ? PATIENCE_MS : 0);
    if (receipt === null) return null;
    if (receipt === 'pending') return pending;
    const explanation = `Leaf ${receipt.index} of ${receipt.origin} is your act. The proof leads from the SHA-256 of the byte 0 and the leaf to the root in the signed checkpoint: while you keep both, nobody can remove or change the act unseen. It shows that the act was recorded, not that it was counted.`;
    return { status: ReceiptStatus.SEALED, ...receipt, explanation };
  }
}
