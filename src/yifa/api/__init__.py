"""JSON over HTTP, from the same declarations as the pages: thin over `act`, `visible_to` and the registries."""
