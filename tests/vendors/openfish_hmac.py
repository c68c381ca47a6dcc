"""py-clob-client signs: each line of standard input is {secret, timestamp, method, path, body}, each line printed a signature.

Its function is taken from the installed file: importing the package would ask for everything that trades need, and the
function needs nothing but Python.
"""

import importlib.metadata
import json
import runpy
import sys

installed = importlib.metadata.distribution("py-clob-client")
sign = runpy.run_path(str(installed.locate_file("py_clob_client/signing/hmac.py")))["build_hmac_signature"]

for line in sys.stdin:
    asked = json.loads(line)
    signature = sign(asked["secret"], asked["timestamp"], asked["method"], asked["path"], asked["body"])
    print(json.dumps(signature))
