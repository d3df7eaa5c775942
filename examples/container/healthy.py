"""Whether the server in this container answers, for HEALTHCHECK.

What enters: the port, from the environment, and a token where RAPPORTEUR_HEALTH_TOKEN_FILE names one. What leaves: an exit status. A server
that asks who calls, and is told nobody, is there too: 401 counts as healthy; with a token, an index that cannot be read is seen as well.
"""

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

SECONDS = 4


def main() -> int:
    """0 where the server answers and can read its index, 1 otherwise."""
    request = urllib.request.Request(f"http://127.0.0.1:{os.environ.get('RAPPORTEUR_PORT', '7860')}/api/v1/health")
    if named := os.environ.get("RAPPORTEUR_HEALTH_TOKEN_FILE"):
        request.add_header("Authorization", f"Bearer {Path(named).read_text(encoding='utf-8').strip()}")
    # Not through a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as response:
            return int(response.status != 200)
    except urllib.error.HTTPError as error:
        return int(error.code != 401)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
