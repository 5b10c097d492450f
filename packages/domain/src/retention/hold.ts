/** A person's word that a backup is not deleted, by no rule and by no hand, until it is released. */
export interface Hold {
  readonly set: string;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly reason?: string;
}
