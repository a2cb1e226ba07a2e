"""A chat assistant over a folder of documents that binds every sentence it says to exact words in one of them."""

__version__ = "0.1.0"
