/** R-EXCH-03: exact, case-sensitive comparison; wildcards mean nothing. */
export function directMatches(bindingKey: string, routingKey: string): boolean {
  return bindingKey === routingKey;
}
