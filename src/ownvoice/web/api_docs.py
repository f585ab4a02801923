"""The API's description as one of our own pages: no scripts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class PlainDocs(DocsBase):
    """Renders the OpenAPI schema with a template; the schema itself is one link away."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        schema = api.get_openapi_schema(path_params=kwargs)
        context = {
            "schema": schema,
            "operations": list(_operations(schema)),
            "shapes": schema.get("components", {}).get("schemas", {}),
            "openapi": self.get_openapi_url(api, kwargs),
        }
        return render(request, "web/api_docs.html", context)


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield {
                "method": method.upper(),
                "path": path,
                "description": operation.get("description", ""),
                "parameters": [
                    {
                        "name": parameter["name"],
                        "required": parameter.get("required", False),
                        "type": type_name(parameter["schema"]),
                        "default": parameter["schema"].get("default"),
                    }
                    for parameter in operation.get("parameters", ())
                ],
                "body": type_name(body.get("schema", {})),
                "answers": [
                    {"status": status, "type": type_name(_json(response))}
                    for status, response in operation["responses"].items()
                ],
            }


def _json(response: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = response.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def type_name(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words: "integer", "list of MessageOut", "“open” or “done”"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(type_name(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {type_name(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "")
