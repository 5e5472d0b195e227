"""How the add-in starts a click: `python -I -m xladdin.clicks ID --hwnd=N --book=HEX`."""

import sys

from xladdin.clicks.run import main

sys.exit(main(sys.argv[1:]))
