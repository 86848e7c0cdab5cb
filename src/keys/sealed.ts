/** A ciphertext opens only as what its digest and its event say that it is. */
export const boundTo = (digest: string, eventId: string): string => `${digest}\0${eventId}`;
