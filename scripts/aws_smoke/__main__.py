import sys

from .account import Refused
from .options import read
from .run import start

try:
    sys.exit(start(read()))
except Refused as reason:
    print(f"aws-smoke: {reason}", file=sys.stderr)
    sys.exit(2)
except KeyboardInterrupt:
    sys.exit(2)
