"""What each route of the application is for. A route that is not here fails the test.

Each line: method, path, what it needs, and the statuses besides success that it may answer to who may (with a
`!` when it answers nothing else here: the gate does not allow the request, the old password is not right).

- an action of the table in `expectations`: in the project that the path leads to;
- `anywhere:` and an action: of the installation, so that who may not is told so (403);
- `others:` and an action: of somebody else's own thing, which is not there for whoever else may do this;
- `open`: to everybody, also to strangers;
- `me`: whoever is logged in, with any token; `me:read`, `me:admin`: with a token of that scope;
- `list`: whoever is logged in, with a token to read, and nothing of other people's projects is in it;
- `log`: administrators with a token to read;
- `opa`: only the installation's own OPA;
- `scraper`: only who has the token for metrics, of which this application has none: it is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

API = """
POST   /login                                                        open
POST   /me/password                                                  me:admin  403!
GET    /me                                                           me
GET    /tokens                                                       me:read
POST   /tokens                                                       me:admin
DELETE /tokens/<token_id>                                            me:admin
GET    /openapi.json                                                 open
GET    /users                                                        me:read
GET    /users/<username>                                             me:read
POST   /users                                                        anywhere:user.manage
PATCH  /users/<username>                                             anywhere:user.manage
GET    /environments                                                 me:read
POST   /environments                                                 anywhere:project.create
GET    /bundles/<sha256>                                             me:read
GET    /keys                                                         open
GET    /keys/<name>                                                  open
GET    /events.jsonl                                                 log
GET    /events                                                       list
GET    /events/verification                                          me:read
GET    /projects                                                     list
POST   /projects                                                     anywhere:project.create
GET    /projects/<project>                                           project.read
PATCH  /projects/<project>                                           project.configure
GET    /projects/<project>/access                                    access.explain
GET    /projects/<project>/parameters                                project.read
GET    /projects/<project>/events                                    audit.read
GET    /projects/<project>/members                                   project.read
GET    /projects/<project>/members/<username>                        project.read
PUT    /projects/<project>/members/<username>                        member.manage
POST   /projects/<project>/artifacts                                 version.register
GET    /projects/<project>/artifacts/<sha256>                        project.read
POST   /projects/<project>/uploads                                   version.register
GET    /projects/<project>/uploads/<upload_id>                       others:version.register
PATCH  /projects/<project>/uploads/<upload_id>                       others:version.register
POST   /projects/<project>/uploads/<upload_id>/complete              others:version.register
DELETE /projects/<project>/uploads/<upload_id>                       others:version.register
GET    /projects/<project>/runs                                      project.read
POST   /projects/<project>/runs                                      version.register
GET    /projects/<project>/datasets                                  project.read
POST   /projects/<project>/datasets                                  dataset.write
GET    /projects/<project>/datasets/<name>/versions                  project.read
POST   /projects/<project>/datasets/<name>/versions                  dataset.write
GET    /projects/<project>/datasets/<name>/versions/<int:number>     project.read
GET    /projects/<project>/datasets/<name>/versions/<int:number>/lineage  project.read
GET    /facets/models                                                list
GET    /models                                                       list
POST   /models                                                       model.write
GET    /models/<model>                                               project.read
PATCH  /models/<model>                                               model.write
GET    /models/<model>/alias-history                                 project.read
GET    /models/<model>/aliases/<alias>                               project.read
PUT    /models/<model>/aliases/<alias>                               alias.move
GET    /models/<model>/compare/<int:before>...<int:after>            project.read
GET    /models/<model>/deployments                                   project.read
GET    /models/<model>/waivers                                       project.read
GET    /models/<model>/versions                                      project.read
POST   /models/<model>/versions                                      version.register
GET    /models/<model>/versions/<int:number>                         project.read
POST   /models/<model>/versions/<int:number>/scan                    evidence.compute
GET    /models/<model>/versions/<int:number>/files/<path:path>       project.read
GET    /models/<model>/versions/<int:number>/lineage                 project.read
GET    /models/<model>/versions/<int:number>/readiness/<environment>  project.read
GET    /models/<model>/versions/<int:number>/reports                 project.read
POST   /models/<model>/versions/<int:number>/model-cards             report.create
GET    /models/<model>/versions/<int:number>/evidence                project.read
POST   /models/<model>/versions/<int:number>/evidence                evidence.attach
POST   /models/<model>/versions/<int:number>/evidence/compute        evidence.compute
GET    /search                                                       list
GET    /evidence/<digest>                                            project.read
GET    /evidence/<digest>/attestation                                project.read
GET    /inbox                                                        list
GET    /evidence/<digest>/uses                                       project.read
GET    /evidence/<digest>/drift                                      project.read
GET    /evidence/<digest>/charts                                     project.read
GET    /evidence/<digest>/charts/<chart>.svg                         project.read
GET    /evidence/<digest>/charts/<chart>.csv                         project.read
GET    /policies                                                     me:read
GET    /policies/packs/<pack>                                        me:read
GET    /policies/rules/<rule>                                        me:read
GET    /policies/revisions                                           me:read
GET    /policies/revisions/<sha256>/changes                          me:read
GET    /projects/<project>/policies                                  project.read
GET    /promotions/<promotion_id>/checks/<rule>                      project.read
GET    /promotions/<promotion_id>/checks/<rule>/trace                project.read
GET    /jobs                                                         list
GET    /jobs/<job_id>                                                project.read
POST   /jobs/<job_id>/cancel                                         evidence.compute  409
GET    /promotions                                                   list
POST   /promotions                                                   promotion.open  409
POST   /promotions/rollback                                          promotion.open  409
GET    /promotions/<uuid:promotion_id>                               project.read
POST   /promotions/<promotion_id>/checks                             promotion.open
POST   /promotions/<promotion_id>/reviews                            promotion.review
POST   /promotions/<promotion_id>/reports                            report.create
POST   /promotions/<promotion_id>/apply                              promotion.apply  409!
POST   /promotions/<promotion_id>/withdraw                           promotion.withdraw  409
POST   /promotions/<promotion_id>/break-glass                        promotion.break_glass
POST   /promotions/<promotion_id>/break-glass/confirm                promotion.break_glass  409
GET    /decisions/<decision_id>                                      project.read
GET    /decisions/<decision_id>/input.json                           project.read
GET    /decisions/<decision_id>/decision.json                        project.read
GET    /decisions/<decision_id>/provenance.json                      project.read
GET    /decisions/<decision_id>/bundle.tar.gz                        project.read
GET    /reports                                                      list
GET    /reports/<report_id>/content                                  project.read
POST   /waivers                                                      waiver.request
GET    /waivers/<waiver_id>                                          project.read
POST   /waivers/<waiver_id>/approvals                                waiver.approve  409
POST   /waivers/<waiver_id>/revoke                                   waiver.revoke
"""

# Machines ask these, without an account. Health is 503 as long as there is no worker.
MACHINES = """
GET    /-/live                                                       open
GET    /-/ready                                                      open  503!
GET    /-/health                                                     open  503!
GET    /-/metrics                                                    scraper
GET    /bundles/modelwarden.tar.gz                                   opa
"""

PAGES = """
GET    /                                                             list
GET    /log-in                                                       open
POST   /log-in                                                       open
GET    /assets/<path:filename>                                       open
GET    /search                                                       list
GET    /people                                                       me
POST   /people                                                       anywhere:user.manage
POST   /people/<username>                                            anywhere:user.manage
GET    /password                                                     me
POST   /password                                                     me  403!
GET    /tokens                                                       me
POST   /tokens                                                       me
POST   /tokens/<token_id>/revoke                                     me
GET    /why                                                          list
GET    /models                                                       list
GET    /models.csv                                                   list
GET    /models/<model>                                               project.read
GET    /models/<model>/versions                                      project.read
GET    /models/<model>/promotions                                    project.read
GET    /models/<model>/lineage                                       project.read
GET    /models/<model>/card                                          project.read
GET    /models/<model>/events                                        audit.read
GET    /models/<model>/settings                                      project.read
GET    /models/<model>/compare                                       project.read
GET    /models/<model>/compare/<int:before>...<int:after>            project.read
POST   /models/<model>/rollback                                      promotion.open  409
GET    /models/<model>/versions/<int:number>                         project.read
GET    /models/<model>/versions/<int:number>/lineage                 project.read
GET    /models/<model>/versions/<int:number>/lineage.svg             project.read
GET    /models/<model>/versions/<int:number>/readiness/<environment>  project.read
POST   /models/<model>/versions/<int:number>/promotions              promotion.open  409
POST   /models/<model>/versions/<int:number>/model-cards             report.create
GET    /models/<model>/versions/<int:number>/evaluation              version.register
POST   /models/<model>/versions/<int:number>/evaluation              version.register
GET    /models/<model>/versions/<int:number>/files/<path:path>       project.read
GET    /projects                                                     list
GET    /projects/<project>                                           project.read
GET    /projects/<project>/access                                    access.explain
GET    /projects/<project>/settings                                  project.read
POST   /projects/<project>/settings                                  project.configure
POST   /projects/<project>/members                                   member.manage
GET    /projects/<project>/events                                    audit.read
GET    /events                                                       list
GET    /events/verification                                          me
GET    /projects/<project>/datasets                                  project.read
GET    /projects/<project>/datasets/<name>                           project.read
GET    /projects/<project>/datasets/<name>/versions/<int:number>     project.read
GET    /projects/<project>/datasets/<name>/versions/<int:number>/lineage  project.read
GET    /projects/<project>/datasets/<name>/versions/<int:number>/lineage.svg  project.read
GET    /evidence/<digest>                                            project.read
GET    /evidence/<digest>/content                                    project.read
GET    /evidence/<digest>/attestation                                project.read
GET    /evidence/<digest>/charts/<chart>.svg                         project.read
GET    /evidence/<digest>/charts/<chart>.csv                         project.read
GET    /policies                                                     me
GET    /policies/<pack>                                              me
GET    /policies/rules/<rule>                                        me
GET    /policies/revisions/<sha256>                                  me
GET    /projects/<project>/policies                                  project.read
GET    /promotions/<promotion_id>/checks/<rule>                      project.read
GET    /jobs                                                         list
GET    /jobs/<job_id>                                                project.read
POST   /jobs/<job_id>/cancel                                         evidence.compute  409
GET    /promotions                                                   list
GET    /promotions/<promotion_id>                                    project.read
POST   /promotions/<promotion_id>/checks                             promotion.open
POST   /promotions/<promotion_id>/reviews                            promotion.review
POST   /promotions/<promotion_id>/reports                            report.create
POST   /promotions/<promotion_id>/apply                              promotion.apply  409!
POST   /promotions/<promotion_id>/withdraw                           promotion.withdraw  409
POST   /promotions/<promotion_id>/break-glass                        promotion.break_glass
POST   /promotions/<promotion_id>/break-glass/confirm                promotion.break_glass  409
GET    /decisions/<decision_id>                                      project.read
GET    /decisions/<decision_id>/input.json                           project.read
GET    /decisions/<decision_id>/decision.json                        project.read
GET    /decisions/<decision_id>/provenance.json                      project.read
GET    /decisions/<decision_id>/bundle.tar.gz                        project.read
GET    /reports                                                      list
GET    /reports/<report_id>/content                                  project.read
POST   /log-out                                                      me
"""


@dataclass(frozen=True)
class Listed:
    """One route of the lists above."""

    method: str
    path: str
    need: str
    also: frozenset[int]
    in_vain: bool

    @property
    def key(self) -> str:
        """What it is called in messages."""
        return f"{self.method} {self.path}"


def api_routes() -> list[Listed]:
    """The API, with its prefix."""
    return _read(API, "/api/v1")


def machine_routes() -> list[Listed]:
    """What machines ask."""
    return _read(MACHINES, "")


# What can be fetched and is no page: files, and the form for a password. Every other page has a `.json` twin.
_TWINLESS = (
    "/log-in",
    "<path:filename>",
    "<path:path>",
    "/content",
    "/why",
    "/compare",
    "/attestation",
    ".json",
    ".svg",
    ".csv",
    ".tar.gz",
)


def page_routes() -> list[Listed]:
    """Pages and forms, and the twins of the pages, for whom the same holds."""
    found = _read(PAGES, "")
    shown = [one for one in found if one.method == "GET" and not one.path.endswith(_TWINLESS)]
    return found + [replace(one, path=f"{one.path}.json") for one in shown]


def _read(text: str, prefix: str) -> list[Listed]:
    found = []
    for line in text.strip().splitlines():
        method, path, need, *also = line.split()
        in_vain = (
            need in {"opa", "scraper"}
            or need.startswith("others:")
            or any(status.endswith("!") for status in also)
        )
        statuses = frozenset(int(status.rstrip("!")) for status in also)
        found.append(Listed(method, prefix + path, need, statuses, in_vain))
    return found
