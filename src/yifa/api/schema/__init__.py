"""The OpenAPI 3.1 document, made of the declarations the pages are made of."""
