"""From sources to a site: `publish` tells the story; its neighbours say which file is what, and who answers."""
