"""deploy/packages.sh with apt, dpkg and sudo played by the test: what it asks for, and that it leaves no policy behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline import SOURCE, Failed, run_tests

STUBS = {
    "dpkg-query": 'for last; do :; done\ngrep -qx "$last" "$PLACE/missing" || printf installed\n',
    "apt-get": 'printf "%s\\n" "$*" >>"$PLACE/asked"\n[ -e "$DEPECHE_POLICY_FILE" ] && cp "$DEPECHE_POLICY_FILE" "$PLACE/policy-seen"\n'
               'case $1 in update) : >"$PLACE/updated" ;; install) [ "$APT_WORKS" = yes ] || [ "$APT_WORKS$(ls "$PLACE/updated")" = '
               '"after-update$PLACE/updated" ] ;; esac\n',
    "sudo": 'printf "sudo %s\\n" "$1" >>"$PLACE/asked"\nexec "$@"\n',
    "id": 'echo "$USER_ID"\n',
}


def packages(kinds, missing, user="0", apt="yes", policy=None):
    """(exit code, lines asked of apt, policy that stood while apt ran, policy that stands now)"""
    with tempfile.TemporaryDirectory(prefix="depeche-packages-") as place:
        for name, body in STUBS.items():
            stub = Path(place) / name
            stub.write_text(f"#!/bin/sh\n{body}")
            stub.chmod(0o755)
        (Path(place) / "missing").write_text("".join(f"{name}\n" for name in missing))
        standing = Path(place) / "policy"
        if policy:
            standing.write_text(policy)
        env = {**os.environ, "PATH": f"{place}:{os.environ['PATH']}", "PLACE": place, "USER_ID": user, "APT_WORKS": apt,
               "DEPECHE_POLICY_FILE": str(standing)}
        done = subprocess.run(["sh", str(SOURCE / "deploy" / "packages.sh"), *kinds], env=env, capture_output=True, text=True,
                              timeout=60, check=False)

        def text(name):
            path = Path(place) / name
            return path.read_text() if path.exists() else ""
        return done.returncode, text("asked").splitlines(), text("policy-seen"), text("policy")


def expect(found, wanted):
    if found != wanted:
        raise Failed(f"{found}, not {wanted}")


def names(kind):
    lines = (SOURCE / "deploy" / "packages.txt").read_text().splitlines()
    return [line.split()[1] for line in lines if line.startswith(f"{kind} ")]


def each_package_is_named_once():
    listed = names("build") + names("test")
    expect(sorted(listed), sorted(set(listed)))


def apt_is_not_asked_when_all_is_there():
    code, asked, _, _ = packages(["build", "test"], [])
    expect((code, asked), (0, []))


def only_what_is_missing_of_the_kinds_wanted_is_installed():
    code, asked, policy, _ = packages(["build"], ["cmake", "spin"])
    expect((code, asked, policy), (0, ["install -y --no-install-recommends cmake"], ""))


def nginx_starts_no_service_and_no_policy_is_left():
    code, _, seen, left = packages(["build", "test"], ["nginx-light"])
    expect((code, "exit 101" in seen, left), (0, True, ""))
    code, _, seen, left = packages(["build", "test"], ["nginx-light"], apt="no")
    expect((code, "exit 101" in seen, left), (69, True, ""))


def a_policy_of_the_machine_stays():
    code, _, seen, left = packages(["test"], ["nginx-light"], policy="#!/bin/sh\nexit 104\n")
    expect((code, seen, left), (0, "#!/bin/sh\nexit 104\n", "#!/bin/sh\nexit 104\n"))


def old_lists_are_fetched_anew_once():
    code, asked, _, _ = packages(["build"], ["cmake"], apt="after-update")
    expect((code, [line.split()[0] for line in asked]), (0, ["install", "update", "install"]))


def who_is_not_root_goes_through_sudo():
    code, asked, _, _ = packages(["build"], ["cmake"], user="1000")
    expect((code, asked[0]), (0, "sudo env"))


if __name__ == "__main__":
    sys.exit(run_tests([each_package_is_named_once, apt_is_not_asked_when_all_is_there,
                        only_what_is_missing_of_the_kinds_wanted_is_installed, nginx_starts_no_service_and_no_policy_is_left,
                        a_policy_of_the_machine_stays, old_lists_are_fetched_anew_once, who_is_not_root_goes_through_sudo]))
