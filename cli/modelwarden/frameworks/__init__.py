"""Models of other libraries, as files that the registry takes: ONNX wherever that can be had.

Each library is imported only when a model of it is given, and its user has imported it already.
"""
