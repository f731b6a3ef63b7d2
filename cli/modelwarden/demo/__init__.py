"""The main job on real data: two credit models walk the gate, driven through the public client.

The demo is a user like any other. It starts a server, logs in as three people, and computes nothing that
the registry could compute for it.
"""
