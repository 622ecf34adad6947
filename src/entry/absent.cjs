// In the place of parts of libraries that a Worker never comes to; see [alias] in wrangler.toml.
module.exports = {};
