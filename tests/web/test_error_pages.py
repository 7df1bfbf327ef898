"""What people see when something cannot be done: what happened, what is safe, what to do."""

import pytest
from lxml import html


def words_of(answer):
    return " ".join(html.fromstring(answer.content).xpath("//main")[0].text_content().split())


@pytest.mark.parametrize("username", [None, "mina"])
def test_an_address_that_there_is_not(visitor, signed_in, username):
    answer = (signed_in(username) if username else visitor).get("/nowhere/")
    assert answer.status_code == 404
    said = words_of(answer)
    assert said.startswith("Page not found")
    assert "What is safe" in said and "What to do" in said


def test_a_form_without_its_token(visitor):
    answer = visitor.post("/sign-in/", {"username": "dana", "password": "x"})
    assert answer.status_code == 403
    assert words_of(answer).startswith("Your form was not accepted")


def test_a_mistake_of_ours_tells_a_number_and_no_detail(signed_in, monkeypatch, caplog):
    from stonechat.web.views import home

    def broken(request, template):
        raise ValueError("Ada Lovelace, born 2015-12-10")

    monkeypatch.setattr(home, "render", broken)
    client = signed_in("dana")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    said = words_of(answer)
    assert "Lovelace" not in answer.content.decode()
    number = said.partition("quote this number: ")[2].split(".")[0]
    assert number and number in caplog.text


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf_failed", "refused"])
def test_an_error_page_can_be_drawn_when_nothing_else_is_known(council, name):
    from django.template.loader import get_template

    page = html.fromstring(get_template(f"{name}.html").render())
    assert page.xpath("//h1")[0].text_content().strip()
    assert [one.text_content() for one in page.xpath("//h2")] == ["What is safe", "What to do"]


def test_a_refusal_says_its_own_words_and_what_to_do(council):
    from django.template.loader import get_template

    from stonechat.basics.problems import refusal

    problems = refusal("The file is <empty>.", "Send another.", "empty").problems
    page = html.fromstring(get_template("refused.html").render({"problems": problems}))
    said = " ".join(page.xpath("//main")[0].text_content().split())
    assert "The file is <empty>. What is safe" in said
    assert said.endswith("What to do Send another.")
