"""The Modelwarden server: registry, evidence, gate, decisions and trust."""
