"""The API's description (OpenAPI 3.1), made from the routes, the promises beside the views, and the wire shapes."""
