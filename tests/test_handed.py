"""Which templates hand the addresses of the theme's files on whole, and which look at their letters."""

import pytest

from generator.render.handed import hands_on


def fine(**templates):
    return hands_on(templates, templates.get)


@pytest.mark.parametrize(
    "text",
    [
        "{{ site.title }} is a site",
        "{# Takes: site, head. #}{% for feed in site.feeds %}{{ feed.title | upper }}{% endfor %}",
        "{% for at in site.stylesheets %}<link href='{{ href(at) }}'>{% if not loop.last %},{% endif %}{% endfor %}",
        "{% if site.icon and (code is not defined or code) %}{{ href(site.icon) }}{% endif %}",
        "{{ href(site.icon) if site.icon is not none }}",
        "{{ absolute(site.scripts[0]) }}{{ href(site.scripts | first) }}",
        "{% extends 'base.html' %}{% block head %}{{ super() }}{{ href(site.code_stylesheet) }}{% endblock %}",
        "{% set one %}{{ href(link.address) }}{% endset %}{{ one | upper }}",
        "{% macro card(one) %}{{ href(one.address) | upper }}{% endmacro %}",
        "default-src 'self'",
    ],
)
def test_a_link_and_a_question_whether_there_is_one_do_no_more(text):
    assert fine(page=text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ site.icon }}",
        "{{ site.icon | upper }}",
        "{{ site['icon'] }}",
        "{{ site | attr('icon') }}",
        "{% set s = site %}{{ s.icon | upper }}",
        "{{ '{#' ~ site.icon ~ '#}' }}",
        "{{ href(site.icon) | upper }}",
        "{{ href(site.icon)[:3] }}",
        "{{ 'x' ~ href(site.icon) }}",
        "{% if site.icon == '/icon.svg' %}x{% endif %}",
        "{% if 'a' in site.stylesheets[0] %}x{% endif %}",
        "{% if href(site.icon) %}x{% endif %}",
        "{% set link = href(site.icon) %}{{ link }}",
        "{{ other(site.icon) }}",
        "{% for at in site.stylesheets %}{{ at }}{% endfor %}",
        "{% for at in site.stylesheets | sort %}{{ href(at) }}{% endfor %}",
        "{% for at in site.stylesheets if 'a' in at %}{{ href(at) }}{% endfor %}",
        "{% for at in site.stylesheets %}{{ href(at) }}{% include 'part.html' %}{% endfor %}",
        "{% for at in site.stylesheets %}{{ href(at) }}{{ loop.previtem }}{% endfor %}",
        "{% for at in site.stylesheets %}{% set href = at %}{% endfor %}",
        "{% for at in site.stylesheets %}{{ href(at) }}{% for at in page.links %}{% endfor %}{% endfor %}",
        "{% macro icon() %}{{ href(site.icon) }}{% endmacro %}{{ icon() | upper }}",
        "{% filter upper %}{{ href(site.icon) }}{% endfilter %}",
        "{% filter upper %}{% include 'head.html' %}{% endfilter %}",
        "{% filter upper %}{% block head %}{% endblock %}{% endfilter %}",
        "{% call card() %}{{ href(site.icon) }}{% endcall %}",
        "{% set icon %}{{ href(site.icon) }}{% endset %}{{ icon[-3:] }}",
        "{% trans icon=href(site.icon) %}An icon: {{ icon }}{% endtrans %}",
        "{% block head %}{{ super() | upper }}{% endblock %}",
        "{% block head %}{% set above = super() %}{% endblock %}",
        "{{ self.head() | upper }}",
        "{% set href = page.other %}",
        "{% macro href(at) %}{{ at | upper }}{% endmacro %}",
        "{% import 'links.html' as href %}",
        "{% from 'links.html' import other as href %}",
        "{% from 'links.html' import absolute %}",
        "{% with site = page %}{{ site.icon }}{% endwith %}",
        "{{ site.icon",
    ],
)
def test_whatever_else_is_done_with_an_address_or_a_link_to_it_is_more(text):
    assert not fine(page=text)


def test_one_template_of_those_that_are_reached_is_enough():
    assert fine(page="{% extends 'base' %}", base="{{ href(site.icon) }}")
    assert not fine(page="{% extends 'base' %}", base="{{ href(site.icon) }}", part="{{ site.icon }}")
