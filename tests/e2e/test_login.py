"""Coming in and going out, as a person does it."""


def test_who_is_not_logged_in_is_asked_to_and_comes_back(page_as, lin, he):
    lin.set_password("a long enough one")
    lin.save()
    page = page_as(None)
    page.goto("/notices/")
    page.get_by_label("User name or e-mail").fill("lin")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/notices/")
    assert page.get_by_role("heading", name="Notices", level=1).is_visible()
