/** A Handlebars template, as what Handlebars compiled of it when it was bundled. */
declare module "*.hbs" {
  const specification: TemplateSpecification;
  export default specification;
}
