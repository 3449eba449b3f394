"""Reads a folder of JSON schemas and a JSON list of documents (stdin); prints for each the first error, or null."""

import json
import pathlib
import sys

from jsonschema import Draft7Validator
from referencing import Registry, Resource

registry = Registry()
for path in pathlib.Path(sys.argv[1]).rglob("*.json"):
    schema = json.loads(path.read_text())
    registry = registry.with_resource(schema["$id"], Resource.from_contents(schema))
playbook = json.loads((pathlib.Path(sys.argv[1]) / "playbook.json").read_text())
validator = Draft7Validator(playbook, registry=registry)
print(json.dumps([next((f"{error.json_path}: {error.message}"[:500] for error in validator.iter_errors(one)), None) for one in json.load(sys.stdin)]))
