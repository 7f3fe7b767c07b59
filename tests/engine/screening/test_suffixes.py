import socket
import subprocess
import sys

import pytest

from engine.screening.suffixes import Domain, domain_of


def test_a_domain_is_what_its_owner_registered() -> None:
    assert domain_of("gift.shop.co.uk") == Domain(below="gift", label="shop", suffix="co.uk")


def test_whoever_rents_a_name_from_a_host_owns_it() -> None:
    rented = domain_of("steam-gift.web.app")

    assert rented is not None
    assert rented.registered == "steam-gift.web.app"


@pytest.mark.parametrize("nobodys", ["co.uk", "192.168.0.1", "localhost", "her.they", ""])
def test_what_nobody_can_own_has_no_domain(nobodys: str) -> None:
    assert domain_of(nobodys) is None


def test_the_list_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    domain_of.cache_clear()

    assert domain_of("a-name-seen-never-before.org") is not None


def test_the_list_is_not_loaded_before_the_first_link() -> None:
    program = "import sys, engine.screening.screen; sys.exit('tldextract' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
