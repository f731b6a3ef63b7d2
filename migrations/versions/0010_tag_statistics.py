"""Have PostgreSQL know which tags go together.

It took a model, a name and a value of a tag for independent of each other, expected too few versions of a
search by two tags, and read all that had either of them: 8.3 ms for a page among 60,000 versions, which takes
a walk in the order of their registration a fifth of the pages read.

Revision: 0010. Follows 0009.
"""

from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

_NAME = "version_tag_together"


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE STATISTICS {_NAME} (mcv, dependencies) ON model_id, name, value_digest FROM version_tag"
        )
        op.execute("ANALYZE version_tag")


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP STATISTICS {_NAME}")
