"""What a file becomes: one module for each content format, and the editor's word over what it finds."""
