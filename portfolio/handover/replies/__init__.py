"""Those who took over are asked to confirm, and reply: by link or signed in."""
