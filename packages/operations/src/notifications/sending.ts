import type { ChannelSecrets, Sender } from "@holdfast/domain";
import type { AddressRules } from "./address-rules.ts";
import type { Resolve } from "./resolve-target.ts";

/** What every sender is given beside the channel and the message. */
export interface Sending {
  readonly secrets: ChannelSecrets;
  readonly sender: Sender;
  readonly rules: AddressRules;
  readonly resolve: Resolve;
  readonly now: number;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Shorter in tests. */
  readonly timeoutMilliseconds?: number;
}
