import sys

from .account import Refused
from .options import read
from .run import NOT_WELL, REFUSED, start

try:
    sys.exit(start(read()))
except Refused as reason:
    print(f"aws-smoke: {reason}", file=sys.stderr)
    sys.exit(REFUSED)
except KeyboardInterrupt:
    sys.exit(NOT_WELL)
