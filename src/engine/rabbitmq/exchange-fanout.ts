/** R-EXCH-04: every binding matches, the routing key is ignored. */
export function fanoutMatches(): boolean {
  return true;
}
