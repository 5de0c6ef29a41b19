"""What is added to the settings that `nikola init` writes."""

THEME = "base"
SITE_URL = "https://example.org/"
BLOG_TITLE = "The Corpus"
POSTS = (("posts/*.md", "articles", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": [".md"]}
OUTPUT_FOLDER = "public"
INDEX_DISPLAY_POST_COUNT = 50
INDEXES_STATIC = False
COMMENT_SYSTEM = ""
USE_BUNDLES = False
