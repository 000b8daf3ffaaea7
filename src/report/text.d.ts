/** Templates and style sheets are imported as text, fonts as data URIs. */
declare module "*.hbs" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.woff2" {
  const text: string;
  export default text;
}
