import type { DestinationView } from "@holdfast/operations";

/** Why Holdfast did not open it by itself. */
export function whyReadOnly({ contents }: DestinationView): string {
  const reasons = [
    ...(contents.others.length === 0 ? [] : ["backups of another instance are in it"]),
    ...(contents.foreignExpired.length === 0
      ? []
      : [
          `backups that Holdfast did not make are past their expiry, and would be deleted within the hour: ${contents.foreignExpired.join(", ")}`,
        ]),
  ];
  return reasons.length === 0 ? "it is not known yet whose backups are in it" : reasons.join("; ");
}

/** A destination as lines for a person. */
export function describeDestination(destination: DestinationView): string {
  const { contents } = destination;
  const place = `${destination.bucket}${destination.prefix === undefined ? "" : `/${destination.prefix}`}`;
  const store = destination.url ?? (destination.region === undefined ? "" : `region ${destination.region}`);
  const others = contents.others.map((other) => `${other.backups} of instance ${other.instance}`);
  const backups = [
    `${contents.own} of this instance`,
    ...others,
    ...(contents.outside === 0 ? [] : [`${contents.outside} made outside Holdfast`]),
  ];
  return [
    `Destination ${destination.name}: ${destination.phase}, ${destination.accessMode}${destination.isDefault ? ", Velero's default" : ""}`,
    ...(destination.message === undefined ? [] : [`  Velero says    ${destination.message}`]),
    `  Place          ${destination.provider} ${place}${store === "" ? "" : ` at ${store}`}`,
    `  Set            ${destination.ownership === "ours" ? "with Holdfast" : "not with Holdfast; it is used and not changed"}`,
    `  Last looked at ${destination.lastValidated ?? "never"}; last import ${destination.lastSynced ?? "never"}`,
    ...(destination.isCurrent ? ["  Backups go here unless another destination is named."] : []),
    `  Backups        ${backups.join(", ")}`,
  ].join("\n");
}
