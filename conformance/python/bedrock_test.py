"""Guardrails, models and inference profiles with boto3 and the AWS CLI."""

import datetime
import json
import subprocess
import unittest
import uuid

import boto3
from botocore.exceptions import ClientError

from definitions import IS_LOCAL

bedrock = boto3.client("bedrock")

GUARDRAIL = {
    "topicPolicyConfig": {"topicsConfig": [{"name": "Bets", "definition": "Odds and wagers.", "type": "DENY"}]},
    "sensitiveInformationPolicyConfig": {
        "piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}],
        "regexesConfig": [{"name": "order", "pattern": "O-\\d{6}", "action": "BLOCK"}],
    },
    "blockedInputMessaging": "Ask something else. 🌊",
    "blockedOutputsMessaging": "No answer.",
}


def unique_name():
    return f"python-{uuid.uuid4().hex[:8]}"


def aws(*arguments):
    """Runs `aws bedrock …`; answers its output as JSON, or None when it printed nothing."""
    done = subprocess.run(
        ["aws", "bedrock", *arguments, "--output", "json"], capture_output=True, text=True, timeout=120
    )
    if done.returncode != 0:
        raise AssertionError(f"aws {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


@unittest.skipUnless(IS_LOCAL, "the service bedrock has an address of its own elsewhere")
class Bedrock(unittest.TestCase):
    def delete(self, guardrail_id):
        try:
            bedrock.delete_guardrail(guardrailIdentifier=guardrail_id)
        except bedrock.exceptions.ResourceNotFoundException:
            pass

    def test_the_life_of_a_guardrail_with_boto3(self):
        tags = [{"key": "team", "value": "a"}]
        created = bedrock.create_guardrail(name=unique_name(), tags=tags, **GUARDRAIL)
        guardrail_id, arn = created["guardrailId"], created["guardrailArn"]
        self.addCleanup(self.delete, guardrail_id)
        self.assertEqual(created["ResponseMetadata"]["HTTPStatusCode"], 202)
        self.assertIsInstance(created["createdAt"], datetime.datetime)
        shown = bedrock.get_guardrail(guardrailIdentifier=arn)
        self.assertEqual((shown["status"], shown["version"]), ("READY", "DRAFT"))
        [pii] = shown["sensitiveInformationPolicy"]["piiEntities"]
        self.assertEqual((pii["type"], pii["action"], pii["inputAction"]), ("EMAIL", "ANONYMIZE", "ANONYMIZE"))
        self.assertEqual(bedrock.list_tags_for_resource(resourceARN=arn)["tags"], tags)
        self.assertEqual(bedrock.create_guardrail_version(guardrailIdentifier=arn)["version"], "1")
        bedrock.update_guardrail(guardrailIdentifier=guardrail_id, name=unique_name(), **GUARDRAIL)
        pages = bedrock.get_paginator("list_guardrails").paginate(
            guardrailIdentifier=guardrail_id, PaginationConfig={"PageSize": 1}
        )
        versions = [summary["version"] for page in pages for summary in page["guardrails"]]
        self.assertEqual(versions, ["DRAFT", "1"])
        with self.assertRaises(bedrock.exceptions.ConflictException) as caught:
            bedrock.create_guardrail(name=bedrock.get_guardrail(guardrailIdentifier=arn)["name"], **GUARDRAIL)
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        bedrock.delete_guardrail(guardrailIdentifier=arn)
        with self.assertRaises(bedrock.exceptions.ResourceNotFoundException):
            bedrock.get_guardrail(guardrailIdentifier=guardrail_id)

    def test_a_regex_that_looks_around_is_refused(self):
        regexes = [{"name": "r", "pattern": "(?<=a)b", "action": "BLOCK"}]
        config = {**GUARDRAIL, "sensitiveInformationPolicyConfig": {"regexesConfig": regexes}}
        with self.assertRaises(ClientError) as caught:
            bedrock.create_guardrail(name=unique_name(), **config)
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")
        self.assertIn("regexesConfig[0].pattern", caught.exception.response["Error"]["Message"])

    def test_models_and_profiles_are_listed_and_got(self):
        models = bedrock.list_foundation_models()["modelSummaries"]
        self.assertTrue(models)
        for model in models:
            for identifier in (model["modelId"], model["modelArn"]):
                self.assertEqual(bedrock.get_foundation_model(modelIdentifier=identifier)["modelDetails"], model)
        for profile in bedrock.list_inference_profiles()["inferenceProfileSummaries"]:
            for identifier in (profile["inferenceProfileId"], profile["inferenceProfileArn"]):
                shown = bedrock.get_inference_profile(inferenceProfileIdentifier=identifier)
                self.assertEqual({key: shown[key] for key in profile}, profile)

    def test_the_aws_cli(self):
        created = aws(
            "create-guardrail", "--name", unique_name(),
            "--word-policy-config", json.dumps({"wordsConfig": [{"text": "gizmo"}]}),
            "--blocked-input-messaging", "in", "--blocked-outputs-messaging", "out",
        )
        self.addCleanup(self.delete, created["guardrailId"])
        of_guardrail = ("--guardrail-identifier", created["guardrailArn"])
        self.assertEqual(aws("get-guardrail", *of_guardrail)["wordPolicy"]["words"][0]["text"], "gizmo")
        self.assertEqual(aws("create-guardrail-version", *of_guardrail)["version"], "1")
        names = aws("list-guardrails", "--query", f"guardrails[?id=='{created['guardrailId']}'].version")
        self.assertEqual(names, ["DRAFT"])
        tagged = ("--resource-arn", created["guardrailArn"])
        aws("tag-resource", *tagged, "--tags", "key=team,value=a")
        self.assertEqual(aws("list-tags-for-resource", *tagged)["tags"], [{"key": "team", "value": "a"}])
        self.assertIsNone(aws("delete-guardrail", *of_guardrail))
        [first, *_] = aws("list-foundation-models")["modelSummaries"]
        shown = aws("get-foundation-model", "--model-identifier", first["modelId"])
        self.assertEqual(shown["modelDetails"], first)


if __name__ == "__main__":
    unittest.main()
