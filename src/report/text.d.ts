/** A Handlebars template, precompiled by the bundler. */
declare module "*.hbs" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const text: string;
  export default text;
}
