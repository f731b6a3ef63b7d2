# METADATA
# title: What OPA's own decision log leaves out
# description: |
#   OPA writes down that it decided: id, time, policy revision. What was asked and answered is kept by the
#   registry, signed; a second copy in a log file would only be one more place to guard.
package modelwarden.log

mask := ["/input", "/result"]
