"""The boto3 snippet that the studio shows after publishing: saved to a file and run as it is."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

import boto3

from definitions import ROLE_ARN, echo

agent = boto3.client("bedrock-agent")
here = pathlib.Path(__file__).parent


def snippet(label, **options):
    """As the studio's own function writes it."""
    return subprocess.run(
        ["node", here / "print-snippet.ts", json.dumps({"label": label, **options})],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


class Snippets(unittest.TestCase):
    def setUp(self):
        flow = agent.create_flow(name="snippet", executionRoleArn=ROLE_ARN, definition=echo())
        self.flow_id = flow["id"]
        self.addCleanup(agent.delete_flow, flowIdentifier=self.flow_id, skipResourceInUseCheck=True)
        agent.prepare_flow(flowIdentifier=self.flow_id)
        while agent.get_flow(flowIdentifier=self.flow_id)["status"] == "Preparing":
            time.sleep(0.2)
        version = agent.create_flow_version(flowIdentifier=self.flow_id, description="First one")["version"]
        self.alias_id = agent.create_flow_alias(
            flowIdentifier=self.flow_id, name="live", routingConfiguration=[{"flowVersion": version}]
        )["id"]

    def test_boto3_runs_unmodified_and_prints_what_the_flow_answers(self):
        for document in ("Hello", "It's \"quoted\" \\ and\nof two lines 🌊 {{x}} ${y}"):
            code = snippet(
                "Python (boto3)",
                endpoint=os.environ["AWS_ENDPOINT_URL"],
                region=os.environ["AWS_REGION"],
                flowId=self.flow_id,
                aliasId=self.alias_id,
                input=document,
                inputNode="FlowInput",
            )
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "call.py")
                file.write_text(code, encoding="utf-8")
                # Nothing but credentials: address and region stand in the snippet.
                environment = {
                    name: value
                    for name, value in os.environ.items()
                    if name not in ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION")
                }
                done = subprocess.run(
                    [sys.executable, file],
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    env={**environment, "PYTHONIOENCODING": "utf-8"},
                )
            self.assertEqual(done.stderr, "")
            self.assertEqual(done.stdout, f"FlowOutput {document}\nSUCCESS\n")


if __name__ == "__main__":
    unittest.main()
