/** Templates and style sheets are imported as text. */
declare module "*.hbs" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const text: string;
  export default text;
}
