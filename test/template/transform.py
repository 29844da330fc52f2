#!/usr/bin/env python3
"""Prints template.yaml as CloudFormation gets it, after the SAM transform, as JSON.

    python3 test/template/transform.py [TEMPLATE] [PARAMETER=VALUE ...]

The parameters have their defaults, but for those that are given. The transform puts some of them in by itself.
The transform is AWS's own, aws-sam-translator, and needs no account here: IAM is not asked for managed policies, and a
CodeUri of this repository stands for the S3 object that `sam package` makes of it.
Exit code 1: the template cannot be transformed, stderr says why. 2: it cannot be read, or a Python package is missing.
"""

import json
import logging
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The translator takes the partition from the region.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

# It warns of features that only its service has.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


def fail(code, text):
    print(f"transform.py: {text}", file=sys.stderr)
    sys.exit(code)


try:
    import yaml
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
except ImportError as e:
    fail(2, f"{e}; install it: pip install -r {HERE / 'requirements.txt'}")


class NoManagedPolicies:
    """Takes the place of the loader that lists them from IAM: a policy is to be named by its ARN."""

    def load(self):
        return {}


def read(path):
    try:
        template = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as e:
        fail(2, f"{path}: {e}")
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        fail(2, f"{path}: has no Resources")
    return template


def package(template):
    """As `sam package`: a function's folder becomes an object in S3."""
    for name, resource in template["Resources"].items():
        if isinstance(resource, dict) and resource.get("Type") == "AWS::Serverless::Function":
            properties = resource.get("Properties", {})
            if isinstance(properties.get("CodeUri"), str):
                properties["CodeUri"] = f"s3://packaged/{name}.zip"


def main(arguments):
    parameters = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    paths = [argument for argument in arguments if "=" not in argument]
    if len(paths) > 1:
        fail(2, "usage: transform.py [TEMPLATE] [PARAMETER=VALUE ...]")
    path = Path(paths[0]) if paths else HERE.parent.parent / "template.yaml"
    template = read(path)
    package(template)
    try:
        transformed = transform(template, parameters, NoManagedPolicies())
    except InvalidDocumentException as e:
        fail(1, "\n  ".join([f"{path} cannot be transformed:", *(cause.message for cause in e.causes or [e])]))
    json.dump(transformed, sys.stdout, indent=2)
    print()


main(sys.argv[1:])
