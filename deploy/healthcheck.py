"""Do the pages answer? Run inside the web container; exit code 0 when PostgreSQL and Redis answer too."""

import os
import sys
import urllib.error
import urllib.request

# Django answers only to the names that it knows.
host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
request = urllib.request.Request("http://127.0.0.1:8000/readyz", headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=8) as response:  # noqa: S310
        sys.exit(0 if response.status == 200 else 1)
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"not ready: {error}")
