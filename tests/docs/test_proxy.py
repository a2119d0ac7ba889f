"""The example for the proxy leads nobody elsewhere, and its log tells nothing."""

import re

from mentoring.lib.env import BASE_DIR

TEXT = (BASE_DIR / "deploy/nginx.conf").read_text()


def test_way_to_https_goes_by_the_name_of_the_site_and_not_by_the_one_that_was_asked_for():
    assert re.findall(r"return 30\d (\S+);", TEXT) == ["https://$server_name$request_uri"]
    assert len(set(re.findall(r"server_name (\S+);", TEXT))) == 1


def test_log_of_the_example_holds_no_path_and_no_address():
    (form,) = re.findall(r"log_format mentoring '([^']*)'", TEXT)

    assert not re.search(r"\$(remote_addr|request|request_uri|uri|args|http_\w+)\b", form)
