"""What a dossier looks like: frozen input in, HTML, PDF, Markdown or JSON out."""
