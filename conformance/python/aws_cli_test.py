"""Every operation that the AWS CLI has for flows, as a person types it. InvokeFlow is not among them: it streams."""

import json
import os
import subprocess
import tempfile
import unittest

from definitions import ABSENT_ID, MODEL_ID, ROLE_ARN, broken, echo


def aws(*arguments):
    """Runs `aws bedrock-agent …`; answers its output as JSON, or None when it printed nothing."""
    done = subprocess.run(
        ["aws", "bedrock-agent", *arguments, "--output", "json"], capture_output=True, text=True, timeout=120
    )
    if done.returncode != 0:
        raise AssertionError(f"aws {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def complaint(*arguments):
    """What the CLI says when the service refuses."""
    done = subprocess.run(["aws", "bedrock-agent", *arguments], capture_output=True, text=True, timeout=120)
    # Version 1 of the CLI ends with 255, version 2 with 254.
    assert done.returncode in (254, 255), f"ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stderr


class AwsCli(unittest.TestCase):
    def file(self, value):
        handle, path = tempfile.mkstemp(suffix=".json")
        with os.fdopen(handle, "w") as file:
            json.dump(value, file)
        self.addCleanup(os.remove, path)
        return f"file://{path}"

    def create(self, definition=None):
        arguments = ["--name", "aws-cli", "--execution-role-arn", ROLE_ARN, "--tags", "team=a,stage=b c"]
        if definition is not None:
            arguments += ["--definition", self.file(definition)]
        flow = aws("create-flow", *arguments)
        self.addCleanup(
            subprocess.run,
            ["aws", "bedrock-agent", "delete-flow", "--flow-identifier", flow["id"], "--skip-resource-in-use-check"],
            capture_output=True,
        )
        return flow

    def test_the_life_of_a_flow(self):
        flow = self.create(echo())
        of_flow = ("--flow-identifier", flow["id"])
        self.assertEqual((flow["status"], flow["version"]), ("NotPrepared", "DRAFT"))
        self.assertRegex(flow["createdAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
        self.assertEqual(aws("prepare-flow", *of_flow), {"id": flow["id"], "status": "Preparing"})
        shown = aws("get-flow", "--flow-identifier", flow["arn"])
        self.assertEqual((shown["status"], shown["definition"]), ("Prepared", echo()))

        self.assertEqual(aws("create-flow-version", *of_flow)["version"], "1")
        self.assertEqual(aws("get-flow-version", *of_flow, "--flow-version", "1")["definition"], echo())
        alias = aws(
            "create-flow-alias", *of_flow, "--name", "live", "--routing-configuration", "flowVersion=1"
        )
        of_alias = (*of_flow, "--alias-identifier", alias["id"])
        self.assertEqual(aws("get-flow-alias", *of_alias)["routingConfiguration"], [{"flowVersion": "1"}])
        aws("update-flow", *of_flow, "--name", "renamed", "--execution-role-arn", ROLE_ARN, "--definition", self.file(echo("Number")))
        aws("prepare-flow", *of_flow)
        self.assertEqual(aws("create-flow-version", *of_flow)["version"], "2")
        updated = aws(
            "update-flow-alias", *of_alias, "--name", "live", "--routing-configuration", "flowVersion=2"
        )
        self.assertEqual(updated["routingConfiguration"], [{"flowVersion": "2"}])

        versions = aws("list-flow-versions", *of_flow, "--page-size", "1")["flowVersionSummaries"]
        self.assertEqual(sorted(version["version"] for version in versions), ["1", "2"])
        aliases = aws("list-flow-aliases", *of_flow)["flowAliasSummaries"]
        self.assertEqual({entry["id"] for entry in aliases}, {"TSTALIASID", alias["id"]})
        names = aws("list-flows", "--query", f"flowSummaries[?id=='{flow['id']}'].name")
        self.assertEqual(names, ["renamed"])

        self.assertIn("(ConflictException)", complaint("delete-flow", *of_flow))
        self.assertEqual(aws("delete-flow-alias", *of_alias), {"flowId": flow["id"], "id": alias["id"]})
        for version in ("1", "2"):
            aws("delete-flow-version", *of_flow, "--flow-version", version)
        self.assertEqual(aws("delete-flow", *of_flow), {"id": flow["id"]})
        self.assertIn("(ResourceNotFoundException)", complaint("get-flow", *of_flow))

    def test_validation(self):
        self.assertEqual(aws("validate-flow-definition", "--definition", self.file(echo())), {"validations": []})
        found = aws("validate-flow-definition", "--definition", self.file(broken()))["validations"]
        self.assertIn("Error", [validation["severity"] for validation in found])

    def test_tags(self):
        arn = self.create()["arn"]
        tags = ("list-tags-for-resource", "--resource-arn", arn, "--query", "tags")
        self.assertEqual(aws(*tags), {"team": "a", "stage": "b c"})
        aws("tag-resource", "--resource-arn", arn, "--tags", "team=z,new=1")
        aws("untag-resource", "--resource-arn", arn, "--tag-keys", "stage", "new")
        self.assertEqual(aws(*tags), {"team": "z"})

    def test_the_life_of_a_prompt(self):
        variant = {
            "name": "one",
            "templateType": "TEXT",
            "modelId": MODEL_ID,
            "templateConfiguration": {"text": {"text": "Say {{text}}.", "inputVariables": [{"name": "text"}]}},
        }
        prompt = aws("create-prompt", "--name", "aws-cli", "--variants", self.file([variant]))
        of_prompt = ("--prompt-identifier", prompt["id"])
        self.assertEqual(aws("create-prompt-version", *of_prompt)["version"], "1")
        aws("update-prompt", *of_prompt, "--name", "renamed")
        self.assertEqual(aws("get-prompt", *of_prompt, "--prompt-version", "1")["variants"], [variant])
        self.assertEqual(aws("get-prompt", *of_prompt)["name"], "renamed")
        listed = aws("list-prompts", *of_prompt)["promptSummaries"]
        self.assertEqual(sorted(entry["version"] for entry in listed), ["1", "DRAFT"])
        self.assertEqual(aws("delete-prompt", *of_prompt)["id"], prompt["id"])
        self.assertIn("(ResourceNotFoundException)", complaint("get-prompt", *of_prompt))

    def test_what_the_service_refuses(self):
        said = complaint("create-flow", "--name", "not a name", "--execution-role-arn", ROLE_ARN)
        self.assertIn("(ValidationException)", said)
        self.assertIn("name", said)
        self.assertIn("(ResourceNotFoundException)", complaint("prepare-flow", "--flow-identifier", ABSENT_ID))


if __name__ == "__main__":
    unittest.main()
