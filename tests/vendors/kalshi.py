"""Kalshi's own client makes, lists and deletes keys, and prints one line of JSON for each answer.

Standard input is one JSON object: address, key_id, private_key. It stops after an answer that is an error.
"""

import json
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from kalshi_python_sync import ApiException, Configuration, CreateApiKeyRequest, GenerateApiKeyRequest, KalshiClient

SECONDS = 30  # for one answer


def client(key_id, private_key):
    configuration = Configuration(host=asked["address"])
    configuration.api_key_id = key_id
    configuration.private_key_pem = private_key
    return KalshiClient(configuration)


def call(step, function, *arguments):
    """The answer; it is printed, private keys left out."""
    try:
        answer = function(*arguments, _request_timeout=SECONDS)
    except ApiException as error:
        print(json.dumps({"step": step, "status": error.status, "body": json.loads(error.body)}))
        sys.exit(0)
    told = answer.data.to_dict() if answer.data else {}
    told.pop("private_key", None)
    print(json.dumps({"step": step, "status": answer.status_code, **told}))
    return answer.data


asked = json.load(sys.stdin)
manager = client(asked["key_id"], asked["private_key"])
call("list", manager.get_api_keys_with_http_info)

pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public_key = pair.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
).decode()
private_key = pair.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
request = CreateApiKeyRequest(name="made by the client", public_key=public_key, scopes=["read"])
created = call("create", manager.create_api_key_with_http_info, request)
request = GenerateApiKeyRequest(name="made by the provider", scopes=["read", "write"])
generated = call("generate", manager.generate_api_key_with_http_info, request)

with_created = client(created.api_key_id, private_key)
call("list with the created key", with_created.get_api_keys_with_http_info)
with_generated = client(generated.api_key_id, generated.private_key)
call("list with the generated key", with_generated.get_api_keys_with_http_info)

call("delete the created key", manager.delete_api_key_with_http_info, created.api_key_id)
call("delete the generated key", manager.delete_api_key_with_http_info, generated.api_key_id)
call("list again", manager.get_api_keys_with_http_info)
call("list with a deleted key", with_generated.get_api_keys_with_http_info)
