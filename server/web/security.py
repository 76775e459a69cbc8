"""Headers of every answer: what a browser may load, whom it may tell, who may frame it."""

from flask import Flask, Response, request

# Nothing inline and nothing from elsewhere: wording that others type can never become a script. `connect-src 'self'`
# covers the WebSocket of the same origin too.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Puts the headers on every answer of the application; a view may have set a stricter one of its own."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    # Answers to one person stay out of every cache, unless the view says that they are public.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
