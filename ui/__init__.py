"""The command line and the web page: nothing below knows them."""

__all__: list[str] = []
