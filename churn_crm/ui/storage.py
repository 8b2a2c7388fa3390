"""Static files on a server: hashed names, compressed, in the import lines of our modules too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Our scripts are small ES modules without a bundler: an import must name the hashed file, or a browser
    would keep an old one after an upgrade.
    """

    support_js_module_import_aggregation = True
