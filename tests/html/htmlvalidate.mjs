// Everything that html-validate recommends, less rules of mere style.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Templates indent; what stands at the end of a line after a tag that writes nothing is compressed away.
    "no-trailing-whitespace": "off",
    // The types that HTML gives of itself, "submit" and "text", are those that are meant.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // Django writes the label of each choice around its control, and with `for`: both are right.
    "no-redundant-for": "off",
    // Several controls of one name are a list, which is how HTML and Django read them.
    "form-dup-name": "off",
  },
};
