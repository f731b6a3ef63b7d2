package modelwarden.log_test

import data.modelwarden.log

# OPA erases what a mask names; these two are all that was asked and answered.
test_neither_question_nor_answer_is_logged if {
	"/input" in log.mask
	"/result" in log.mask
}
