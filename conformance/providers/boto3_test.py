"""Converse, ConverseStream and InvokeModel with boto3, of models that aimock and LiteLLM answer for."""

import json
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

# What is refused is looked at once.
runtime = boto3.client("bedrock-runtime", config=Config(retries={"total_max_attempts": 1}))

TYPES = ("openai", "openai-compatible", "anthropic", "google", "amazon-bedrock")
ROUTES = [f"mock.{type}" for type in TYPES] + [
    f"gateway.{front}.{back}"
    for front in ("openai-compatible", "anthropic", "google")
    for back in ("openai", "anthropic", "gemini")
]
GREETING = "Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き."


def saying(text):
    return [{"role": "user", "content": [{"text": text}]}]


class Models(unittest.TestCase):
    def failure(self, name, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        self.assertEqual(caught.exception.response["Error"]["Code"], name)
        return caught.exception.response["Error"]["Message"]

    def test_converse(self):
        for model in ROUTES:
            with self.subTest(model):
                answer = runtime.converse(modelId=model, messages=saying("Greet Ada."))
                self.assertEqual(answer["output"]["message"]["content"], [{"text": GREETING}])
                self.assertEqual(answer["stopReason"], "end_turn")
                self.assertEqual((answer["usage"]["inputTokens"], answer["usage"]["outputTokens"]), (11, 7))

    def test_converse_stream(self):
        for model in ROUTES:
            with self.subTest(model):
                events = list(runtime.converse_stream(modelId=model, messages=saying("Greet Ada."))["stream"])
                self.assertEqual(events[0], {"messageStart": {"role": "assistant"}})
                pieces = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
                self.assertEqual("".join(pieces), GREETING)
                self.assertEqual(events[-2]["messageStop"], {"stopReason": "end_turn"})
                self.assertGreater(events[-1]["metadata"]["usage"]["totalTokens"], 0)

    def test_failures_have_their_names(self):
        for call in (runtime.converse, runtime.converse_stream):
            with self.subTest(call.__name__):
                hello = saying("Hello")
                self.failure("AccessDeniedException", call, modelId="locked.anthropic", messages=hello)
                self.failure("AccessDeniedException", call, modelId="locked.gateway.openai", messages=hello)
                self.failure("ThrottlingException", call, modelId="mock.google", messages=saying("Too fast."))
                self.failure("ModelErrorException", call, modelId="mock.openai", messages=saying("Break."))
                gateway = "gateway.openai-compatible."
                message = self.failure("ValidationException", call, modelId=f"{gateway}unknown", messages=hello)
                self.assertIn("The provided model identifier is invalid.", message)
                message = self.failure("ValidationException", call, modelId=f"{gateway}too-long", messages=hello)
                self.assertIn("Input is too long for requested model.", message)

    def test_a_stream_that_breaks_off(self):
        # Cut at its own connection it is not there; cut behind LiteLLM, which says so, it is the stream's.
        for model, name in {
            "mock.anthropic": "serviceUnavailableException",
            "gateway.openai-compatible.openai": "modelStreamErrorException",
        }.items():
            with self.subTest(model):
                seen = ""
                with self.assertRaises(EventStreamError) as caught:
                    for event in runtime.converse_stream(modelId=model, messages=saying("Let it break off."))["stream"]:
                        seen += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
                self.assertTrue(seen.startswith("This sen"), seen)
                self.assertEqual(caught.exception.response["Error"]["Code"], name)

    def test_invoke_model(self):
        body = {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 99,
            "messages": [{"role": "user", "content": "Greet Ada."}],
        }
        answer = runtime.invoke_model(modelId="anthropic.claude-3-haiku-20240307-v1:0", body=json.dumps(body))
        self.assertEqual(json.loads(answer["body"].read())["content"], [{"type": "text", "text": GREETING}])
        answer = runtime.invoke_model(modelId="amazon.titan-embed-text-v1", body=json.dumps({"inputText": "Tide."}))
        self.assertEqual(json.loads(answer["body"].read())["embedding"], [0.5, -0.25, 0.125])


if __name__ == "__main__":
    unittest.main()
