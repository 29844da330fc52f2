#!/usr/bin/env python3
"""Prints the template after the SAM transform, as CloudFormation receives it, as JSON.

    python3 test/template/transform.py [TEMPLATE] [PARAMETER=VALUE ...]
    python3 test/template/transform.py --serve

With --serve, every line of stdin is a JSON array of arguments, and is answered by a line with a JSON object of `exitCode` and
`output`. It saves the start of Python and of the translator for each of many transforms.
Parameters that are not given have their defaults. The transform replaces some parameters by their values.
The transform is aws-sam-translator of AWS. It needs no account: managed policies are not read from IAM, and CodeUri is
replaced by the URL of an S3 object, as `sam package` does.
Exit code 1: the template cannot be transformed; the reason is on stderr. 2: it cannot be read, or a Python package is missing.
"""

import json
import logging
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The translator takes the partition from the region.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

# It warns about features that only the service supports.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


class Failure(Exception):
    def __init__(self, code, text):
        super().__init__(f"transform.py: {text}")
        self.code = code


def fail(code, text):
    raise Failure(code, text)


try:
    import yaml
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
except ImportError as e:
    print(f"transform.py: {e}; run pip install -r {HERE / 'requirements.txt'}", file=sys.stderr)
    sys.exit(2)


class NoManagedPolicies:
    """Replaces the loader that lists managed policies from IAM; policies must be named by ARN."""

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
    """Replaces the folder of a function by an S3 object, as `sam package` does."""
    for name, resource in template["Resources"].items():
        if isinstance(resource, dict) and resource.get("Type") == "AWS::Serverless::Function":
            properties = resource.get("Properties", {})
            if isinstance(properties.get("CodeUri"), str):
                properties["CodeUri"] = f"s3://packaged/{name}.zip"


def run(arguments):
    parameters = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    paths = [argument for argument in arguments if "=" not in argument]
    if len(paths) > 1:
        fail(2, "usage: transform.py [TEMPLATE] [PARAMETER=VALUE ...]")
    path = Path(paths[0]) if paths else HERE.parent.parent / "template.yaml"
    template = read(path)
    package(template)
    try:
        return transform(template, parameters, NoManagedPolicies())
    except InvalidDocumentException as e:
        fail(1, "\n  ".join([f"{path} cannot be transformed:", *(cause.message for cause in e.causes or [e])]))


def serve():
    for line in sys.stdin:
        try:
            answer = {"exitCode": 0, "output": json.dumps(run(json.loads(line)))}
        except Failure as e:
            answer = {"exitCode": e.code, "output": str(e)}
        print(json.dumps(answer), flush=True)


def main(arguments):
    if arguments == ["--serve"]:
        serve()
        return
    try:
        json.dump(run(arguments), sys.stdout, indent=2)
        print()
    except Failure as e:
        print(e, file=sys.stderr)
        sys.exit(e.code)


main(sys.argv[1:])
