"""Answers for stix.test.ts with the Python programs of OASIS: stix2-matcher for patterns, stix2-validator for bundles.

Reads {"patterns": [{"pattern", "bundle"}], "bundles": [text]} from standard input, writes {"patterns": [bool or null], "bundles": [[error]]}.
"""

import io
import json
import sys

from stix2matcher.matcher import match
from stix2validator import ValidationOptions, validate_string


def answer(case):
    try:
        return bool(match(case["pattern"], [case["bundle"]], stix_version="2.1"))
    except Exception:  # it refuses some networks and fails on some EXISTS
        return None


def errors(text):
    result = validate_string(text, ValidationOptions(version="2.1", silent=True))
    return [] if result.is_valid else [str(error) for error in result.errors] or ["invalid"]


given = json.load(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"))
json.dump(
    {"patterns": [answer(case) for case in given["patterns"]], "bundles": [errors(text) for text in given["bundles"]]},
    sys.stdout,
)
