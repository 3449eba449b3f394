"""Reads a folder of JSON schemas and a JSON list of documents (stdin); prints for each the first error, or null."""

import json
import pathlib
import sys

from jsonschema import Draft7Validator, RefResolver

folder = pathlib.Path(sys.argv[1])
schemas = [json.loads(path.read_text()) for path in folder.rglob("*.json")]
playbook = json.loads((folder / "playbook.json").read_text())
resolver = RefResolver(playbook["$id"], playbook, store={schema["$id"]: schema for schema in schemas})
validator = Draft7Validator(playbook, resolver=resolver)
print(json.dumps([next((f"{error.json_path}: {error.message}"[:500] for error in validator.iter_errors(one)), None) for one in json.load(sys.stdin)]))
