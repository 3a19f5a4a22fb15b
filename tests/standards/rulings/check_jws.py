"""Checks a ruling's detached JWS with jwcrypto. usage: check_jws.py FILE.xml FILE.jws KEYS.json"""

import json
import sys

from jwcrypto import jwk, jws
from jwcrypto.common import base64url_encode

document, signature, keys = sys.argv[1:4]
header, inside, signed = open(signature, encoding="ascii").read().strip().split(".")
assert inside == "", "the bytes are inside"
whole = f"{header}.{base64url_encode(open(document, 'rb').read())}.{signed}"
token = jws.JWS()
token.allowed_algs = ["EdDSA"]
token.deserialize(whole)
kid = token.jose_header["kid"]
key = next(one for one in json.load(open(keys, encoding="utf-8"))["keys"] if one["kid"] == kid)
key = jwk.JWK(**key)
assert key.thumbprint() == kid, "the key is not called by its thumbprint"
token.verify(key)
