"""The OpenAI-compatible endpoint (`/v1/chat/completions`, `/v1/models`) that serves fans' chats; see `docs/api.md`.

It is one more surface of the one pipeline: what it says was worked out by `inbox.drafting`, and what reaches a fan was
approved in the inbox like everything else.
"""
