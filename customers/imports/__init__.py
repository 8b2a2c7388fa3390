"""Files of other systems → our records. Commands, tasks and views call `import_file`."""

from customers.imports.errors import ImportRefused
from customers.imports.service import Summary, Wish, import_file

__all__ = ["ImportRefused", "Summary", "Wish", "import_file"]
