"""The API's description (OpenAPI 3.1): from its routes, the promises beside the views, the wire shapes."""
