/** Names of fields, variables and parameters whose values are taken for secrets, whatever they hold. */
const secretWords =
  /(passw(or)?d|passphrase|^pass$|[_.-]pass$|requirepass|pgpass|(^|[_.-])pw$|pwd|secret|token|api[_.-]?key|apikey|access[_.-]?key|account[_.-]?key|private[_.-]?key|signing[_.-]?key|encryption[_.-]?key|credential|^auth$|authorization|cookie|session[_.-]?id|connection[_.-]?string|^dsn$|[_.-]dsn$|signature|^sig$|license|^key$|hmac|salt$)/iu;

/** Fields of Kubernetes, Velero and our own that are named like secrets and hold names, references or switches. */
const harmless: ReadonlySet<string> = new Set([
  "secretname",
  "secretnamespace",
  "secretref",
  "secretkeyref",
  "secrets",
  "imagepullsecrets",
  "automountserviceaccounttoken",
  "serviceaccounttoken",
  "credentialname",
  "accesskeyid",
  "key",
  "licenses",
]);

/** Whether the value of a field, a variable or a parameter of this name is dropped. */
export function isSecretName(name: string): boolean {
  if (harmless.has(name.toLowerCase())) return false;
  return secretWords.test(name.replaceAll(/([a-z])([A-Z])/gu, "$1_$2"));
}
