"""The words that results are told with, for the expressions of every step: one list, used by all."""

from __future__ import annotations

#: what is done with a result or an event: "was seen in", "were diagnosed in", "occurred in", "complicated treatment in"
SEEN = (
    r"(?:occurred|occurring|seen|observed|noted|noticed|reported|recorded|registered|documented|developed|found|detected"
    r"|diagnosed|identified|encountered|experienced|described|achieved|obtained|attained|reached|induced|produced"
    r"|demonstrated|confirmed|present|evident|apparent|arose|appeared|emerged|happened|affected"
    r"|met(?:\swith)?|complicated(?:\s(?:the\s)?(?:treatment|therapy|induction|maintenance|course|consolidation|transplant\w*))?)"
)
