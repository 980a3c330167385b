"""Writing by program: one record in one body, put in the place of what the body could have told of it."""

from catalogue.uploading.uploads import Body, Prepared, Saved, Target, Uploads

__all__ = ["Body", "Prepared", "Saved", "Target", "Uploads"]
