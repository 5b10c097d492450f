/** A template that cannot be parsed or evaluated. Caught at the edge of this folder and turned into a value. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
