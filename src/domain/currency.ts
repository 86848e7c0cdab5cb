/** Currencies whose minor unit is not the hundredth, by ISO 4217; the custom of displays differs. */
const unusual: Record<string, number> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
    .split(' ')
    .map((currency) => [currency, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((currency) => [currency, 3]),
]);

/** How many decimals a currency has: 2 for EUR, 0 for JPY; undefined if there is no such currency. */
export const decimalsOf = (currency: string): number | undefined =>
  Intl.supportedValuesOf('currency').includes(currency) ? (unusual[currency] ?? 2) : undefined;
