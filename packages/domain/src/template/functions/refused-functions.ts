/** Functions that vendors know from KOTS, Sprig or Helm and that cannot be here, each with the reason. */
const noKurl = "there is no kURL installer: the cluster is the customer's, or Holdfast's local one";
const noKeys = "keys and certificates are not made by templates; let cert-manager or a Job of the release make them";
const noRepeat = "config items do not repeat in Holdfast, so there is none to number";
const noRandom = "use RandomString in value or default of a config item, where it is made once and stored";
const noTemplates = "templates stand in values; there are no named templates and no files to include";

export const refusedFunctions: Readonly<Record<string, string>> = {
  KurlString: noKurl,
  KurlInt: noKurl,
  KurlBool: noKurl,
  KurlOption: noKurl,
  KurlAll: noKurl,
  ConfigOptionFilename: "Holdfast keeps the content of a file item and not the name of the file it came from",
  ConfigOptionIndex: noRepeat,
  ConfigOptionName: noRepeat,
  LicenseDockerCfg: "there is no vendor's registry that a license opens; ship a Secret of type dockerconfigjson",
  LicenseDockercfg: "there is no vendor's registry that a license opens; ship a Secret of type dockerconfigjson",
  KubeSeal: "Sealed Secrets are made by the customer's own tool",
  PrivateCACert: "there is no certificate authority of Holdfast's own that applications are given",
  TLSCert: noKeys,
  TLSKey: noKeys,
  TLSCACert: noKeys,
  TLSCertFromCA: noKeys,
  TLSKeyFromCA: noKeys,
  genCA: noKeys,
  genSelfSignedCert: noKeys,
  genSignedCert: noKeys,
  genPrivateKey: noKeys,
  htpasswd: noKeys,
  bcrypt: noKeys,
  RandomBytes: noRandom,
  randAlpha: noRandom,
  randNumeric: noRandom,
  randAscii: noRandom,
  uuidv4: noRandom,
  now: "use Now or NowFmt",
  date: "use NowFmt",
  env: "templates do not see the environment of the program that renders them",
  expandenv: "templates do not see the environment of the program that renders them",
  include: noTemplates,
  tpl: noTemplates,
};
