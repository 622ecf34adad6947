// In the place of a library that reads colours as text, which PDF's library has for SVG; nothing here draws that. See [alias] in wrangler.toml.
module.exports = { converter: () => () => undefined };
