import pytest

from tests.page_policy import Refused


@pytest.mark.parametrize(
    "page",
    [
        "<p style='color: red'>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        "<script src='https://evil.example/x.js'></script>",
        "<img src='//evil.example/x.png'>",
        "<button onclick='go()'>",
        "<a href='javascript:go()'>",
        "<form action='https://evil.example/'>",
        "<base href='/x/'>",
        "<iframe src='data:text/html,x'></iframe>",
    ],
)
def test_what_the_policy_refuses_would_be_found(page):
    assert len(Refused(page).found) == 1


def test_what_the_policy_allows_is_left_alone():
    data = "<script type='application/json'>{}</script>"
    page = "<script src='/static/x.js' defer></script><img src='data:image/png;base64,x'><a href='https://other.example'>x</a>"

    assert (
        Refused(f"{page}{data}<form method='post'><form action=''><link href='/static/x.css'><use href='#icon'>").found
        == []
    )
