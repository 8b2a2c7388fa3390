"""What stops an import."""


class ImportRefused(Exception):
    """The file or the request cannot be imported. The text says what is wrong, where, and what to do."""


class ImportCancelled(ImportRefused):
    """A person stopped it."""
