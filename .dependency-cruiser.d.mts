import type { IForbiddenRuleType, ICruiseOptions } from "dependency-cruiser";

declare const configuration: { readonly forbidden: IForbiddenRuleType[]; readonly options: ICruiseOptions };
export default configuration;
