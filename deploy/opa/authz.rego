package system.authz

default allow := false

allow if input.identity == opa.runtime().env.OPA_CALLER_TOKEN
