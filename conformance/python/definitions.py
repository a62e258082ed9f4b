"""Small flows, put together from nodes and wires that read like a drawing."""

import os

ROLE_ARN = os.environ.get("STREAMBED_TARGET_ROLE_ARN", "arn:aws:iam::000000000000:role/flows")
MODEL_ID = os.environ.get("STREAMBED_TARGET_MODEL_ID", "amazon.nova-lite-v1:0")
IS_LOCAL = "STREAMBED_IS_LOCAL" in os.environ
ABSENT_ID = "ABSENT0000"


def wire(source, target):
    """`source` is Node.output, `target` is Node.input."""
    source_node, output = source.split(".")
    target_node, target_input = target.split(".")
    return {
        "type": "Data",
        "name": f"{source_node}{output}To{target_node}{target_input}",
        "source": source_node,
        "target": target_node,
        "configuration": {"data": {"sourceOutput": output, "targetInput": target_input}},
    }


def branch(source, target):
    """`source` is Node.condition."""
    node, condition = source.split(".")
    return {
        "type": "Conditional",
        "name": f"{node}{condition}To{target}",
        "source": node,
        "target": target,
        "configuration": {"conditional": {"condition": condition}},
    }


def slot(name, type="String", expression="$.data"):
    return {"name": name, "type": type, "expression": expression}


def input_node(type="String"):
    return {"name": "FlowInput", "type": "Input", "outputs": [{"name": "document", "type": type}]}


def output_node(type="String", name="FlowOutput", expression="$.data"):
    return {"name": name, "type": "Output", "inputs": [slot("document", type, expression)]}


def prompt_node(name, text):
    return {
        "name": name,
        "type": "Prompt",
        "configuration": {
            "prompt": {
                "sourceConfiguration": {
                    "inline": {
                        "modelId": MODEL_ID,
                        "templateType": "TEXT",
                        "templateConfiguration": {
                            "text": {"text": text, "inputVariables": [{"name": "text"}]}
                        },
                        "inferenceConfiguration": {"text": {"temperature": 0.5, "maxTokens": 200}},
                    }
                }
            }
        },
        "inputs": [slot("text")],
        "outputs": [{"name": "modelCompletion", "type": "String"}],
    }


def echo(type="String"):
    return {
        "nodes": [input_node(type), output_node(type)],
        "connections": [wire("FlowInput.document", "FlowOutput.document")],
    }


def broken():
    """It can be stored and never be prepared."""
    return {"nodes": [input_node(), output_node()], "connections": []}


def asking(words="Repeat"):
    return {
        "nodes": [input_node(), prompt_node("Ask", f"{words}: {{{{text}}}}"), output_node()],
        "connections": [
            wire("FlowInput.document", "Ask.text"),
            wire("Ask.modelCompletion", "FlowOutput.document"),
        ],
    }


def failing():
    """An output first, then a node whose bucket does not exist."""
    return {
        "nodes": [
            input_node(),
            output_node(name="Early"),
            {
                "name": "Get",
                "type": "Retrieval",
                "configuration": {
                    "retrieval": {"serviceConfiguration": {"s3": {"bucketName": "no-such-bucket"}}}
                },
                "inputs": [slot("objectKey")],
                "outputs": [{"name": "s3Content", "type": "String"}],
            },
            output_node(),
        ],
        "connections": [
            wire("FlowInput.document", "Early.document"),
            wire("FlowInput.document", "Get.objectKey"),
            wire("Get.s3Content", "FlowOutput.document"),
        ],
    }
