"""Static files with their content's hash in the name: cached for a year, never stale."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites `import "./x.js"` and `@import url()` to hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False
