"""The commands, by what they are about; each module's `register` adds its own."""
