"""The life cycle with boto3, which is told nothing but AWS_ENDPOINT_URL and credentials."""

import datetime
import os
import time
import unittest
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from definitions import (
    ABSENT_ID,
    IS_LOCAL,
    MODEL_ID,
    ROLE_ARN,
    asking,
    branch,
    broken,
    echo,
    failing,
    input_node,
    output_node,
    slot,
    wire,
)

agent = boto3.client("bedrock-agent")
runtime = boto3.client("bedrock-agent-runtime")


def status_of(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


class FlowTest(unittest.TestCase):
    def create(self, definition=None, **changes):
        parameters = {"name": "boto3", "executionRoleArn": ROLE_ARN, **changes}
        if definition is not None:
            parameters["definition"] = definition
        flow = agent.create_flow(**parameters)
        self.addCleanup(self.delete, flow["id"])
        return flow

    def delete(self, flow_id):
        try:
            agent.delete_flow(flowIdentifier=flow_id, skipResourceInUseCheck=True)
        except agent.exceptions.ResourceNotFoundException:
            pass

    def prepare(self, flow_id):
        """As the SDK's samples wait: there are no waiters."""
        self.assertEqual(status_of(agent.prepare_flow(flowIdentifier=flow_id)), 202)
        while (flow := agent.get_flow(flowIdentifier=flow_id))["status"] == "Preparing":
            time.sleep(0.2)
        return flow

    def prepared(self, definition):
        flow_id = self.create(definition)["id"]
        self.assertEqual(self.prepare(flow_id)["status"], "Prepared")
        return flow_id

    def invoke(self, flow_id, document, alias="TSTALIASID", client=runtime, **options):
        answer = client.invoke_flow(
            flowIdentifier=flow_id,
            flowAliasIdentifier=alias,
            inputs=[
                {"nodeName": "FlowInput", "nodeOutputName": "document", "content": {"document": document}}
            ],
            **options,
        )
        self.assertEqual(status_of(answer), 200)
        return answer

    def outputs(self, flow_id, document, **options):
        events = list(self.invoke(flow_id, document, **options)["responseStream"])
        self.assertEqual(events[-1], {"flowCompletionEvent": {"completionReason": "SUCCESS"}})
        return [event["flowOutputEvent"]["content"]["document"] for event in events if "flowOutputEvent" in event]

    def fails(self, code, status, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], code)
        self.assertEqual(status_of(response), status)
        self.assertTrue(response["Error"]["Message"])
        self.assertEqual(response["ResponseMetadata"]["RetryAttempts"], 0)
        return caught.exception


class LifeCycle(FlowTest):
    def test_create_prepare_version_alias_invoke_roll_back_delete(self):
        flow = self.create(asking("First"), description="Ein Fluss 🌊", tags={"team": "a"})
        flow_id = flow["id"]
        self.assertEqual(status_of(flow), 201)
        self.assertEqual((flow["status"], flow["version"]), ("NotPrepared", "DRAFT"))
        self.assertIsInstance(flow["createdAt"], datetime.datetime)
        self.assertIsNotNone(flow["createdAt"].tzinfo)
        self.assertTrue(flow["ResponseMetadata"]["RequestId"])
        self.assertEqual(agent.list_tags_for_resource(resourceArn=flow["arn"])["tags"], {"team": "a"})

        self.assertEqual(self.prepare(flow_id)["validations"], [])
        one = agent.create_flow_version(flowIdentifier=flow_id)
        self.assertEqual((status_of(one), one["version"]), (201, "1"))
        alias = agent.create_flow_alias(
            flowIdentifier=flow["arn"], name="live", routingConfiguration=[{"flowVersion": "1"}]
        )
        self.assertEqual(status_of(alias), 201)

        def asked():
            answer = self.invoke(flow_id, "a river", alias=alias["id"], enableTrace=True)
            traces = [event["flowTraceEvent"]["trace"] for event in answer["responseStream"] if "flowTraceEvent" in event]
            [action] = [trace["nodeActionTrace"] for trace in traces if "nodeActionTrace" in trace]
            self.assertEqual((action["serviceName"], action["operationName"]), ("bedrock", "Converse"))
            self.assertEqual(action["operationRequest"]["modelId"], MODEL_ID)
            return action["operationRequest"]["messages"][0]["content"][0]["text"]

        self.assertEqual(asked(), "First: a river")
        updated = agent.update_flow(
            flowIdentifier=flow_id, name="boto3", executionRoleArn=ROLE_ARN, definition=asking("Second")
        )
        self.assertEqual((status_of(updated), updated["status"]), (200, "NotPrepared"))
        self.fails("ConflictException", 409, agent.create_flow_version, flowIdentifier=flow_id)
        self.prepare(flow_id)
        agent.create_flow_version(flowIdentifier=flow_id)
        route = {"flowIdentifier": flow_id, "aliasIdentifier": alias["id"], "name": "live"}
        agent.update_flow_alias(**route, routingConfiguration=[{"flowVersion": "2"}])
        self.assertEqual(asked(), "Second: a river")
        agent.update_flow_alias(**route, routingConfiguration=[{"flowVersion": "1"}])
        self.assertEqual(asked(), "First: a river")

        self.fails("ConflictException", 409, agent.delete_flow, flowIdentifier=flow_id)
        self.assertEqual(agent.delete_flow_alias(flowIdentifier=flow_id, aliasIdentifier=alias["id"])["id"], alias["id"])
        for version in ("1", "2"):
            agent.delete_flow_version(flowIdentifier=flow_id, flowVersion=version)
        self.assertEqual(agent.delete_flow(flowIdentifier=flow_id)["id"], flow_id)
        with self.assertRaises(agent.exceptions.ResourceNotFoundException):
            agent.get_flow(flowIdentifier=flow_id)

    def test_a_draft_that_cannot_run_ends_failed_with_validations(self):
        flow_id = self.create(broken())["id"]
        flow = self.prepare(flow_id)
        self.assertEqual(flow["status"], "Failed")
        self.assertIn("Error", [validation["severity"] for validation in flow["validations"]])
        found = agent.validate_flow_definition(definition=broken())["validations"]
        self.assertEqual([entry["message"] for entry in found], [entry["message"] for entry in flow["validations"]])
        self.assertEqual(agent.validate_flow_definition(definition=echo())["validations"], [])

    def test_a_client_token_makes_one_flow(self):
        token = str(uuid.uuid4())
        first = self.create(clientToken=token, description="once")
        again = self.create(clientToken=token, description="once")
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(first["createdAt"], again["createdAt"])
        self.fails(
            "ConflictException",
            409,
            agent.create_flow,
            name="boto3",
            executionRoleArn=ROLE_ARN,
            clientToken=token,
            description="other",
        )

    def test_tags(self):
        arn = self.create()["arn"]
        agent.tag_resource(resourceArn=arn, tags={"a": "1", "b c": "2"})
        agent.untag_resource(resourceArn=arn, tagKeys=["a", "never there"])
        self.assertEqual(agent.list_tags_for_resource(resourceArn=arn)["tags"], {"b c": "2"})


class Errors(FlowTest):
    def test_a_field_list_names_the_member(self):
        # botocore checks types and minima; maxima and patterns are left to the server.
        error = self.fails(
            "ValidationException",
            400,
            agent.create_flow,
            name="not a name",
            executionRoleArn=ROLE_ARN,
            description="x" * 201,
        )
        self.assertEqual(
            sorted(field["name"] for field in error.response["fieldList"]), ["description", "name"]
        )

    def test_absent_resources(self):
        for call, parameters in [
            (agent.get_flow, {}),
            (agent.prepare_flow, {}),
            (agent.delete_flow, {}),
            (agent.create_flow_version, {}),
            (agent.list_flow_versions, {}),
            (agent.list_flow_aliases, {}),
            (agent.get_flow_version, {"flowVersion": "1"}),
            (agent.get_flow_alias, {"aliasIdentifier": ABSENT_ID}),
        ]:
            with self.subTest(call.__name__):
                self.fails("ResourceNotFoundException", 404, call, flowIdentifier=ABSENT_ID, **parameters)
        self.fails("ResourceNotFoundException", 404, agent.get_prompt, promptIdentifier=ABSENT_ID)
        with self.assertRaises(runtime.exceptions.ResourceNotFoundException):
            self.invoke(ABSENT_ID, "x")

    @unittest.skipUnless(IS_LOCAL, "it would use somebody's keys wrongly")
    def test_wrong_credentials(self):
        unknown = boto3.client(
            "bedrock-agent", aws_access_key_id="AKIAUNKNOWNUNKNOWN00", aws_secret_access_key="x"
        )
        self.fails("UnrecognizedClientException", 403, unknown.list_flows)
        wrong = boto3.client(
            "bedrock-agent",
            aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key="wrong",
        )
        self.fails("InvalidSignatureException", 403, wrong.list_flows)

    @unittest.skipUnless(IS_LOCAL, "it makes resources in another region")
    def test_a_region_is_a_world_of_its_own(self):
        elsewhere = boto3.client("bedrock-agent", region_name="ap-southeast-2")
        flow_id = self.create()["id"]
        self.fails("ResourceNotFoundException", 404, elsewhere.get_flow, flowIdentifier=flow_id)
        self.assertEqual(elsewhere.list_flows()["flowSummaries"], [])


class Pages(FlowTest):
    def test_paginators(self):
        made = [self.create(name=f"page-{index}")["id"] for index in range(5)]
        seen = [
            flow["id"]
            for page in agent.get_paginator("list_flows").paginate(PaginationConfig={"PageSize": 2})
            for flow in page["flowSummaries"]
        ]
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(set(made), set(seen))
        flow_id = self.prepared(echo())
        for _ in range(3):
            agent.create_flow_version(flowIdentifier=flow_id)
        pages = agent.get_paginator("list_flow_versions").paginate(
            flowIdentifier=flow_id, PaginationConfig={"PageSize": 1}
        )
        self.assertEqual(
            sorted(entry["version"] for page in pages for entry in page["flowVersionSummaries"]), ["1", "2", "3"]
        )
        aliases = agent.get_paginator("list_flow_aliases").paginate(flowIdentifier=flow_id).build_full_result()
        self.assertEqual([alias["id"] for alias in aliases["flowAliasSummaries"]], ["TSTALIASID"])
        self.fails("ValidationException", 400, agent.list_flows, nextToken="made-up")


class Prompts(unittest.TestCase):
    def test_draft_versions_and_deletion(self):
        variant = {
            "name": "one",
            "templateType": "TEXT",
            "modelId": MODEL_ID,
            "templateConfiguration": {"text": {"text": "Say {{text}}.", "inputVariables": [{"name": "text"}]}},
            "inferenceConfiguration": {"text": {"temperature": 0.25, "topP": 0.5, "maxTokens": 10}},
            "additionalModelRequestFields": {"nested": {"list": [1, 2.5, None, True, "🌊"]}},
        }
        prompt = agent.create_prompt(name="boto3", variants=[variant], defaultVariant="one")
        self.assertEqual((status_of(prompt), prompt["version"]), (201, "DRAFT"))
        self.assertEqual(prompt["variants"], [variant])
        version = agent.create_prompt_version(promptIdentifier=prompt["id"])
        self.assertEqual(version["arn"], prompt["arn"] + ":1")
        updated = agent.update_prompt(promptIdentifier=prompt["id"], name="boto3")
        self.assertEqual(updated.get("variants", []), [])
        self.assertEqual(agent.get_prompt(promptIdentifier=version["arn"])["variants"], [variant])
        listed = agent.get_paginator("list_prompts").paginate(promptIdentifier=prompt["id"]).build_full_result()
        self.assertEqual(sorted(entry["version"] for entry in listed["promptSummaries"]), ["1", "DRAFT"])
        self.assertEqual(agent.delete_prompt(promptIdentifier=prompt["id"], promptVersion="1")["version"], "1")
        agent.delete_prompt(promptIdentifier=prompt["id"])
        with self.assertRaises(agent.exceptions.ResourceNotFoundException):
            agent.get_prompt(promptIdentifier=prompt["id"])


class InvokeFlow(FlowTest):
    def test_documents_of_every_type(self):
        for type, document in [
            ("String", "Flüsse 流れ 🌊 \u2028 \x00"),
            ("Number", 0.1),
            ("Number", 2**53 - 1),
            ("Boolean", False),
            ("Object", {"__proto__": {"polluted": True}, "none": None, "": []}),
            ("Array", [1, [2, [3, {}]], None]),
        ]:
            with self.subTest(type=type, document=document):
                self.assertEqual(self.outputs(self.prepared(echo(type)), document), [document])

    def test_five_megabytes(self):
        document = {"text": "Flüsse 🌊 " * 350_000}
        self.assertTrue(self.outputs(self.prepared(echo("Object")), document) == [document])

    def test_the_execution_id(self):
        flow_id = self.prepared(echo())
        answer = self.invoke(flow_id, "x")
        self.assertRegex(answer["executionId"], r"^[0-9a-zA-Z._:-]{2,100}$")
        answer["responseStream"].close()

    def test_a_stream_may_be_left_early(self):
        flow_id = self.prepared(echo())
        for _ in range(5):
            stream = self.invoke(flow_id, "x")["responseStream"]
            next(iter(stream))
            stream.close()
        self.assertEqual(self.outputs(flow_id, "still"), ["still"])

    def test_branches_and_iterations(self):
        flow_id = self.prepared(
            {
                "nodes": [
                    input_node("Array"),
                    {
                        "name": "Each",
                        "type": "Iterator",
                        "inputs": [slot("array", "Array")],
                        "outputs": [
                            {"name": "arrayItem", "type": "Number"},
                            {"name": "arraySize", "type": "Number"},
                        ],
                    },
                    {
                        "name": "Size",
                        "type": "Condition",
                        "inputs": [slot("amount", "Number")],
                        "configuration": {
                            "condition": {
                                "conditions": [
                                    {"name": "large", "expression": "amount > 10"},
                                    {"name": "default"},
                                ]
                            }
                        },
                    },
                    output_node("Number", "Large"),
                    output_node("Number", "Small"),
                ],
                "connections": [
                    wire("FlowInput.document", "Each.array"),
                    wire("Each.arrayItem", "Size.amount"),
                    wire("Each.arrayItem", "Large.document"),
                    wire("Each.arrayItem", "Small.document"),
                    branch("Size.large", "Large"),
                    branch("Size.default", "Small"),
                ],
            }
        )
        events = list(self.invoke(flow_id, [1, 11, 2])["responseStream"])
        seen = [
            (event["flowOutputEvent"]["nodeName"], event["flowOutputEvent"]["content"]["document"])
            for event in events
            if "flowOutputEvent" in event
        ]
        self.assertEqual(seen, [("Small", 1), ("Large", 11), ("Small", 2)])

    def test_a_type_mismatch_is_an_event_stream_error(self):
        flow_id = self.prepared(echo("String"))
        for document, actual in [({"no": "text"}, "OBJECT"), (None, "NULL"), (1, "NUMBER")]:
            with self.subTest(document=document):
                answer = self.invoke(flow_id, document)
                with self.assertRaises(EventStreamError) as caught:
                    list(answer["responseStream"])
                error = caught.exception.response["Error"]
                self.assertEqual(error["Code"], "validationException")
                self.assertIn(f"to be STRING. Actual type is {actual}.", error["Message"])

    @unittest.skipUnless(IS_LOCAL, "it needs a bucket that is not there")
    def test_a_failure_in_mid_stream_comes_after_the_outputs(self):
        events = []
        with self.assertRaises(EventStreamError) as caught:
            for event in self.invoke(self.prepared(failing()), "absent")["responseStream"]:
                events.append(event)
        self.assertEqual(caught.exception.response["Error"]["Code"], "dependencyFailedException")
        self.assertEqual([event["flowOutputEvent"]["nodeName"] for event in events], ["Early"])

    def test_traces_only_when_asked_for(self):
        flow_id = self.prepared(asking())
        events = list(self.invoke(flow_id, "a river")["responseStream"])
        self.assertEqual([list(event) for event in events], [["flowOutputEvent"], ["flowCompletionEvent"]])
        events = list(self.invoke(flow_id, "a river", enableTrace=True)["responseStream"])
        [first, *_] = [event["flowTraceEvent"]["trace"] for event in events if "flowTraceEvent" in event]
        [field] = first["nodeOutputTrace"]["fields"]
        self.assertEqual((field["type"], field["next"]), ("STRING", [{"inputFieldName": "text", "nodeName": "Ask"}]))
        self.assertIsInstance(first["nodeOutputTrace"]["timestamp"], datetime.datetime)

    def test_the_adaptive_retry_mode_has_nothing_to_retry(self):
        client = boto3.client("bedrock-agent-runtime", config=Config(retries={"mode": "adaptive"}))
        self.assertEqual(self.outputs(self.prepared(echo()), "x", client=client), ["x"])


if __name__ == "__main__":
    unittest.main()
